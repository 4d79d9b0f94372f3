"""GET /epcis/events and what else finds events: one by its id, by its things, by names (EPCIS 2.0 §12.5, §12.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from traceability.actions.epcis_queries import delete_query, keep_query
from traceability.api.epcis.base import EpcisError, EpcisView, answer, not_there, raw_body
from traceability.epcis.documents import collection, event_json, query_document
from traceability.epcis.identifiers import canonical
from traceability.epcis.queries import QueryRefused, find_events, values_of, values_of_json
from traceability.epcis.reading import NotJson, read_json
from traceability.models import EpcisEvent, EpcisQuery, EpcisThing

# A resource of the standard and the column behind it.
RESOURCES = {
    "eventTypes": ("event_type", "eventType"),
    "bizSteps": ("biz_step", "EQ_bizStep"),
    "dispositions": ("disposition", "EQ_disposition"),
    "readPoints": ("read_point", "EQ_readPoint"),
    "bizLocations": ("biz_location", "EQ_bizLocation"),
}
EVENT_TYPES = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
MOST_NAMES = 1_000


def event_query(
    view: EpcisView,
    request: Request,
    params: Any,
    *,
    fixed: Mapping[str, list[str]] | None = None,
    name: str = "",
) -> HttpResponse:
    """One page of the events that the viewer may see; Link says where the next one is."""
    try:
        given = values_of(params) | dict(fixed or {})
        page = find_events(EpcisEvent.objects.visible_to(view.viewer), given)
    except QueryRefused as refused:
        raise EpcisError(refused.status, refused.kind, refused.detail) from None
    headers = {"GS1-Next-Page-Token-Expires": "never"}
    if page.next_token:
        again = [(key, value) for key in params for value in params.getlist(key) if key != "nextPageToken"]
        again.append(("nextPageToken", page.next_token))
        headers["Link"] = f'<{request.path}?{urlencode(again)}>; rel="next"'
    document = query_document(page.events, name=name or "SimpleEventQuery")
    response = answer(request, document)
    for header, value in headers.items():
        response[header] = value
    return response


class EventView(EpcisView):
    def get(self, request: Request, event_id: str) -> HttpResponse:
        """By eventID or by hash ID. Where it was declared wrong, the declaration, which repeats the event."""
        if "\0" in event_id:  # PostgreSQL keeps no such text
            raise not_there()
        found = EpcisEvent.objects.visible_to(self.viewer).filter(uri=event_id)
        event = found.order_by("-is_error").first()
        if event is None:
            found = EpcisEvent.objects.visible_to(self.viewer).filter(hash_id=event_id)
            event = found.order_by("-is_error", "entry_id").first()
        if event is None:
            raise not_there()
        return answer(request, event_json(event, alone=True))


class NothingView(EpcisView):
    """Every other address under /epcis/."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        raise not_there()

    post = put = patch = delete = get


class ResourceView(EpcisView):
    """/epcis/eventTypes, /epcis/bizSteps …: the names in use among the events she may see."""

    def get(self, request: Request, resource: str) -> HttpResponse:
        if resource == "eventTypes":
            return answer(request, collection(EVENT_TYPES))
        column, _parameter = RESOURCES[resource]
        names = EpcisEvent.objects.visible_to(self.viewer).exclude(**{column: ""})
        return answer(
            request, collection(names.order_by(column).values_list(column, flat=True).distinct()[:MOST_NAMES])
        )


class ResourceEventsView(EpcisView):
    def get(self, request: Request, resource: str, name: str) -> HttpResponse:
        _column, parameter = RESOURCES[resource]
        return event_query(self, request, request.query_params, fixed={parameter: [name]})


class EpcsView(EpcisView):
    def get(self, request: Request) -> HttpResponse:
        seen = EpcisEvent.objects.visible_to(self.viewer).values("event_id")
        things = (
            EpcisThing.objects.filter(event_id__in=seen)
            .exclude(value="")
            .exclude(field__endswith="uantityList")
        )
        return answer(
            request,
            collection(things.order_by("value").values_list("value", flat=True).distinct()[:MOST_NAMES]),
        )


class EpcEventsView(EpcisView):
    def get(self, request: Request, epc: str) -> HttpResponse:
        if "\0" in epc:
            raise not_there()
        value = canonical(epc)
        is_class = EpcisThing.objects.filter(value=value, field__endswith="uantityList").exists()
        name = "MATCH_anyEPCClass" if is_class else "MATCH_anyEPC"
        return event_query(self, request, request.query_params, fixed={name: [epc]})


class QueriesView(EpcisView):
    def get(self, request: Request) -> HttpResponse:
        queries = EpcisQuery.objects.filter(user=self.viewer)
        return answer(request, [{"name": one.name, "query": one.query} for one in queries])

    def post(self, request: Request) -> HttpResponse:
        """{"name": …, "query": {parameters}}: 201; the name taken already is 409."""
        body = raw_body(request)
        try:
            said = read_json(body)
            name, query = said["name"], said["query"]
        except (NotJson, TypeError, KeyError):
            raise EpcisError(400, "ValidationException", _("Cần tên (name) và câu hỏi (query).")) from None
        try:
            kept = keep_query(actor=self.actor, name=name, query=query)
        except QueryRefused as refused:
            raise EpcisError(refused.status, refused.kind, refused.detail) from None
        return HttpResponse(status=201, headers={"Location": f"{request.path.rstrip('/')}/{kept.name}"})


class QueryView(EpcisView):
    def get(self, request: Request, name: str) -> HttpResponse:
        query = self._query(name)
        return answer(request, {"name": query.name, "query": query.query})

    def delete(self, request: Request, name: str) -> HttpResponse:
        delete_query(actor=self.actor, query=self._query(name))
        return HttpResponse(status=204)

    def _query(self, name: str) -> EpcisQuery:
        query = None if "\0" in name else EpcisQuery.objects.filter(user=self.viewer, name=name).first()
        if query is None:
            raise not_there()
        return query


class QueryEventsView(QueryView):
    def get(self, request: Request, name: str) -> HttpResponse:
        query = self._query(name)
        return event_query(
            self, request, request.query_params, fixed=values_of_json(query.query), name=query.name
        )

    http_method_names = ["get", "head", "options"]
