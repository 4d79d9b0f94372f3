"""EPC URNs (TDS) and GS1 Digital Link URIs in one canonical spelling, and whether a GS1 identifier can be right.

What names no GS1 key (an address of our own, "urn:uuid:…", a foreign web address) is left as it stands: EPCIS takes any URI.
"""

from __future__ import annotations

import re
from functools import lru_cache

CANONICAL = "https://id.gs1.org"

_DIGITAL_LINK = re.compile(
    r"https?://[^/?#]+(?:/[^?#]*?)??/(00|01|253|255|401|402|414|417|8003|8004|8006|8010|8013|8017|8018)"
    r"/([^/?#]+)((?:/\d{2,4}/[^/?#]+)*)/?(?:[?#].*)?"
)
# key -> (digits in front, of which the last is a check digit or not; whether letters may follow; how long it may be in all)
_KEYS: dict[str, tuple[int, bool, int]] = {
    "00": (18, True, 18),
    "01": (14, True, 14),
    "253": (13, True, 30),
    "255": (13, True, 25),
    "401": (4, False, 30),
    "402": (17, True, 17),
    "414": (13, True, 13),
    "417": (13, True, 13),
    "8003": (14, True, 30),
    "8004": (4, False, 30),
    "8006": (18, False, 18),
    "8010": (4, False, 30),
    "8013": (4, False, 25),
    "8017": (18, True, 18),
    "8018": (18, True, 18),
}
_QUALIFIERS: dict[str, tuple[str, ...]] = {
    "01": ("22", "10", "21", "235"),
    "414": ("254", "7040"),
    "8006": ("22", "10", "21"),
    "8010": ("8011",),
    "417": ("7040",),
    "8017": ("8019",),
    "8018": ("8019",),
}
_MOST = {"22": 20, "10": 20, "21": 20, "235": 28, "254": 20, "8011": 12, "8019": 10, "7040": 4}
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")


def check_digit(digits: str) -> str:
    """The GS1 check digit after `digits`.

    >>> check_digit("0401234511111")
    '8'
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


@lru_cache(maxsize=20_000)
def canonical(identifier: str) -> str:
    """The Digital Link URI at id.gs1.org for an EPC URN or a Digital Link URI of any host; anything else as it stands.

    >>> canonical("urn:epc:class:lgtin:4012345.012345.998877")
    'https://id.gs1.org/01/04012345123456/10/998877'
    >>> canonical("https://id.gs1.de/414/4012345000115?17=261231")
    'https://id.gs1.org/414/4012345000115'
    """
    if identifier.startswith("urn:epc:"):
        return _of_urn(identifier) or identifier
    found = _DIGITAL_LINK.fullmatch(identifier)
    if found is None:
        return identifier
    key, value, qualifiers = found.groups()
    if key == "01" and value.isdigit():
        value = value.zfill(14)
    digits = _KEYS[key][0]
    if not value[:digits].isdigit():
        return identifier
    return f"{CANONICAL}/{key}/{value}{qualifiers}"


@lru_cache(maxsize=20_000)
def fault_of(identifier: str) -> str:
    """Why a GS1 identifier can't be right: "check_digit", "duplicate_ai", "qualifier", "length"; "" where nothing is wrong."""
    if identifier.startswith("urn:epc:"):
        return _fault_of_urn(identifier)
    found = _DIGITAL_LINK.fullmatch(identifier)
    if found is None:
        return ""
    key, value, qualifiers = found.groups()
    if key == "01" and value.isdigit() and len(value) in (8, 12, 13):
        value = value.zfill(14)
    digits, has_check, longest = _KEYS[key]
    if not value[:digits].isdigit() or not value[:digits].isascii():
        # "/00/plans" of somebody's own web site is no GS1 key.
        return "" if not identifier.startswith(CANONICAL) else "length"
    if len(value[:digits]) < digits or len(value) > longest:
        return "length"
    if has_check and check_digit(value[: digits - 1]) != value[digits - 1]:
        return "check_digit"
    if key == "8006" and check_digit(value[:13]) != value[13]:
        return "check_digit"
    names = qualifiers.split("/")[1::2]
    if len(set(names)) < len(names):
        return "duplicate_ai"
    allowed = _QUALIFIERS.get(key, ())
    places = [allowed.index(name) if name in allowed else -1 for name in names]
    if -1 in places or places != sorted(places):
        return "qualifier"
    for name, text in zip(names, qualifiers.split("/")[2::2], strict=True):
        if len(re.sub(r"%[0-9A-Fa-f]{2}", "x", text)) > _MOST[name]:
            return "length"
    return ""


def _of_urn(urn: str) -> str | None:
    found = _URN.fullmatch(urn)
    if found is None:
        return None
    form, scheme, rest = found.groups()
    parts = rest.split(".")
    if form == "idpat":
        while parts and parts[-1] == "*":
            parts.pop()
    if any("*" in part or "[" in part for part in parts) or not parts or not parts[0].isdigit():
        return None
    try:
        path = _path_of(scheme, parts)
    except (IndexError, ValueError):
        return None
    return CANONICAL + path if path else None


def _path_of(scheme: str, parts: list[str]) -> str | None:
    company, reference = parts[0], parts[1]
    more = ".".join(parts[2:])

    def checked(digits: str) -> str:
        return digits + check_digit(digits)

    match scheme:
        case "sgtin" | "lgtin" | "upui":
            path = "/01/" + checked(reference[0] + company + reference[1:])
            qualifier = {"sgtin": "21", "lgtin": "10", "upui": "235"}[scheme]
            return path + (f"/{qualifier}/{more}" if more else "")
        case "sscc":
            return "/00/" + checked(reference[0] + company + reference[1:])
        case "sgln":
            return "/414/" + checked(company + reference) + (f"/254/{more}" if more not in ("", "0") else "")
        case "pgln":
            return "/417/" + checked(company + reference)
        case "grai":
            return "/8003/0" + checked(company + reference) + more
        case "gdti":
            return "/253/" + checked(company + reference) + more
        case "sgcn":
            return "/255/" + checked(company + reference) + more
        case "giai":
            return f"/8004/{company}{'.'.join(parts[1:])}"
        case "ginc":
            return f"/401/{company}{'.'.join(parts[1:])}"
        case "gsin":
            return "/402/" + checked(company + reference)
        case "gsrn":
            return "/8018/" + checked(company + reference)
        case "gsrnp":
            return "/8017/" + checked(company + reference)
        case "cpi":
            return f"/8010/{company}{reference}" + (f"/8011/{more}" if more else "")
        case "itip":
            piece, total, serial = parts[2], parts[3], ".".join(parts[4:])
            path = f"/8006/{checked(reference[0] + company + reference[1:])}{piece}{total}"
            return path + (f"/21/{serial}" if serial else "")
    return None


# scheme -> how many digits company prefix and reference have together
_URN_DIGITS = {
    "sgtin": 13,
    "lgtin": 13,
    "upui": 13,
    "sscc": 17,
    "sgln": 12,
    "pgln": 12,
    "grai": 12,
    "gdti": 12,
}
_URN_DIGITS |= {"sgcn": 12, "gsin": 16, "gsrn": 17, "gsrnp": 17, "itip": 13}


def _fault_of_urn(urn: str) -> str:
    found = _URN.fullmatch(urn)
    if found is None:
        return "length"
    _form, scheme, rest = found.groups()
    parts = rest.split(".")
    digits = _URN_DIGITS.get(scheme)
    if digits is None or "*" in parts[:2]:
        return ""
    if len(parts) < 2 or not (parts[0] + parts[1]).isdigit() or len(parts[0] + parts[1]) != digits:
        return "length"
    return ""
