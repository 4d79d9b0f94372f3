"""Values of MATCH_… parameters (EPCIS 2.0 §8.2.7.1): an identifier in any spelling, or a pattern.

urn:epc:idpat:sscc:4012345.*            pure identity patterns of TDS; after the company prefix, any open part
https://id.gs1.org/00/*  or  /00/*      a Digital Link URI with an open end
"""

from __future__ import annotations

import re

from django.conf import settings
from django.db.models import Q

from traceability.epcis.identifiers import CANONICAL, CARTON, canonical, spellings
from traceability.epcis.sites import is_ours

_PATTERN = re.compile(
    r"urn:epc:idpat:(sgtin|sscc|sgln|grai|giai|gdti|gsrn|pgln):(\d{6,12})\.((?:\d*|\*)(?:\.(?:.*|\*))?)"
)
_OPEN_END = re.compile(r"(?:(?i:https?)://[^/?#*]+)?(/\d{2,4}/[^*?#]*)\*")
_OWN_OPEN_END = re.compile(r"((?i:https?)://[^/?#*]+/(?i:P|thung)/[^*?#]*)\*")
# scheme -> AI, digits before the company prefix, digits of the key with its check digit, possible qualifier
_KEYS = {
    "sgtin": ("01", 1, 14, "/21/.+"),
    "sscc": ("00", 1, 18, ""),
    "sgln": ("414", 0, 13, "(/254/.+)?"),
    "grai": ("8003/0", 0, 13, ".*"),
    "gdti": ("253", 0, 13, ".*"),
    "gsrn": ("8018", 0, 18, ""),
    "pgln": ("417", 0, 13, ""),
}


class TooWide(ValueError):
    """The pattern has a form with "*" that isn't supported."""


def matching(value: str) -> Q:
    """Return the filter of EpcisThings that match `value`. Raises TooWide."""
    # A star is an ordinary character in a serial, except in a pattern's name and at the end of a URI.
    is_pattern = value.startswith("urn:epc:idpat:") or (value.endswith("*") and not value.startswith("urn:"))
    if "*" not in value or not is_pattern:
        return Q(value__in=spellings(value))
    known = canonical(value)
    if value.startswith("urn:") and "*" not in known:
        # All parts of the key are given, and the serial is open.
        return Q(value=known) | Q(value__startswith=known + "/")
    if found := _OPEN_END.fullmatch(value):
        return Q(value__startswith=CANONICAL + found[1])
    if found := _OWN_OPEN_END.fullmatch(value):
        return Q(value__startswith=_start_of(found[1]))
    if found := _PATTERN.fullmatch(value):
        return Q(value__regex=_regex(*found.groups()))
    raise TooWide


def _start_of(stem: str) -> str:
    """Return `stem`, the start of one of our addresses, in its stored form."""
    host, _slash, rest = stem.partition("://")[2].partition("/")
    kind, _slash, code = rest.partition("/")
    origin = f"{stem.partition('://')[0]}://{host}"
    if kind.lower() == "thung":
        return f"{CARTON if is_ours(origin) else f'{origin}{CARTON}'}{code.upper()}"
    return f"{settings.PUBLIC_ORIGIN if is_ours(origin) else origin}/P/{code}"


def _regex(scheme: str, company: str, rest: str) -> str:
    if rest.strip(".*"):
        raise TooWide
    if scheme == "giai":
        return f"^{re.escape(CANONICAL)}/8004/{company}.+$"
    key, before, digits, behind = _KEYS[scheme]
    after = digits - before - len(company)
    slash = "" if key.endswith("/0") else "/"
    return f"^{re.escape(CANONICAL)}/{key}{slash}[0-9]{{{before}}}{company}[0-9]{{{after}}}{behind}$"
