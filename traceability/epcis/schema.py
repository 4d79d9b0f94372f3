"""Checks of an EPCIS 2.0 JSON document and event: they reject all that the standard's JSON schema rejects.

Checks are plain functions that return None or the faults of the value. They also check the schema's `format`.
Beyond the schema, they check rules of the standard's text (`check_rules`) and GS1 identifiers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from traceability.epcis import contexts
from traceability.epcis import vocabulary as cbv
from traceability.epcis.faults import Fault
from traceability.epcis.identifiers import fault_of
from traceability.epcis.moments import OFFSET, parse_moment

Check = Callable[[Any], list[Fault] | None]

URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
# CBV words must be bare; these spellings are not valid in EPCIS 2.0 JSON.
_OLD_CBV = re.compile(r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/")
_WEB_VOC = re.compile(r"https?://(?:www\.)?gs1\.org/voc/")
_UOM = re.compile(r"[A-Z0-9]{2,3}")
# UN/ECE Recommendation 20 (rev. 17) and, after an X, the package codes of Recommendation 21; one line each.
UOM_CODES = frozenset((Path(__file__).parent / "uom_codes.txt").read_text("ascii").split())
_LIKE_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:$|[Tt])", re.ASCII)
_DAY_FIELD = re.compile(r"(?:urn:epcglobal:cbv:mda:|https://gs1\.org/voc/)\w*(?:Date|DateTime)")
_HEX = re.compile(r"[A-Fa-f0-9]+")
_VERSION = re.compile(r"\d+(\.\d+)*")


# Fields of the standard have no prefix, so names under its own namespaces are no extensions.
_NO_FIELDS = ("epcis:", "cbv:", cbv.EPCIS, cbv.CBV)


def _fault(code: str, path: str = "") -> list[Fault]:
    return [Fault(path, code)]


def uri(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and URI.fullmatch(value) else _fault("uri")


def time(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and parse_moment(value) is not None else _fault("time")


def offset(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and OFFSET.fullmatch(value) else _fault("offset")


def text(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) else _fault("type")


def number(value: Any) -> list[Fault] | None:
    return None if isinstance(value, int | float) and not isinstance(value, bool) else _fault("number")


def boolean(value: Any) -> list[Fault] | None:
    return None if isinstance(value, bool) else _fault("type")


def uom(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and _UOM.fullmatch(value) else _fault("uom")


def hex_binary(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and _HEX.fullmatch(value) else _fault("hex")


def version(value: Any) -> list[Fault] | None:
    return None if isinstance(value, str) and _VERSION.fullmatch(value) else _fault("version")


def one_of(words: frozenset[str]) -> Check:
    """Return a check for exactly one of `words`."""

    def check(value: Any) -> list[Fault] | None:
        return None if isinstance(value, str) and value in words else _fault("word")

    return check


def word(field: str) -> Check:
    """Return a check for a word of the vocabulary, or a custom URI.

    A URI in the vocabulary's namespaces must be one of its words.
    """
    words, stem = cbv.WORDS[field]
    foreign = _WEB_VOC if stem == cbv.VOC else _OLD_CBV

    def check(value: Any) -> list[Fault] | None:
        if isinstance(value, str):
            if value in words:
                return None
            if (curie := cbv.expanded(value)) != value:
                return None if curie.removeprefix(stem) in words else _fault("word")
            is_known = not value.startswith(cbv.CBV) or value.removeprefix(stem) in words
            if is_known and URI.fullmatch(value) and not foreign.match(value):
                return None
        return _fault("word")

    return check


def listed(item: Check, *, unique: bool = False, least: int = 0) -> Check:
    def check(value: Any) -> list[Fault] | None:
        if not isinstance(value, list):
            return _fault("type")
        if len(value) < least:
            return _fault("empty")
        faults = None
        for place, one in enumerate(value):
            if (bad := item(one)) is not None:
                faults = (faults or []) + [fault.below(f"/{place}") for fault in bad]
        if faults is None and unique and len(value) > 1 and len({repr(one) for one in value}) < len(value):
            return _fault("twice")
        return faults

    return check


def fields(
    known: Mapping[str, Check],
    *,
    required: tuple[str, ...] = (),
    extensions: bool = True,
    strays: bool = False,
) -> Check:
    """Return a check for an object with the fields `known`.

    Other names are faults, unless `extensions` allows URIs and CURIEs, or `strays` allows any name.
    """

    def check(value: Any) -> list[Fault] | None:
        if not isinstance(value, dict):
            return _fault("type")
        faults: list[Fault] | None = None
        for name, part in value.items():
            rule = known.get(name)
            if rule is not None:
                if (bad := rule(part)) is not None:
                    faults = (faults or []) + [fault.below("/" + name) for fault in bad]
            elif not strays and not (extensions and URI.fullmatch(name) and not name.startswith(_NO_FIELDS)):
                faults = (faults or []) + _fault("unknown", "/" + pointer(name))
        for name in required:
            if name not in value:
                faults = (faults or []) + _fault("missing", "/" + name)
        return faults

    return check


def pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def context(value: Any) -> list[Fault] | None:
    def part(one: Any) -> list[Fault] | None:
        return None if isinstance(one, dict) else uri(one)

    return listed(part, unique=True)(value) if isinstance(value, list) else part(value)


def certification(value: Any) -> list[Fault] | None:
    return listed(uri)(value) if isinstance(value, list) else uri(value)


def persistent_disposition(value: Any) -> list[Fault] | None:
    words = listed(word("disposition"), unique=True, least=1)
    bad = fields({"set": words, "unset": words}, extensions=False)(value)
    return bad or (None if "set" in value or "unset" in value else _fault("empty"))


error_declaration = fields(
    {"declarationTime": time, "reason": word("reason"), "correctiveEventIDs": listed(uri)},
    required=("declarationTime",),
)
quantity_element = fields(
    {"epcClass": uri, "quantity": number, "uom": uom}, required=("epcClass",), extensions=False
)
place = fields({"id": uri}, required=("id",), strays=True)
transaction = fields(
    {"type": word("bizTransaction"), "bizTransaction": uri}, required=("bizTransaction",), extensions=False
)
source = fields({"type": word("party"), "source": uri}, required=("type", "source"), extensions=False)
destination = fields(
    {"type": word("party"), "destination": uri}, required=("type", "destination"), extensions=False
)
sensor_metadata = fields(
    dict.fromkeys(("time", "startTime", "endTime"), time)
    | dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), uri)
)
sensor_report = fields(
    {"type": word("measurement"), "exception": word("alert"), "time": time, "component": word("component")}
    | dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue"), uri)
    | dict.fromkeys(("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), number)
    | {"stringValue": text, "booleanValue": boolean, "hexBinaryValue": hex_binary, "uom": text},
    required=("type",),
)  # fmt: skip
sensor_element = fields(
    {"sensorMetadata": sensor_metadata, "sensorReport": listed(sensor_report, least=1)},
    required=("sensorReport",),
)
ilmd = fields({})

_COMMON: dict[str, Check] = {
    "@context": context,
    "type": text,
    "eventTime": time,
    "recordTime": time,
    "eventTimeZoneOffset": offset,
    "eventID": uri,
    "certificationInfo": certification,
    "errorDeclaration": error_declaration,
}
_STEP: dict[str, Check] = {
    "bizStep": word("bizStep"),
    "disposition": word("disposition"),
    "readPoint": place,
    "bizLocation": place,
    "bizTransactionList": listed(transaction),
    "sourceList": listed(source),
    "destinationList": listed(destination),
    "sensorElementList": listed(sensor_element),
}
_ACTION: dict[str, Check] = {"action": one_of(frozenset({"OBSERVE", "ADD", "DELETE"}))}
_QUANTITIES = listed(quantity_element)
_EPCS = listed(uri)
_UNIQUE_EPCS = listed(uri, unique=True)
_CHILDREN: dict[str, Check] = {"parentID": uri, "childEPCs": _EPCS, "childQuantityList": _QUANTITIES}

_ALWAYS = ("type", "eventTime", "eventTimeZoneOffset")
EVENTS: dict[str, Check] = {
    "ObjectEvent": fields(
        _COMMON | _STEP | _ACTION
        | {
            "epcList": _UNIQUE_EPCS, "quantityList": _QUANTITIES, "ilmd": ilmd,
            "persistentDisposition": persistent_disposition,
        },
        required=(*_ALWAYS, "action"),
    ),
    "AggregationEvent": fields(_COMMON | _STEP | _ACTION | _CHILDREN, required=(*_ALWAYS, "action")),
    "AssociationEvent": fields(
        _COMMON | _STEP | _ACTION | _CHILDREN, required=(*_ALWAYS, "action", "parentID")
    ),
    "TransactionEvent": fields(
        _COMMON | _STEP | _ACTION
        | {
            "parentID": uri, "epcList": _EPCS, "quantityList": _QUANTITIES,
            "bizTransactionList": listed(transaction, least=1),
        },
        required=(*_ALWAYS, "action", "bizTransactionList"),
    ),
    "TransformationEvent": fields(
        _COMMON | _STEP
        | {
            "inputEPCList": _UNIQUE_EPCS, "inputQuantityList": _QUANTITIES, "outputEPCList": _UNIQUE_EPCS,
            "outputQuantityList": _QUANTITIES, "transformationID": uri, "ilmd": ilmd,
            "persistentDisposition": persistent_disposition,
        },
        required=_ALWAYS,
    ),
}  # fmt: skip
# A custom event type may have any fields; those of the standard keep their meaning.
_EXTENDED = fields(
    _COMMON | _STEP | _ACTION | _CHILDREN
    | {
        "type": uri, "epcList": _UNIQUE_EPCS, "quantityList": _QUANTITIES, "inputEPCList": _UNIQUE_EPCS,
        "inputQuantityList": _QUANTITIES, "outputEPCList": _UNIQUE_EPCS, "outputQuantityList": _QUANTITIES,
        "transformationID": uri, "ilmd": ilmd, "persistentDisposition": persistent_disposition,
    },
    required=_ALWAYS,
    strays=True,
)  # fmt: skip


def check_event(event: Any) -> list[Fault]:
    """Return all faults of one event's form; empty if it is valid. The event may have an @context."""
    if not isinstance(event, dict):
        return _fault("type")
    kind = event.get("type")
    if not isinstance(kind, str):
        return _fault("missing", "/type")
    if cbv.expanded(kind).startswith(cbv.EPCIS):
        return _fault("word", "/type")
    check = EVENTS.get(kind, _EXTENDED)
    return check(event) or _check_what(kind, event) or []


def check_rules(event: Mapping[str, Any]) -> list[Fault]:
    """Return faults beyond the schema, of an event with a valid form.

    They concern rules of the standard's text, and invalid GS1 identifiers, days and units.
    """
    faults = []
    if event["type"] == "AggregationEvent" and event["action"] != "OBSERVE" and "parentID" not in event:
        faults += _fault("parent", "/parentID")
    if "errorDeclaration" in event and "eventID" not in event:
        faults += _fault("error_id", "/eventID")
    for path, identifier in mentioned(event):
        if code := fault_of(identifier):
            faults += _fault(code, path)
    for name in QUANTITY_LISTS:
        for number_, element in enumerate(event.get(name, ())):
            if element.get("quantity", 1) <= 0:
                faults += _fault("negative", f"/{name}/{number_}/quantity")
            if element.get("uom", "KGM") not in UOM_CODES:
                faults += _fault("uom", f"/{name}/{number_}/uom")
    for n, element in enumerate(event.get("sensorElementList", ())):
        for m, report in enumerate(element["sensorReport"]):
            if report.get("uom", "KGM") not in UOM_CODES:
                faults += _fault("uom", f"/sensorElementList/{n}/sensorReport/{m}/uom")
    for path, text_ in _own_texts(event.get("ilmd", {}), "/ilmd"):
        if not is_day(text_):
            faults += _fault("day", path)
    if "@context" in event:
        faults += [Fault("/@context", code) for code in contexts.faults(event["@context"], is_whole=False)]
    return faults


def _own_texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of texts in `value` that look like a day or a moment.

    Also yield all texts in a date field of master data.
    """
    if isinstance(value, dict):
        for name, one in value.items():
            here = f"{path}/{pointer(name)}"
            if isinstance(one, str):
                if _LIKE_DAY.match(one) or _DAY_FIELD.fullmatch(cbv.expanded(name)):
                    yield here, one
            else:
                yield from _own_texts(one, here)
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _own_texts({str(n): one}, path)


def is_day(text_: str) -> bool:
    """Return whether `text_` is a valid ISO 8601 date or RFC 3339 date-time.

    A date-time needs seconds and an offset.
    """
    if len(text_) > 10:
        return parse_moment(text_) is not None
    try:
        dt.date.fromisoformat(text_)
    except ValueError:
        return False
    return True


def moments(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every moment of `event` that must be in the past."""
    yield "/eventTime", event["eventTime"]
    if "errorDeclaration" in event:
        yield "/errorDeclaration/declarationTime", event["errorDeclaration"]["declarationTime"]
    for n, element in enumerate(event.get("sensorElementList", ())):
        metadata = element.get("sensorMetadata", {})
        for name in ("time", "startTime", "endTime"):
            if name in metadata:
                yield f"/sensorElementList/{n}/sensorMetadata/{name}", metadata[name]
        for m, report in enumerate(element["sensorReport"]):
            if "time" in report:
                yield f"/sensorElementList/{n}/sensorReport/{m}/time", report["time"]


EPC_LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
PARTIES = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}
QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")


def mentioned(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (path, identifier) of every identifier in an event.

    These are things, classes, the parent, places, business documents, sources and destinations.
    """
    found = [(f"/{name}/{n}", epc) for name in EPC_LISTS for n, epc in enumerate(event.get(name, ()))]
    found += [
        (f"/{name}/{n}/epcClass", one["epcClass"])
        for name in QUANTITY_LISTS
        for n, one in enumerate(event.get(name, ()))
    ]
    if "parentID" in event:
        found.append(("/parentID", event["parentID"]))
    found += [(f"/{name}/id", event[name]["id"]) for name in ("readPoint", "bizLocation") if name in event]
    found += [
        (f"/{name}/{n}/{field}", one[field])
        for name, field in PARTIES.items()
        for n, one in enumerate(event.get(name, ()))
    ]
    return found


def _check_what(kind: str, event: Mapping[str, Any]) -> list[Fault] | None:
    """Check that an event names some goods or measurements, and has ilmd only with action ADD."""
    if kind == "ObjectEvent":
        if "ilmd" in event and event["action"] != "ADD":
            return _fault("ilmd", "/ilmd")
        if not (
            "epcList" in event
            or event.get("quantityList")
            or (event.get("sensorElementList") and "readPoint" in event)
        ):
            return _fault("what")
    elif kind in ("AggregationEvent", "AssociationEvent"):
        if not (event["action"] == "DELETE" or event.get("childEPCs") or event.get("childQuantityList")):
            return _fault("what")
    elif kind == "TransactionEvent":
        if not (event["action"] == "DELETE" or "epcList" in event or event.get("quantityList")):
            return _fault("what")
    elif kind == "TransformationEvent":
        has_input = event.get("inputEPCList") or event.get("inputQuantityList")
        has_output = event.get("outputEPCList") or event.get("outputQuantityList")
        if not (has_input and has_output or ("transformationID" in event and (has_input or has_output))):
            return _fault("what")
    return None


_attribute = fields({"id": uri}, required=("id",), strays=True)
_vocabulary_element = fields(
    {"id": uri, "attributes": listed(_attribute), "children": listed(uri)}, required=("id",), strays=True
)
_vocabulary = fields(
    {"type": uri, "vocabularyElementList": listed(_vocabulary_element)}, required=("type",), strays=True
)
_header = fields({"epcisMasterData": fields({"vocabularyList": listed(_vocabulary)}, strays=True)})


def _body(value: Any) -> list[Fault] | None:
    if not isinstance(value, dict):
        return _fault("type")
    if "eventList" not in value:
        return _fault("missing", "/eventList")
    return None if isinstance(value["eventList"], list) else _fault("type", "/eventList")


_document = fields(
    {
        "@context": context, "id": uri, "type": one_of(frozenset({"EPCISDocument"})), "schemaVersion": version,
        "creationDate": time, "instanceIdentifier": text, "sender": text, "receiver": text, "epcisHeader": _header,
        "epcisBody": _body,
    },
    required=("@context", "type", "schemaVersion", "creationDate", "epcisBody"),
)  # fmt: skip


def check_document(document: Any) -> list[Fault]:
    """Return all faults of a document except those of its events, which check_event checks one by one."""
    faults = _document(document) or []
    if not faults and document["schemaVersion"].partition(".")[0] != "2":
        faults = _fault("schema_version", "/schemaVersion")
    if not faults:
        faults = [Fault("/@context", code) for code in contexts.faults(document["@context"], is_whole=True)]
    return faults
