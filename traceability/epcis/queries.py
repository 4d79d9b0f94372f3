"""Turn the parameters of an event query (EPCIS 2.0 §8.2.7.1) into a queryset; reject unsupported ones, never
ignore them.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.common.units import format_number
from members.models import Unit
from traceability.epcis import attributes
from traceability.epcis.bodies import commune_uri
from traceability.epcis.identifiers import spellings
from traceability.epcis.moments import parse_moment
from traceability.epcis.patterns import TooWide, matching
from traceability.epcis.predicates import NotComparable, Test, is_known, test_of
from traceability.epcis.querysets import EpcisEventQuerySet
from traceability.epcis.schema import EVENTS, URI, word
from traceability.epcis.vocabulary import EPCIS, bare, expanded
from traceability.models import EpcisEvent, EpcisThing

PER_PAGE, MOST_PER_PAGE = 30, 500
# Limit of events whose documents a query searches; the columns filter first.
MOST_LOOKED_INTO = 10_000
_ANY_EPC = ("epcList", "childEPCs", "inputEPCList", "outputEPCList", "parentID")
_ANY_CLASS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
_MATCHES = {
    "MATCH_epc": ("epcList", "childEPCs"),
    "MATCH_parentID": ("parentID",),
    "MATCH_inputEPC": ("inputEPCList",),
    "MATCH_outputEPC": ("outputEPCList",),
    "MATCH_anyEPC": _ANY_EPC,
    "MATCH_epcClass": ("quantityList", "childQuantityList"),
    "MATCH_inputEPCClass": ("inputQuantityList",),
    "MATCH_outputEPCClass": ("outputQuantityList",),
    "MATCH_anyEPCClass": _ANY_CLASS,
}
_EQUALS = {
    "eventType": "event_type",
    "EQ_action": "action",
    "EQ_bizStep": "biz_step",
    "EQ_disposition": "disposition",
    "EQ_readPoint": "read_point",
    "EQ_bizLocation": "biz_location",
    "EQ_transformationID": "transformation_id",
}
_MOMENTS = {
    "GE_eventTime": "event_time__gte",
    "LT_eventTime": "event_time__lt",
    "GE_recordTime": "recorded_at__gte",
    "LT_recordTime": "recorded_at__lt",
}
_WITHIN = {"WD_readPoint": "read_point", "WD_bizLocation": "biz_location"}
_NUMBERS = ("perPage", "eventCountLimit", "maxEventCount")
_OTHERS = ("EQ_eventID", "EXISTS_errorDeclaration", "nextPageToken", "orderBy", "orderDirection", *_NUMBERS)
# Not split at commas.
_WHOLE = ("EQ_readPoint", "EQ_bizLocation", "WD_readPoint", "WD_bizLocation", "EQ_eventID", "nextPageToken")
PARAMETERS = frozenset([*_MATCHES, *_EQUALS, *_MOMENTS, *_WITHIN, *_OTHERS])


class QueryRefused(Exception):
    """A query or a named query is refused. `kind` is the name of the standard's exception, `status` the HTTP
    status.
    """

    def __init__(self, detail: str, kind: str = "QueryParameterException", status: int = 400) -> None:
        super().__init__(detail)
        self.detail, self.kind, self.status = detail, kind, status


@dataclass(frozen=True, slots=True)
class Page:
    """A page of events, with the token of the next page; "" on the last page."""

    events: list[EpcisEvent]
    next_token: str


def find_events(events: EpcisEventQuerySet, given: Mapping[str, list[str]]) -> Page:
    """Return one page of those of `events` that match `given` (parameter -> values). Raises QueryRefused.

    Pages continue after a key, not an offset, so new events don't shift them. Costs at most three queries,
    and three more for each condition on a place's attributes.
    """
    inside = [name for name in given if name not in PARAMETERS and is_known(name)]
    of_master_data = [name for name in given if attributes.is_known(name)]
    if unknown := sorted(set(given) - PARAMETERS - {*inside, *of_master_data}):
        raise QueryRefused(_("Không có điều kiện này: %(name)s") % {"name": ", ".join(unknown)})
    for name, values in given.items():
        if any("\0" in value for value in values):
            raise QueryRefused(_("Không hiểu giá trị của %(name)s.") % {"name": name})
        # A parameter without a value would match everything. EXISTS_ needs only its name, and the first page
        # has no token.
        if (
            name != "nextPageToken"
            and not name.startswith("EXISTS_")
            and not (values and all(map(str.strip, values)))
        ):
            raise QueryRefused(_("%(name)s không có giá trị nào.") % {"name": name})
    events = _filtered(events, given)
    for name in of_master_data:
        events = attributes.having(events, name, given[name])
    tests = [_test(name, given[name]) for name in inside]
    if not {"eventTime", "recordTime"}.issuperset(given.get("orderBy", ())):
        raise QueryRefused(_("Chỉ xếp được theo eventTime hoặc recordTime (orderBy)."))
    order = _one(given, "orderBy", "recordTime")
    is_down = _one(given, "orderDirection", "DESC", ("ASC", "DESC")) == "DESC"
    numbers = {name: _number(given, name) for name in _NUMBERS}
    limit, most = numbers["eventCountLimit"], numbers["maxEventCount"]
    if limit is not None and most is not None:
        raise QueryRefused(_("Chỉ ghi một trong hai: eventCountLimit, maxEventCount."))
    if most is not None and (len(_matched(events, tests, most + 1)) if tests else events.count()) > most:
        raise QueryRefused(_("Có hơn %(n)d sự kiện.") % {"n": most}, "QueryTooLargeException", 413)
    per_page = min(numbers["perPage"] or PER_PAGE, MOST_PER_PAGE)
    column = "event_time" if order == "eventTime" else "recorded_at"
    returned = 0
    if token := _one(given, "nextPageToken", ""):
        moment, entry_id, returned = _read(token)
        way = "lt" if is_down else "gt"
        events = events.filter(
            Q(**{f"{column}__{way}": moment}) | Q(**{column: moment, f"entry_id__{way}": entry_id})
        )
    if limit is not None:
        per_page = min(per_page, max(limit - returned, 0))
    sign = "-" if is_down else ""
    rows = _matched(events.order_by(sign + column, sign + "entry_id"), tests, per_page + 1)
    page, rest = rows[:per_page], rows[per_page:]
    is_done = not rest or (limit is not None and returned + len(page) >= limit)
    return Page(
        page, "" if is_done else _token(getattr(page[-1], column), page[-1].entry_id, returned + len(page))
    )


def _matched(events: EpcisEventQuerySet, tests: list[Test], count: int) -> list[EpcisEvent]:
    """Return the first `count` of `events` that pass all `tests`.

    Raises QueryRefused if too many had to be searched.
    """
    if not tests:
        return list(events[:count])
    found = []
    for looked, event in enumerate(events[: MOST_LOOKED_INTO + 1].iterator(500)):
        if looked == MOST_LOOKED_INTO:
            raise QueryRefused(
                _(
                    "Phải xem quá nhiều sự kiện. Hãy thêm điều kiện, ví dụ GE_eventTime hay MATCH_anyEPCClass."
                ),
                "QueryTooComplexException",
                413,
            )
        if event.body and all(test(body) for body in (json.loads(event.body),) for test in tests):
            found.append(event)
            if len(found) == count:
                break
    return found


def _test(name: str, values: list[str]) -> Test:
    try:
        return test_of(name, values)
    except NotComparable:
        raise QueryRefused(_("Không hiểu giá trị của %(name)s.") % {"name": name}) from None


def values_of(given: Any) -> dict[str, list[str]]:
    """Return {name: values} of a query string. Values may be repeated or separated by commas.

    Values that may contain a comma, such as places, are not split.
    """
    return {name: _split(name, given.getlist(name)) for name in given}


def values_of_json(query: Any) -> dict[str, list[str]]:
    """Return the parameters of a named query as lists of strings.

    `query` is its parsed JSON object. Values are strings, numbers, booleans or lists of these. Raises
    QueryRefused.
    """
    if not isinstance(query, dict):
        raise QueryRefused(_("Câu hỏi là một đối tượng JSON."))
    found: dict[str, list[str]] = {}
    for name, value in query.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str | int | float | bool) for one in values):
            raise QueryRefused(_("Không hiểu giá trị của %(name)s.") % {"name": name})
        found[name] = [("true" if one else "false") if isinstance(one, bool) else str(one) for one in values]
    return found


def _split(name: str, values: list[str]) -> list[str]:
    if name in _WHOLE or name not in PARAMETERS:
        return values  # "geo:21.3,103.9" contains a comma
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _filtered(events: EpcisEventQuerySet, given: Mapping[str, list[str]]) -> EpcisEventQuerySet:
    for name, column in _EQUALS.items():
        if values := given.get(name):
            _check_words(name, values)
            events = events.filter(**{f"{column}__in": _stored_words(name, values)})
    for name, column in _WITHIN.items():
        if values := given.get(name):
            within = {spelling for value in values for spelling in spellings(value)}
            events = events.filter(**{f"{column}__in": within | set(_communes_in(within))})
    for name, lookup in _MOMENTS.items():
        if name in given:
            moment = parse_moment(_one(given, name, ""))
            if moment is None:
                raise QueryRefused(_("%(name)s không phải ngày giờ kèm múi giờ.") % {"name": name})
            events = events.filter(**{lookup: moment})
    for name, fields in _MATCHES.items():
        if values := given.get(name):
            matching = Q()
            for value in values:
                matching |= _matching(name, value)
            things = EpcisThing.objects.filter(matching, field__in=fields)
            events = events.filter(event_id__in=things.values("event_id"))
    if ids := given.get("EQ_eventID"):
        events = events.filter(Q(uri__in=ids) | Q(hash_id__in=ids))
    if "EXISTS_errorDeclaration" in given:
        _one(given, "EXISTS_errorDeclaration", "true", ("true", ""))
        events = events.filter(is_error=True)
    return events


def _stored_words(name: str, values: list[str]) -> Iterable[str]:
    """Return `values` of the parameter `name` in the spellings that the event table stores."""
    match name.removeprefix("EQ_"):
        case "bizStep" | "disposition" as field:
            return [bare(field, value) for value in values]
        case "readPoint" | "bizLocation":
            return {spelling for value in values for spelling in spellings(value)}
        case "eventType":
            return [expanded(value).removeprefix(EPCIS) for value in values]
    return values


def _communes_in(places: Iterable[str]) -> list[str]:
    """Return the URIs of all known communes in those of `places` that are provinces."""
    stem = f"{settings.PUBLIC_ORIGIN}/xa/"
    codes = [place.removeprefix(stem) for place in places if place.startswith(stem)]
    inside = Unit.objects.filter(
        parent__in=[int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 10]
    )
    return [commune_uri(code) for code in inside.values_list("pk", flat=True)]


def _matching(name: str, value: str) -> Q:
    try:
        return matching(value)
    except TooWide:
        raise QueryRefused(
            _("%(name)s: mẫu này rộng quá, chỉ nhận * ở phần cuối.") % {"name": name}
        ) from None


def _check_words(name: str, values: list[str]) -> None:
    """Raise QueryRefused for an impossible word: neither a word of the standard nor a custom URI."""
    field = name.removeprefix("EQ_")
    for value in values:
        if field == "action":
            is_word = value in ("ADD", "OBSERVE", "DELETE")
        elif field == "eventType":
            is_word = value in EVENTS or URI.fullmatch(value) is not None
        elif field in ("bizStep", "disposition"):
            is_word = word(field)(bare(field, value)) is None
        else:
            continue
        if not is_word:
            raise QueryRefused(
                _("%(name)s: chuẩn không có từ “%(word)s”.") % {"name": name, "word": value[:80]}
            )


def _one(given: Mapping[str, list[str]], name: str, default: str, allowed: tuple[str, ...] = ()) -> str:
    values = given.get(name)
    if values is None:
        return default
    if len(values) > 1 or (allowed and (values[0] if values else "") not in allowed):
        raise QueryRefused(_("Không hiểu giá trị của %(name)s.") % {"name": name})
    return values[0] if values else ""


def _number(given: Mapping[str, list[str]], name: str) -> int | None:
    if name not in given:
        return None
    text = _one(given, name, "")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9 and len(text) < 10):
        raise QueryRefused(
            _("%(name)s là số từ 1 đến %(most)s.") % {"name": name, "most": format_number(10**9 - 1)}
        )
    return int(text)


def _token(moment: dt.datetime, entry_id: int, returned: int) -> str:
    text = json.dumps([moment.isoformat(), entry_id, returned])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(token: str) -> tuple[dt.datetime, int, int]:
    try:
        moment, entry_id, returned = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        parsed = dt.datetime.fromisoformat(moment)
        if parsed.tzinfo is None or not 0 <= int(entry_id) < 2**63 or not 0 <= int(returned) < 2**63:
            raise ValueError
        return parsed.astimezone(dt.UTC), int(entry_id), int(returned)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise QueryRefused(_("Dấu trang này không đúng.")) from None
