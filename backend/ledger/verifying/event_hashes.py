"""Compute the hash of an EPCIS event."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

# --- The event hash: CBV 2.0 §8.9 -----------------------------------------------------------------------------------------

CBV, VOC, EPCIS = "https://ref.gs1.org/cbv/", "https://gs1.org/voc/", "https://ref.gs1.org/epcis/"
STEMS = {
    "bizStep": CBV + "BizStep-", "disposition": CBV + "Disp-", "bizTransaction": CBV + "BTT-", "party": CBV + "SDT-",
    "component": CBV + "Comp-", "type": VOC, "exception": VOC,
}  # fmt: skip
# Every GS1 key that an event can name, and how many digits its values begin with.
KEY_DIGITS = {
    "00": 18, "01": 14, "253": 13, "255": 13, "401": 4, "402": 17, "414": 13, "417": 13, "8003": 14, "8004": 4, "8006": 18,
    "8010": 4, "8013": 4, "8017": 18, "8018": 18,
}  # fmt: skip
_LINK = re.compile(
    rf"(?i:https?)://[^/?#]+(?:/[^?#]*?)??/({'|'.join(KEY_DIGITS)})/([^/?#]+)((?:/\d{{2,4}}/[^/?#]+)*)/?(?:[?#].*)?"
)
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")
_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)
_ESCAPED = str.maketrans({letter: f"%{ord(letter):02X}" for letter in "!()*+,:"})
_METADATA = (
    "time",
    "startTime",
    "endTime",
    "deviceID",
    "deviceMetadata",
    "rawData",
    "dataProcessingMethod",
    "bizRules",
)
_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue",
    "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
_OF_THE_STANDARD = frozenset(
    """
    @context type eventTime recordTime eventTimeZoneOffset eventID certificationInfo errorDeclaration parentID epcList
    childEPCs quantityList childQuantityList inputEPCList inputQuantityList outputEPCList outputQuantityList action
    transformationID bizStep disposition persistentDisposition readPoint bizLocation bizTransactionList sourceList
    destinationList sensorElementList ilmd
    """.split()
)

Prefixes = Mapping[str, str]


def event_hash(event: Mapping[str, Any], context: Any = None) -> str:
    """Return the hash ID of an event (CBV 2.0 §8.9); `context` is the @context of its document.

    Raises KeyError, TypeError, ValueError or AttributeError for JSON that is not an event.
    """
    return f"ni:///sha-256;{hashlib.sha256(prehash(event, context).encode()).hexdigest()}?ver=CBV2.0"


def prehash(event: Mapping[str, Any], context: Any = None) -> str:  # noqa: C901
    """Return the string that event_hash hashes (CBV 2.0 §8.9, the pre-hash string).

    Raises KeyError, TypeError, ValueError or AttributeError for JSON that is not an event.
    """
    names: dict[str, str] = {"cbv": CBV, "gs1": VOC, "epcis": EPCIS, "cbvmda": "urn:epcglobal:cbv:mda:"}
    for given in (context, event.get("@context")):
        for part in given if isinstance(given, list) else [given]:
            if isinstance(part, dict):
                names.update({name: uri for name, uri in part.items() if isinstance(uri, str)})
    out = [f"eventType={_expanded(event['type'], names)}", f"eventTime={_milliseconds(event['eventTime'])}"]
    out.append(f"eventTimeZoneOffset={event['eventTimeZoneOffset']}")
    if "certificationInfo" in event:
        info = event["certificationInfo"]
        out += sorted(
            f"certificationInfo={_known(one)}" for one in ([info] if isinstance(info, str) else info)
        )
    if "parentID" in event:
        out.append(f"parentID={_known(event['parentID'])}")
    for name in ("epcList", "childEPCs", "quantityList", "childQuantityList", "inputEPCList", "inputQuantityList",
                 "outputEPCList", "outputQuantityList"):  # fmt: skip
        if event.get(name):
            out += [name, *sorted(_goods(one) for one in event[name])]
    if "action" in event:
        out.append(f"action={event['action']}")
    if "transformationID" in event:
        out.append(f"transformationID={_known(event['transformationID'])}")
    for name in ("bizStep", "disposition"):
        if name in event:
            out.append(f"{name}={_word(name, event[name], names)}")
    if "persistentDisposition" in event:
        out.append("persistentDisposition")
        for name in ("set", "unset"):
            words = event["persistentDisposition"].get(name, ())
            out += sorted(f"{name}={_word('disposition', word, names)}" for word in words)
    for name in ("readPoint", "bizLocation"):
        if name in event:
            out.append(
                f"{name}id={_known(event[name]['id'])}" + "".join(_extensions(event[name], {"id"}, names))
            )
    for name, field, kind in (
        ("bizTransactionList", "bizTransaction", "bizTransaction"), ("sourceList", "source", "party"),
        ("destinationList", "destination", "party"),
    ):  # fmt: skip
        if event.get(name):
            out += [name, *sorted(
                (f"type={_word(kind, one['type'], names)}" if "type" in one else "") + f"{field}={_known(one[field])}"
                for one in event[name]
            )]  # fmt: skip
    sensors: list[str] = []
    if event.get("sensorElementList"):
        sensor_parts = [_sensor(element, names) for element in event["sensorElementList"]]
        out += ["sensorElementList", *sorted(own for own, _others in sensor_parts)]
        sensors = [others for _own, others in sensor_parts if others]
    if "ilmd" in event:
        out += ["ilmd", *_extensions(event["ilmd"], (), names)]
    return "".join(out + sorted([*sensors, *_extensions(event, _OF_THE_STANDARD, names)]))


def _goods(one: Any) -> str:
    if isinstance(one, str):
        return f"epc={_known(one)}"
    text = f"quantityElementepcClass={_known(one['epcClass'])}"
    text += f"quantity={_number(one['quantity'])}" if "quantity" in one else ""
    return text + (f"uom={one['uom']}" if "uom" in one else "")


def _sensor(element: Mapping[str, Any], names: Prefixes) -> tuple[str, str]:
    """Return two strings of a sensor element: one of the standard's fields, one of the extensions."""
    own, others = ["sensorElement"], []
    reports: list[str] = []
    parts: list[tuple[str, tuple[str, ...], Any]] = []
    if "sensorMetadata" in element:
        parts.append(("sensorMetadata", _METADATA, element["sensorMetadata"]))
    parts += [("sensorReport", _REPORT, report) for report in element["sensorReport"]]
    for title, known, part in parts:
        text = title + "".join(
            f"{name}={_measure(name, part[name], names)}" for name in known if name in part
        )
        (own if title == "sensorMetadata" else reports).append(text)
        if extra := _extensions(part, known, names):
            others.append(title + "".join(extra))
    others += _extensions(element, {"sensorMetadata", "sensorReport"}, names)
    return "".join(own + sorted(reports)), ("sensorElement" + "".join(others)) if others else ""


def _measure(name: str, value: Any, names: Prefixes) -> str:
    if name in ("time", "startTime", "endTime"):
        return _milliseconds(value)
    if isinstance(value, (bool, int, float)):
        return _number(value)
    if name in ("type", "exception", "component"):
        return _word(name, value, names)
    if name in ("stringValue", "uom", "hexBinaryValue"):
        return str(value)
    return _known(_expanded(value, names))


def _word(field: str, word: str, names: Prefixes) -> str:
    """Return the URI of a word of the standard's vocabulary in `field`, or of a prefixed name."""
    return STEMS[field] + word if re.fullmatch(r"\w+", word, re.ASCII) else _expanded(word, names)


def _expanded(name: str, names: Prefixes) -> str:
    prefix, colon, local = name.partition(":")
    return names[prefix] + local if colon and prefix in names and not local.startswith("//") else name


def _extensions(holder: Mapping[str, Any], known: Any, names: Prefixes) -> list[str]:
    """Return the fields of `holder` outside `known` as sorted strings, {namespace}name=value, nested."""
    return sorted(
        text
        for name, value in holder.items()
        if name not in known
        for text in _extension(_qualified(name, names), value, names)
    )


def _extension(name: str, value: Any, names: Prefixes) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _extension(name, one, names)]
    if isinstance(value, dict):
        return [name + "".join(_extensions(value, {"@context"}, names))]
    if value is None:
        return [name]
    if not isinstance(value, str):
        return [f"{name}={_number(value)}"]
    text = value.strip()
    uri = _expanded(text, names)
    if uri.startswith((CBV, EPCIS, VOC)):
        return [f"{name}={uri}"]
    return [
        f"{name}={_milliseconds(text) if re.match(r'[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]', text) else _known(text)}"
    ]


def _qualified(name: str, names: Prefixes) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in names and not local.startswith("//"):
        return f"{{{names[prefix]}}}{local}"
    if not colon:
        return name
    cut = max(name.rfind("/"), name.rfind("#"), name.rfind(":")) + 1
    return f"{{{name[:cut]}}}{name[cut:]}"


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, str)):
        return str(value)
    text = repr(value)
    if "e" in text:
        text = f"{value:.17f}".rstrip("0")
    return re.sub(r"\.0?$", "", text)


def _milliseconds(text: str) -> str:
    """Return a date-time in UTC, rounded half up to milliseconds; other text unchanged."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    numbers = [int(part) for part in found.groups()[:6]]
    sign, hours, minutes = found[8] or "+", int(found[9] or 0), int(found[10] or 0)
    micro = int((found[7] or "0")[:6].ljust(6, "0"))
    away = datetime.timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    try:
        year, month, day, hour, minute, second = numbers
        local = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)  # noqa: UP017  (older Python)
        moment = local - away + datetime.timedelta(milliseconds=(micro + 500) // 1000)
    except (ValueError, OverflowError):
        return text
    return f"{moment.year:04}" + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _known(identifier: str) -> str:
    """Return a GS1 key as a URI at id.gs1.org with only its last qualifier; other identifiers unchanged."""
    if identifier.startswith("urn:epc:"):
        return _of_urn(identifier) or identifier
    found = _LINK.fullmatch(identifier)
    if found is None:
        return identifier
    key, value, qualifiers = found.groups()
    value = value.zfill(14) if key == "01" and value.isdigit() else value
    if not value[: KEY_DIGITS[key]].isdigit():
        return identifier
    if key in ("01", "8006"):
        parts = qualifiers.split("/")
        pairs = [pair for pair in zip(parts[1::2], parts[2::2]) if pair[0] != "22"]  # noqa: B905  (older Python)
        qualifiers = "/" + "/".join(pairs[-1]) if pairs else ""
    return f"https://id.gs1.org/{key}/{value}{qualifiers}"


def _of_urn(urn: str) -> str | None:
    """Return the URI at id.gs1.org of an EPC URN (TDS); None if it has no such form."""
    found = _URN.fullmatch(urn)
    if found is None:
        return None
    form, scheme, rest = found.groups()
    parts = rest.split(".")
    while form == "idpat" and parts and parts[-1] == "*":
        parts.pop()
    # Elsewhere a star is a letter of a serial or a lot (TDS, set 82).
    if form == "idpat" and any("*" in part or "[" in part for part in parts):
        return None
    if not parts or not parts[0].isdigit():
        return None
    try:
        path = _urn_path(scheme, parts)
    except (IndexError, ValueError):
        return None
    return f"https://id.gs1.org{path}" if path else None


def _urn_path(scheme: str, parts: Sequence[str]) -> str | None:
    company, reference = parts[0], parts[1]
    more = ".".join(parts[2:]).translate(_ESCAPED)

    def checked(digits: str) -> str:
        total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
        return digits + str(-total % 10)

    turned = reference[:1] + company + reference[1:]
    if scheme in ("sgtin", "lgtin", "upui"):
        qualifier = {"sgtin": "21", "lgtin": "10", "upui": "235"}[scheme]
        return f"/01/{checked(turned)}" + (f"/{qualifier}/{more}" if more else "")
    if scheme == "sgln":
        return f"/414/{checked(company + reference)}" + (f"/254/{more}" if more not in ("", "0") else "")
    if scheme == "itip":
        serial = ".".join(parts[4:]).translate(_ESCAPED)
        return f"/8006/{checked(turned)}{parts[2]}{parts[3]}" + (f"/21/{serial}" if serial else "")
    if scheme == "cpi":
        return f"/8010/{company}{reference.translate(_ESCAPED)}" + (f"/8011/{more}" if more else "")
    if scheme in ("giai", "ginc"):
        key = {"giai": "8004", "ginc": "401"}[scheme]
        return f"/{key}/{company}{'.'.join(parts[1:]).translate(_ESCAPED)}"
    if scheme in ("grai", "gdti", "sgcn"):
        key = {"grai": "8003/0", "gdti": "253/", "sgcn": "255/"}[scheme]
        return f"/{key}{checked(company + reference)}{more}"
    keys = {"sscc": "00", "pgln": "417", "gsin": "402", "gsrn": "8018", "gsrnp": "8017"}
    if scheme not in keys:
        return None
    return f"/{keys[scheme]}/{checked(turned if scheme == 'sscc' else company + reference)}"
