"""EPC URNs (TDS) and GS1 Digital Link URIs in one canonical spelling, and checks of GS1 identifiers.

`canonical` is the spelling for lookups. Our own addresses are found in capitals as printed on labels, with
escapes, and under every former host of the site. A carton of ours is stored as its path alone, so it never
depends on a host name. `for_hash` is the spelling of the CBV's hash, which knows only GS1 keys. Other URIs
("urn:uuid:…", a foreign web address) stay unchanged: EPCIS accepts any URI.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from backend.common.gtin import check_digit
from traceability.epcis.sites import is_ours, origins
from traceability.gs1.dictionary import AIS, KEYS, SEQUENCES
from traceability.gs1.digital_link import DigitalLinkError, parse_path
from traceability.gs1.errors import Gs1Error, WrongCheckDigit, WrongLength
from traceability.gs1.escaping import escape_path, unescape_path
from traceability.gs1.linters import COMPANY_PREFIX

CANONICAL = "https://id.gs1.org"
CARTON = "/thung/"

# (415) names an invoice's payee, which no event has.
_KEYS = [key for key in KEYS if key != "415"]
_DIGITAL_LINK = re.compile(
    rf"(?i:https?)://[^/?#]+(?:/[^?#]*?)??/({'|'.join(_KEYS)})/([^/?#]+)((?:/\d{{2,4}}/[^/?#]+)*)/?(?:[?#].*)?"
)


def _digits_in_front(key: str) -> int:
    """Return the number of leading digits in every value of `key`; it distinguishes keys from web pages."""
    count = 0
    for part in AIS[key].components:
        if part.letters != "N" or part.is_optional:
            break
        count += part.most
    return count or COMPANY_PREFIX


_DIGITS = {key: _digits_in_front(key) for key in _KEYS}
_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):(.+)")


_OURS = re.compile(r"((?i:https?)://[^/?#]+)(/(?i:P|thung|xa|noi)/[^?#]*)(?:[?#].*)?")
# Characters that TDS allows in a URN, and that the reference of CBV 2.0 §8.9 escapes in its URI. Escapes stay
# unchanged.
_HASHED = str.maketrans({letter: f"%{ord(letter):02X}" for letter in "!()*+,:"})


def canonical(identifier: str) -> str:
    """Return the canonical URI of an identifier.

    An EPC URN or a Digital Link URI of any host becomes a URI at id.gs1.org. An address of ours gets the
    site's present host, but a carton's becomes its path alone. Anything else stays unchanged.

    >>> canonical("urn:epc:class:lgtin:4012345.012345.998877")
    'https://id.gs1.org/01/04012345123456/10/998877'
    >>> canonical("HTTPS://ID.GS1.DE/414/4012345000115?17=261231")
    'https://id.gs1.org/414/4012345000115'
    """
    if (own := _OURS.fullmatch(identifier)) and is_ours(own[1]) and (path := path_of_ours(own[2])):
        return path if path.startswith(CARTON) else settings.PUBLIC_ORIGIN + path
    return _canonical(identifier)


def spellings(identifier: str) -> set[str]:
    """Return all spellings under which `identifier` may be stored: unchanged, canonical, at former hosts."""
    known = canonical(identifier)
    found = {identifier, known}
    if (path := known.removeprefix(settings.PUBLIC_ORIGIN)).startswith("/"):
        found |= {origin + path for origin in origins()}
    return found


def address_of(known: str) -> str:
    """Return the URI of a canonical spelling: a carton's path under the site's present host."""
    return settings.PUBLIC_ORIGIN + known if known.startswith("/") else known


@lru_cache(maxsize=20_000)
def _canonical(identifier: str) -> str:
    if identifier.startswith("urn:epc:"):
        return _of_urn(identifier, lambda text: escape_path(unescape_path(text))) or identifier
    found = _DIGITAL_LINK.fullmatch(identifier)
    if found is None:
        return identifier
    key, value, qualifiers = _key_of(*found.groups())
    if not value[: _DIGITS[key]].isdigit():
        return identifier
    try:
        path = "".join(escape_path(unescape_path(part)) + "/" for part in f"{value}{qualifiers}".split("/"))
    except UnicodeEncodeError:
        return identifier
    return f"{CANONICAL}/{key}/{path[:-1]}"


@lru_cache(maxsize=20_000)
def path_of_ours(path: str) -> str | None:
    """Return the canonical spelling of `path`, the path of a code, carton, commune or producer of ours.

    None if it starts like a code but is invalid.
    """
    kind, _slash, rest = path[1:].partition("/")
    if kind in ("P", "p"):
        try:
            return parse_path(path).path
        except DigitalLinkError:
            return None
    return f"/{kind.lower()}/{rest.upper() if kind.lower() == 'thung' else rest.lower()}".rstrip("/")


@lru_cache(maxsize=20_000)
def for_hash(identifier: str) -> str:
    """Return `identifier` as the pre-hash string has it (CBV 2.0 §8.9): a GS1 key at id.gs1.org.

    Of the qualifiers of a GTIN or an ITIP, only the last stays, and never a consumer product variant (22).
    URIs without a GS1 key stay unchanged.

    >>> for_hash("https://example.org/01/04012345123456/10/A/21/9")
    'https://id.gs1.org/01/04012345123456/21/9'
    """
    if identifier.startswith("urn:epc:"):
        return _of_urn(identifier, lambda text: text.translate(_HASHED)) or identifier
    found = _DIGITAL_LINK.fullmatch(identifier)
    if found is None:
        return identifier
    key, value, qualifiers = _key_of(*found.groups())
    if not value[: _DIGITS[key]].isdigit():
        return identifier
    if key in ("01", "8006"):
        parts = qualifiers.split("/")
        pairs = [pair for pair in zip(parts[1::2], parts[2::2], strict=True) if pair[0] != "22"]
        qualifiers = "/" + "/".join(pairs[-1]) if pairs else ""
    return f"{CANONICAL}/{key}/{value}{qualifiers}"


def _key_of(key: str, value: str, qualifiers: str) -> tuple[str, str, str]:
    return key, value.zfill(14) if key == "01" and value.isdigit() else value, qualifiers


@lru_cache(maxsize=20_000)
def fault_of(identifier: str) -> str:
    """Return why a GS1 identifier is invalid, by the rules of traceability.gs1.

    Returns "" if it is valid, or a URI that is no GS1 identifier. Else "check_digit", "duplicate_ai",
    "qualifier", "length", or "gs1" for any other invalid character.
    """
    if identifier.startswith("urn:epc:"):
        return _fault_of_urn(identifier)
    found = _DIGITAL_LINK.fullmatch(identifier)
    if found is None:
        return ""
    key, value, rest = found.groups()
    if key == "01" and value.isdigit() and len(value) in (8, 12, 13):
        value = value.zfill(14)
    front = value[: _DIGITS[key]]
    if not front.isdigit() or not front.isascii():
        # "/00/plans" on an ordinary web site is no GS1 key.
        return "" if not identifier.startswith(CANONICAL) else "length"
    parts = rest.split("/")
    names = parts[1::2]
    if len(set(names)) < len(names):
        return "duplicate_ai"
    if (key, *names) not in SEQUENCES:
        return "qualifier"
    try:
        for name, text in zip((key, *names), (value, *parts[2::2]), strict=True):
            AIS[name].check(unescape_path(text))
    except WrongCheckDigit:
        return "check_digit"
    except WrongLength:
        return "length"
    except Gs1Error:
        return "gs1"
    return ""


def _of_urn(urn: str, escape: Callable[[str], str] = str) -> str | None:
    found = _URN.fullmatch(urn)
    if found is None:
        return None
    form, scheme, rest = found.groups()
    parts = rest.split(".")
    if form == "idpat":
        while parts and parts[-1] == "*":
            parts.pop()
        if any("*" in part or "[" in part for part in parts):
            return None
    # In other places a star is a character of a serial or a lot (TDS, set 82).
    if not parts or not parts[0].isdigit():
        return None
    try:
        path = _path_of(scheme, parts, escape)
    except (IndexError, ValueError):
        return None
    return CANONICAL + path if path else None


def _path_of(scheme: str, parts: list[str], escape: Callable[[str], str]) -> str | None:
    company, reference = parts[0], parts[1]
    more = escape(".".join(parts[2:]))

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
        case "grai" | "gdti" | "sgcn":
            start = {"grai": "/8003/0", "gdti": "/253/", "sgcn": "/255/"}[scheme]
            return start + checked(company + reference) + more
        case "giai" | "ginc":
            key = {"giai": "8004", "ginc": "401"}[scheme]
            return f"/{key}/{company}{escape('.'.join(parts[1:]))}"
        case "pgln" | "gsin" | "gsrn" | "gsrnp":
            key = {"pgln": "417", "gsin": "402", "gsrn": "8018", "gsrnp": "8017"}[scheme]
            return f"/{key}/" + checked(company + reference)
        case "cpi":
            return f"/8010/{company}{escape(reference)}" + (f"/8011/{more}" if more else "")
        case "itip":
            piece, total, serial = parts[2], parts[3], escape(".".join(parts[4:]))
            path = f"/8006/{checked(reference[0] + company + reference[1:])}{piece}{total}"
            return path + (f"/21/{serial}" if serial else "")
    return None


# scheme -> number of digits of company prefix and reference together
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
    form, scheme, rest = found.groups()
    parts = rest.split(".")
    digits = _URN_DIGITS.get(scheme)
    if digits is None or (form == "idpat" and "*" in parts[:2]):
        return ""
    if len(parts) < 2 or not (parts[0] + parts[1]).isdigit() or len(parts[0] + parts[1]) != digits:
        return "length"
    known = _of_urn(urn)
    return fault_of(known) if known else ""
