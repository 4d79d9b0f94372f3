"""The resolver's description: /.well-known/gs1resolver (GS1 Resolution 1.2, §7) and its JSON-LD context."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from members.models import Branch
from traceability.gs1.dictionary import KEYS

DESCRIPTION_PATH = "/.well-known/gs1resolver"
CONTEXT_PATH = "/gs1/linkset.jsonld"


HELD = ("01", "00", "414", "417")


def context_url() -> str:
    return settings.PUBLIC_ORIGIN + CONTEXT_PATH


def description() -> dict[str, Any]:
    """Return the resolver's description.

    GTINs, cartons and producers' places are resolved. Every other GS1 key is parsed, and gets a 404 if it is
    well formed.
    """
    return {
        "name": "Piêu",
        "resolverRoot": settings.PUBLIC_ORIGIN,
        "supportedPrimaryKeys": [key for key in KEYS if key in HELD],
        "supportedLinkType": [
            {"namespace": "https://gs1.org/voc/", "prefix": "gs1:"},
            {"namespace": "http://www.iana.org/assignments/relation/", "prefix": "iana:"},
        ],
        "linkTypeDefaultCanBeLinkset": False,
        "supportedContextValuesExternal": [
            {"nameOfList": "ISO 3166-1 alpha-2", "url": "https://www.iso.org/iso-3166-country-codes.html"}
        ],
        "jsonLdContextLocation": context_url(),
        "contact": {"fn": "Piêu", **_address()},
    }


def _address() -> dict[str, Any]:
    """Return the province of the provincial branch, without "Tỉnh" or "Thành phố"; empty if unknown."""
    branch = Branch.objects.province()
    if branch is None or branch.unit is None:
        return {}
    return {"hasAddress": {"region": branch.unit.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")}}


def context() -> dict[str, Any]:
    """Return the JSON-LD context of a linkset: anchors and targets are things, link types the predicates."""
    return {
        "@context": {
            "@vocab": "http://www.iana.org/assignments/relation/",
            "gs1": "https://gs1.org/voc/",
            "linkset": "@graph",
            "anchor": "@id",
            "href": "@id",
            "title": {"@id": "http://purl.org/dc/terms/title"},
            "hreflang": {"@id": "http://purl.org/dc/terms/language", "@container": "@set"},
            "type": {"@id": "http://purl.org/dc/terms/format"},
            "itemDescription": {"@id": "http://www.w3.org/2000/01/rdf-schema#comment"},
        }
    }
