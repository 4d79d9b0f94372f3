"""Parameters of an event query that search in the document (EPCIS 2.0 §8.2.7.1), each as a test of the parsed
event.

EQ_bizTransaction_po, EQ_source_…, EQ_destination_…     parties and business transactions of a type
EQ_persistentDisposition_set, …_unset
EQ_errorReason, EQ_correctiveEventID, GE_errorDeclarationTime and the like
GE_quantity and the like                                any quantity element
EQ_type, EQ_deviceID, …; GE_value_CEL and the like      sensor data, values in the given unit; GE_percRank
GE_time, LT_startTime, …                                time of a measurement
EQ_ILMD_cbvmda:lotNumber, EXISTS_ILMD_…                 master data; same for extensions: EQ_example:field;
                                                        in a declaration: ERROR_DECLARATION_; in sensor data:
                                                        SENSORELEMENT_ and the like
EQ_INNER_ILMD_example:field                             the same for fields inside an extension, at any depth

HASATTR and EQATTR query attributes of master data: attributes.py. Values of one parameter are alternatives.
Extension fields are named as in the event, or by their namespace's URI.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from traceability.epcis.bodies import our_context
from traceability.epcis.hashing import prefixes_of
from traceability.epcis.identifiers import canonical
from traceability.epcis.moments import parse_moment
from traceability.epcis.schema import QUANTITY_LISTS, word
from traceability.epcis.vocabulary import bare, full

Event = Mapping[str, Any]
Test = Callable[[Event], bool]

_COMPARE = {"GT": operator.gt, "GE": operator.ge, "LT": operator.lt, "LE": operator.le}
_PARTIES = {
    "bizTransaction": ("bizTransactionList", "bizTransaction", "bizTransaction"),
    "source": ("sourceList", "source", "party"),
    "destination": ("destinationList", "destination", "party"),
}
_SENSOR_WORDS = {"type": "measurement", "exception": "alert", "component": "component"}
_SENSOR = (
    "type|exception|component|deviceID|deviceMetadata|rawData|dataProcessingMethod|bizRules|microorganism|chemicalSubstance"
    "|stringValue|booleanValue|hexBinaryValue|uriValue"
)
_SHAPE = re.compile(
    r"EQ_(?P<party>bizTransaction|source|destination)_(?P<kind>.+)"
    r"|EQ_persistentDisposition_(?P<persistent>set|unset)"
    r"|EQ_(?P<declared>errorReason|correctiveEventID)"
    r"|(?P<when>EQ|GT|GE|LT|LE)_errorDeclarationTime"
    r"|(?P<amount>EQ|GT|GE|LT|LE)_quantity"
    rf"|EQ_(?P<sensor>{_SENSOR})"
    r"|(?P<measured>EQ|GT|GE|LT|LE)_(?P<value>value|minValue|maxValue|meanValue|sDev|percValue)_(?P<uom>[A-Z0-9]{2,3})"
    r"|(?P<ranked>EQ|GT|GE|LT|LE)_percRank"
    r"|(?P<timed>EQ|GT|GE|LT|LE)_(?P<moment>time|startTime|endTime)"
    r"|(?P<own>EQ|GT|GE|LT|LE|EXISTS)_(?P<inner>INNER_)?(?P<holder>ILMD|ERROR_DECLARATION|SENSORELEMENT|SENSORMETADATA|SENSORREPORT)?"
    r"(?(holder)_)(?P<field>[A-Za-z][^:]*:.+)"
)


class NotComparable(ValueError):
    """A value is not the number or moment that the field holds, or not a word of the standard."""


def is_known(name: str) -> bool:
    return _SHAPE.fullmatch(name) is not None


def test_of(name: str, values: list[str]) -> Test:
    """Return a function that tests a parsed event against the parameter `name`; `values` are alternatives.

    `name` must be a parameter that is_known. Raises NotComparable.
    """
    shape = _SHAPE.fullmatch(name)
    assert shape is not None
    if party := shape["party"]:
        return _party(party, shape["kind"], values)
    if side := shape["persistent"]:
        _check_words("disposition", values)
        words = {full("disposition", value) for value in values}
        return lambda event: any(
            full("disposition", one) in words for one in event.get("persistentDisposition", {}).get(side, ())
        )
    if shape["declared"] == "errorReason":
        _check_words("reason", values)
        reasons = {full("reason", value) for value in values}
        return lambda event: full("reason", _declaration(event).get("reason", "")) in reasons
    if shape["declared"]:
        return lambda event: not set(values).isdisjoint(_declaration(event).get("correctiveEventIDs", ()))
    if how := shape["when"]:
        holds = _comparing(how, _all(parse_moment, values))
        return lambda event: holds(_declaration(event).get("declarationTime"))
    if how := shape["amount"]:
        holds = _comparing(how, _all(_number, values))
        return lambda event: any(
            holds(one.get("quantity")) for name in QUANTITY_LISTS for one in event.get(name, ())
        )
    if field := shape["sensor"]:
        return _sensor(field, values)
    if how := shape["measured"]:
        holds, value, uom = _comparing(how, _all(_number, values)), shape["value"], shape["uom"]
        return lambda event: any(
            holds(report.get(value)) for report in _reports(event) if report.get("uom") == uom
        )
    if how := shape["ranked"]:
        holds = _comparing(how, _all(_number, values))
        return lambda event: any(holds(report.get("percRank")) for report in _reports(event))
    if how := shape["timed"]:
        holds, moment = _comparing(how, _all(parse_moment, values)), shape["moment"]
        return lambda event: any(holds(one.get(moment)) for one in (*_metadata(event), *_reports(event)))
    return _field(shape["own"], shape["holder"] or "", bool(shape["inner"]), shape["field"], values)


def _all(read: Callable[[str], Any], values: list[str]) -> list[str]:
    """Return `values` unchanged. Raises NotComparable if `read` can't parse one of them."""
    if any(read(value.strip()) is None for value in values):
        raise NotComparable
    return values


def _check_words(field: str, values: list[str]) -> None:
    if any(word(field)(bare(field, value)) is not None for value in values):
        raise NotComparable


def _declaration(event: Event) -> Mapping[str, Any]:
    return event.get("errorDeclaration", {})


def _reports(event: Event) -> Iterable[Mapping[str, Any]]:
    return (report for element in event.get("sensorElementList", ()) for report in element["sensorReport"])


def _metadata(event: Event) -> Iterable[Mapping[str, Any]]:
    return (element.get("sensorMetadata", {}) for element in event.get("sensorElementList", ()))


_HOLDERS: dict[str, Callable[[Event], Iterable[Mapping[str, Any]]]] = {
    "": lambda event: [event],
    "ILMD": lambda event: [event.get("ilmd", {})],
    "ERROR_DECLARATION": lambda event: [_declaration(event)],
    "SENSORELEMENT": lambda event: event.get("sensorElementList", ()),
    "SENSORMETADATA": _metadata,
    "SENSORREPORT": _reports,
}


def _party(party: str, kind: str, values: list[str]) -> Test:
    name, field, words = _PARTIES[party]
    _check_words(words, [kind])
    kinds, wanted = full(words, kind), {canonical(value) for value in values}
    return lambda event: any(
        full(words, one.get("type", "")) == kinds and canonical(one[field]) in wanted
        for one in event.get(name, ())
    )


def _sensor(field: str, values: list[str]) -> Test:
    words = _SENSOR_WORDS.get(field)
    if words:
        _check_words(words, values)

    def normalized(value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return full(words, str(value)) if words else canonical(str(value))

    wanted = {normalized(value) for value in values}

    def holds(event: Event) -> bool:
        return any(
            field in one and normalized(one[field]) in wanted for one in (*_metadata(event), *_reports(event))
        )

    return holds


def _field(how: str, holder: str, is_inner: bool, field: str, values: list[str]) -> Test:
    holds = (lambda value: True) if how == "EXISTS" else _comparing(how, values)

    def found(event: Event) -> bool:
        prefixes = prefixes_of(our_context(), event.get("@context"))
        wanted = _expanded(field, prefixes)
        return any(
            holds(one)
            for name, value in _extensions(_HOLDERS[holder](event), is_inner)
            if _expanded(name, prefixes) == wanted
            for one in (value if isinstance(value, list) else [value])
        )

    return found


def _extensions(holders: Iterable[Mapping[str, Any]], is_inner: bool) -> Iterable[tuple[str, Any]]:
    """Yield extension fields in `holders`, or with `is_inner` the fields inside them.

    Depth is at most MAX_DEPTH (reading.py).
    """
    for holder in holders:
        for name, value in holder.items():
            if ":" not in name:
                continue
            if not is_inner:
                yield name, value
                continue
            within = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
            yield from _extensions(within, False)
            yield from _extensions(within, True)


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _colon, local = name.partition(":")
    return prefixes[prefix] + local if prefix in prefixes and not local.startswith("//") else name


def _comparing(how: str, values: list[str]) -> Callable[[Any], bool]:
    """Return a test that is True if a field compares with one of `values`: numbers as numbers, moments as
    moments.
    """
    if how == "EQ":
        wanted = {value.strip() for value in values} | {canonical(value.strip()) for value in values}
        numbers = {number for value in values if (number := _number(value)) is not None}
        moments = {moment for value in values if (moment := parse_moment(value.strip())) is not None}

        def is_one(value: Any) -> bool:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return value in numbers
            if not isinstance(value, str):
                return False
            text = value.strip()
            return text in wanted or canonical(text) in wanted or parse_moment(text) in moments

        return is_one
    compare = _COMPARE[how]
    bounds = [_orderable(value) for value in values]
    if any(bound is None for bound in bounds):
        raise NotComparable

    def is_beyond(value: Any) -> bool:
        mine = _orderable(value)
        return mine is not None and any(
            type(mine) is type(bound) and compare(mine, bound) for bound in bounds
        )

    return is_beyond


def _orderable(value: Any) -> Any:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        moment = parse_moment(value)
        return moment if moment is not None else _number(value)
    return None


def _number(text: str) -> float | None:
    """Return the finite number in `text`, or None if it is none. Exponents are accepted.

    A named query's JSON writes small numbers as 1e-07.
    """
    if not re.fullmatch(
        r"-?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?", text.strip(), re.ASCII | re.IGNORECASE
    ):
        return None
    return float(text)
