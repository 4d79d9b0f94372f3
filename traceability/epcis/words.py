"""The parts of an event that stay when its freely written texts are erased."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from traceability.epcis.identifiers import CANONICAL, CARTON, canonical
from traceability.epcis.schema import EPC_LISTS, QUANTITY_LISTS
from traceability.epcis.vocabulary import ERROR_REASONS

# Words of the standard, numbers, moments, and names of goods, which by our rules must not name people.
_COPIED = frozenset(
    """
    @context type eventID eventTime eventTimeZoneOffset action bizStep disposition persistentDisposition parentID
    transformationID
    """.split()
) | {*EPC_LISTS, *QUANTITY_LISTS}
_PLACES = ("readPoint", "bizLocation")
_PARTIES = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}
_DECLARED = ("declarationTime", "correctiveEventIDs")
_REPORTED = frozenset(
    """
    type exception time value component booleanValue minValue maxValue meanValue sDev percRank percValue uom
    chemicalSubstance microorganism
    """.split()
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt][0-9:.]+(?:[Zz]|[+-]\d\d:\d\d)?)?", re.ASCII)


def without_words(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return `event` without freely chosen texts. It is still valid, and states the same about the goods.

    Removed are texts in ilmd and in extensions (numbers and days stay), certificates and devices. Places
    without a GS1 key or an address of ours are removed too: a coordinate or a URL may be a person's home.
    Parties and business documents without one are replaced by a neutral URI.
    """
    result: dict[str, Any] = {}
    for name, value in event.items():
        if name in _COPIED:
            result[name] = value
        elif name in _PLACES:
            if is_neutral(value["id"]):
                result[name] = {"id": value["id"]}
        elif (field := _PARTIES.get(name)) is not None:
            result[name] = [
                one if is_neutral(one[field]) else one | {field: f"{settings.PUBLIC_ORIGIN}/ns/epcis#erased"}
                for one in value
            ]
        elif name == "errorDeclaration":
            result[name] = {
                key: inner
                for key, inner in value.items()
                if key in _DECLARED or (key == "reason" and inner in ERROR_REASONS)
            }
        elif name == "sensorElementList":
            result[name] = [
                {
                    "sensorReport": [
                        {key: inner for key, inner in report.items() if key in _REPORTED}
                        for report in element["sensorReport"]
                    ]
                }
                for element in value
            ]
        elif name != "certificationInfo" and (plain := _plain(value)) is not None:
            result[name] = plain
    return result


def is_neutral(identifier: str) -> bool:
    """Return whether an identifier is a GS1 key or an address of ours; neither contains a name."""
    return canonical(identifier).startswith((CANONICAL + "/", settings.PUBLIC_ORIGIN + "/", CARTON))


def _plain(value: Any) -> Any:
    """Return the numbers, days and moments in `value`; None if there are none."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value if _DAY.fullmatch(value) else None
    if isinstance(value, list):
        return [plain for one in value if (plain := _plain(one)) is not None] or None
    if isinstance(value, dict):
        return {name: plain for name, one in value.items() if (plain := _plain(one)) is not None} or None
    return None
