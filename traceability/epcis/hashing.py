"""The event hash ID of CBV 2.0 §8.9: the event's content in one spelling, and its SHA-256.

By the standard it leaves out recordTime, eventID and errorDeclaration.
So an event and its error declaration have the same hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from traceability.epcis.identifiers import for_hash
from traceability.epcis.moments import in_milliseconds
from traceability.epcis.vocabulary import CBV, EPCIS, PREFIXES, VOC, full

Contexts = Mapping[str, str]

_SENSOR_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
)  # fmt: skip
_SENSOR_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
    "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
_TIMES = frozenset({"time", "startTime", "endTime"})
_STANDARD = frozenset(
    """
    @context type eventTime recordTime eventTimeZoneOffset eventID certificationInfo errorDeclaration parentID epcList
    childEPCs quantityList childQuantityList inputEPCList inputQuantityList outputEPCList outputQuantityList action
    transformationID bizStep disposition persistentDisposition readPoint bizLocation bizTransactionList sourceList
    destinationList sensorElementList ilmd
    """.split()
)
_LOOKS_LIKE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]", re.ASCII)


def event_hash(event: Mapping[str, Any], context: Any = None) -> str:
    """Return the hash ID, "ni:///sha-256;<hex>?ver=CBV2.0".

    `context` is the document's @context; the event's own is added to it.
    """
    digest = hashlib.sha256(prehash(event, context).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def keyed_hashes(uri: str) -> list[str]:
    """Return the HMACs by which an event is found after its hash ID `uri` was erased.

    There is one for the present SECRET_KEY, then one for each former key. The database has no key, so nobody
    who only has the database can test a guess.
    """
    return [
        salted_hmac("traceability.epcis.was_called", uri, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def prehash(event: Mapping[str, Any], context: Any = None) -> str:  # noqa: C901
    """Return the pre-hash string: properties in the standard's order, without white space between them."""
    prefixes = prefixes_of(context, event.get("@context"))
    out: list[str] = [f"eventType={_expanded(event['type'], prefixes)}"]
    add = out.append
    add(f"eventTime={in_milliseconds(event['eventTime'])}")
    add(f"eventTimeZoneOffset={event['eventTimeZoneOffset']}")
    if "certificationInfo" in event:
        info = event["certificationInfo"]
        out.extend(
            sorted(
                f"certificationInfo={for_hash(one)}" for one in ([info] if isinstance(info, str) else info)
            )
        )
    if "parentID" in event:
        add(f"parentID={for_hash(event['parentID'])}")
    for name in ("epcList", "childEPCs"):
        _add_epcs(out, name, event)
    for name in ("quantityList", "childQuantityList"):
        _add_quantities(out, name, event)
    for side in ("input", "output"):
        _add_epcs(out, f"{side}EPCList", event)
        _add_quantities(out, f"{side}QuantityList", event)
    if "action" in event:
        add(f"action={event['action']}")
    if "transformationID" in event:
        add(f"transformationID={for_hash(event['transformationID'])}")
    if "bizStep" in event:
        add(f"bizStep={_word('bizStep', event['bizStep'], prefixes)}")
    if "disposition" in event:
        add(f"disposition={_word('disposition', event['disposition'], prefixes)}")
    if "persistentDisposition" in event:
        add("persistentDisposition")
        for name in ("set", "unset"):
            words = event["persistentDisposition"].get(name, ())
            out.extend(sorted(f"{name}={_word('disposition', word, prefixes)}" for word in words))
    for name in ("readPoint", "bizLocation"):
        if name in event:
            add(
                f"{name}id={for_hash(event[name]['id'])}"
                + "".join(_extensions(event[name], {"id"}, prefixes))
            )
    for name, field, kind in (
        ("bizTransactionList", "bizTransaction", "bizTransaction"),
        ("sourceList", "source", "party"),
        ("destinationList", "destination", "party"),
    ):
        if event.get(name):
            add(name)
            out.extend(
                sorted(
                    (f"type={_word(kind, one['type'], prefixes)}" if "type" in one else "")
                    + f"{field}={for_hash(one[field])}"
                    for one in event[name]
                )
            )
    sensors: list[str] = []
    if event.get("sensorElementList"):
        add("sensorElementList")
        pairs = [_sensor_element(element, prefixes) for element in event["sensorElementList"]]
        out.extend(sorted(own for own, _more in pairs))
        sensors = [more for _own, more in pairs if more]
    if "ilmd" in event:
        add("ilmd")
        out.extend(_extensions(event["ilmd"], frozenset(), prefixes))
    out.extend(sorted([*sensors, *_extensions(event, _STANDARD, prefixes)]))
    return "".join(out)


def prefixes_of(*contexts: Any) -> dict[str, str]:
    """Return the namespaces of prefixes in JSON-LD contexts, always including the standard's own."""
    found: dict[str, str] = dict(PREFIXES)
    for context in contexts:
        for part in context if isinstance(context, list) else [context]:
            if isinstance(part, dict):
                found |= {name: uri for name, uri in part.items() if isinstance(uri, str)}
    return found


def _add_epcs(out: list[str], name: str, event: Mapping[str, Any]) -> None:
    if event.get(name):
        out.append(name)
        out.extend(sorted(f"epc={for_hash(epc)}" for epc in event[name]))


def _add_quantities(out: list[str], name: str, event: Mapping[str, Any]) -> None:
    if event.get(name):
        out.append(name)
        out.extend(
            sorted(
                f"quantityElementepcClass={for_hash(one['epcClass'])}"
                + (f"quantity={_number(one['quantity'])}" if "quantity" in one else "")
                + (f"uom={one['uom']}" if "uom" in one else "")
                for one in event[name]
            )
        )


def _sensor_element(element: Mapping[str, Any], prefixes: Contexts) -> tuple[str, str]:
    """Return the pre-hash text of the standard's fields of a sensor element, and that of its extensions."""
    own, more = ["sensorElement"], []
    if "sensorMetadata" in element:
        metadata = element["sensorMetadata"]
        own.append("sensorMetadata")
        own.extend(
            f"{name}={_sensor_value(name, metadata[name], prefixes)}"
            for name in _SENSOR_METADATA
            if name in metadata
        )
        if extra := _extensions(metadata, set(_SENSOR_METADATA), prefixes):
            more.append("sensorMetadata" + "".join(extra))
    reports = []
    for report in element["sensorReport"]:
        fields = (
            f"{name}={_sensor_value(name, report[name], prefixes)}"
            for name in _SENSOR_REPORT
            if name in report
        )
        reports.append("sensorReport" + "".join(fields))
        if extra := _extensions(report, set(_SENSOR_REPORT), prefixes):
            more.append("sensorReport" + "".join(extra))
    own.extend(sorted(reports))
    more.extend(_extensions(element, {"sensorMetadata", "sensorReport"}, prefixes))
    return "".join(own), ("sensorElement" + "".join(more)) if more else ""


def _sensor_value(name: str, value: Any, prefixes: Contexts) -> str:
    if name in _TIMES:
        return in_milliseconds(value)
    if isinstance(value, bool | int | float):
        return _number(value)
    if name == "type":
        return _word("measurement", value, prefixes)
    if name == "exception":
        return _word("alert", value, prefixes)
    if name == "component":
        return full("component", value)
    if name in ("stringValue", "uom", "hexBinaryValue"):
        return str(value)
    return for_hash(_expanded(value, prefixes))


def _word(field: str, word: str, prefixes: Contexts) -> str:
    return full(field, _expanded(word, prefixes))


def _expanded(name: str, prefixes: Contexts) -> str:
    """Return a CURIE such as "gs1:Temperature" with its prefix expanded."""
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes and not local.startswith("//") else name


def _extensions(holder: Mapping[str, Any], known: Any, prefixes: Contexts) -> list[str]:
    """Return the extensions in `holder` as {namespace}name=value, nested and sorted."""
    return sorted(
        line
        for name, value in holder.items()
        if name not in known
        for line in _lines(_name(name, prefixes), value, prefixes)
    )


def _lines(name: str, value: Any, prefixes: Contexts) -> list[str]:
    if isinstance(value, list):
        return [line for one in value for line in _lines(name, one, prefixes)]
    if isinstance(value, dict):
        return [name + "".join(_extensions(value, frozenset({"@context"}), prefixes))]
    if value is None:
        return [name]
    return [f"{name}={_text(value, prefixes)}"]


def _text(value: Any, prefixes: Contexts) -> str:
    if isinstance(value, str):
        text = value.strip()
        if (uri := _expanded(text, prefixes)).startswith((CBV, EPCIS, VOC)):
            return uri
        return in_milliseconds(text) if _LOOKS_LIKE_TIME.match(text) else for_hash(text)
    return _number(value)


def _name(name: str, prefixes: Contexts) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return f"{{{prefixes[prefix]}}}{local}"
    if colon:
        cut = max(name.rfind("/"), name.rfind("#"), name.rfind(":")) + 1
        return f"{{{name[:cut]}}}{name[cut:]}"
    return name


def _number(value: Any) -> str:
    """Return a number's text in its shortest form: 26 for 26.0, no exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value
    text = repr(value)
    if "e" in text:
        text = f"{value:.17f}".rstrip("0")
    return text.removesuffix(".0").removesuffix(".")
