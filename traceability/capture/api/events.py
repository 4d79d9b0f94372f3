"""Find events: by query, by id, by thing, by resource name, by named query (EPCIS 2.0 §12.5, §12.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from backend.common.units import format_number
from traceability.capture.api.base import EpcisError, EpcisView, answer, not_there, raw_body
from traceability.epcis.actions import delete_query, keep_query
from traceability.epcis.documents import collection, event_json, query_document
from traceability.epcis.identifiers import address_of, spellings
from traceability.epcis.queries import QueryRefused, find_events, values_of, values_of_json
from traceability.epcis.reading import NotJson, read_json
from traceability.epcis.schema import URI, word
from traceability.epcis.vocabulary import bare
from traceability.labels.history import LABEL
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
NAMES_PER_PAGE, MOST_NAMES = 100, 1_000


def event_query(
    view: EpcisView,
    request: Request,
    params: Any,
    *,
    fixed: Mapping[str, list[str]] | None = None,
    name: str = "",
) -> HttpResponse:
    """Return one page of the events that match `params` and `fixed`, and that the viewer may see.

    `name` is the name of the query in the response. The Link header names the next page.
    """
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
        """Return an event by its eventID or hash ID. If it was declared wrong, return the declaration."""
        if "\0" in event_id:  # PostgreSQL can't store such a text
            raise not_there()
        called = EpcisEvent.objects.filter(uri=event_id).values("event_id")
        found = EpcisEvent.objects.visible_to(self.viewer).filter(event_id__in=called)
        event = found.order_by("-is_error").first()
        if event is None:
            found = EpcisEvent.objects.visible_to(self.viewer).filter(hash_id=event_id)
            event = found.order_by("-is_error", "entry_id").first()
        if event is None:
            raise not_there()
        return answer(request, event_json(event, alone=True))


class RootView(EpcisView):
    """List the resources below /epcis/; the standard defines no content of /epcis/ itself."""

    def get(self, request: Request) -> HttpResponse:
        return answer(request, collection(["capture", "events", "queries", *RESOURCES, "epcs"]))


class NothingView(EpcisView):
    """Respond with 404 at any other address under /epcis/."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponse:
        raise not_there()

    post = put = patch = delete = get


class ResourceView(EpcisView):
    """List the names that occur in events visible to the caller: /epcis/bizSteps, /epcis/readPoints …

    /epcis/eventTypes also lists all event types of the standard.
    """

    def get(self, request: Request, resource: str) -> HttpResponse:
        column, _parameter = RESOURCES[resource]
        names = EpcisEvent.objects.visible_to(self.viewer).exclude(**{column: ""}).order_by(column)
        used = names.values_list(column, flat=True).distinct()
        if resource == "eventTypes":
            return names_page(request, sorted({*EVENT_TYPES, *used[:MOST_NAMES]}))
        return names_page(request, used, column)


class ResourceNameView(EpcisView):
    """List the resources below a name such as /epcis/bizSteps/shipping (EPCIS 2.0 §12.5)."""

    def get(self, request: Request, resource: str, name: str) -> HttpResponse:
        if not known_name(resource, name):
            raise not_there()
        return answer(request, collection(["events"]))


class ResourceEventsView(EpcisView):
    def get(self, request: Request, resource: str, name: str) -> HttpResponse:
        if not known_name(resource, name):
            raise not_there()
        _column, parameter = RESOURCES[resource]
        return event_query(self, request, request.query_params, fixed={parameter: [name]})


def known_name(resource: str, name: str) -> bool:
    """Return whether an event can have `name`: a word of the standard, or a custom URI.

    Places and other resources may have any name without NUL.
    """
    if "\0" in name:
        return False
    if resource == "eventTypes":
        return name in EVENT_TYPES or URI.fullmatch(name) is not None
    if (field := {"bizSteps": "bizStep", "dispositions": "disposition"}.get(resource)) is not None:
        return word(field)(bare(field, name)) is None
    return True


def names_page(
    request: Request, names: Any, column: str = "", format_name: Callable[[str], str] = str
) -> HttpResponse:
    """Return one page of `names`, each formatted by `format_name`.

    `names` is a sorted list, or a queryset of the texts of `column`. The token of the next page is the last
    name of this one. Raises EpcisError for bad parameters.
    """
    size = request.query_params.get("perPage", str(NAMES_PER_PAGE))
    if unknown := sorted(set(request.query_params) - {"perPage", "nextPageToken"}):
        raise EpcisError(
            400,
            "QueryParameterException",
            _("Không có điều kiện này: %(name)s") % {"name": ", ".join(unknown)},
        )
    if not (size.isascii() and size.isdigit() and len(size) < 6 and int(size)):
        raise EpcisError(
            400,
            "QueryParameterException",
            _("%(name)s là số từ 1 đến %(most)s.") % {"name": "perPage", "most": format_number(99_999)},
        )
    after, count = request.query_params.get("nextPageToken", ""), min(int(size), MOST_NAMES)
    if "\0" in after:
        raise EpcisError(400, "QueryParameterException", _("Dấu trang này không đúng."))
    if column:
        page = list((names.filter(**{f"{column}__gt": after}) if after else names)[: count + 1])
    else:
        page = [name for name in names if name > after][: count + 1]
    response = answer(request, collection([format_name(name) for name in page[:count]]))
    if len(page) > count:
        again = urlencode({"perPage": count, "nextPageToken": page[count - 1]})
        response["Link"] = f'<{request.path}?{again}>; rel="next"'
        response["GS1-Next-Page-Token-Expires"] = "never"
    return response


class EpcsView(EpcisView):
    def get(self, request: Request) -> HttpResponse:
        visible = EpcisEvent.objects.visible_to(self.viewer).values("event_id")
        things = (
            EpcisThing.objects.filter(event_id__in=visible)
            .exclude(value="")
            .exclude(field=LABEL)
            .exclude(field__endswith="uantityList")
        )
        return names_page(
            request, things.order_by("value").values_list("value", flat=True).distinct(), "value", address_of
        )


class EpcView(EpcisView):
    def get(self, request: Request, epc: str) -> HttpResponse:
        return answer(request, collection(["events"]))


class EpcEventsView(EpcisView):
    def get(self, request: Request, epc: str) -> HttpResponse:
        if "\0" in epc:
            raise not_there()
        is_class = EpcisThing.objects.filter(value__in=spellings(epc), field__endswith="uantityList").exists()
        name = "MATCH_anyEPCClass" if is_class else "MATCH_anyEPC"
        return event_query(self, request, request.query_params, fixed={name: [epc]})


class QueriesView(EpcisView):
    def get(self, request: Request) -> HttpResponse:
        queries = EpcisQuery.objects.filter(user=self.viewer)
        return answer(request, [{"name": one.name, "query": one.query} for one in queries])

    def post(self, request: Request) -> HttpResponse:
        """Store a named query, {"name": …, "query": {parameters}}. 201; 409 if the name is taken."""
        body = raw_body(request)
        try:
            payload = read_json(body)
            name, query = payload["name"], payload["query"]
        except (NotJson, TypeError, KeyError):
            raise EpcisError(400, "ValidationException", _("Cần tên (name) và câu hỏi (query).")) from None
        try:
            saved = keep_query(actor=self.actor, name=name, query=query)
        except QueryRefused as refused:
            raise EpcisError(refused.status, refused.kind, refused.detail) from None
        return HttpResponse(status=201, headers={"Location": f"{request.path.rstrip('/')}/{saved.name}"})


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
