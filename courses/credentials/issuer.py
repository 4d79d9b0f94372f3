"""The issuer: the Union of this installation, identified by its host (did:web)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.urls import reverse

from courses.credentials import keys
from members.models import Branch

FALLBACK_NAME = "Hội Liên hiệp Phụ nữ"


def absolute(name: str, *args: Any) -> str:
    """Return the public address of a page by its URL name."""
    return settings.PUBLIC_ORIGIN + reverse(name, args=args)


def issuer_id() -> str:
    """Return the did:web of PUBLIC_ORIGIN's host (W3C did:web §3.1: a port's colon is written %3A)."""
    return "did:web:" + quote(urlsplit(settings.PUBLIC_ORIGIN).netloc, safe="")


def key_id(number: int) -> str:
    """Return the `kid` of a key: a verification method of the issuer's DID document."""
    return f"{issuer_id()}#key-{number}"


def issuer_name() -> str:
    """Return the name of the provincial branch, the top of this installation's Union.

    FALLBACK_NAME without such a branch.
    """
    branch = Branch.objects.province()
    return branch.name if branch else FALLBACK_NAME


def profile(name: str = "") -> dict[str, Any]:
    """Return the issuer as an Open Badges 3.0 Profile, as every badge contains it.

    `name`: default issuer_name().
    """
    return {
        "id": issuer_id(),
        "type": ["Profile"],
        "name": name or issuer_name(),
        "url": settings.PUBLIC_ORIGIN + "/",
        "description": "Hội Liên hiệp Phụ nữ cấp chứng nhận cho người đã học xong một khoá học trên Piêu.",
    }


def profile_document() -> dict[str, Any]:
    """Return the document at the issuer's address: its profile and the addresses of its keys."""
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        **profile(),
        "otherIdentifier": [
            {
                "type": "IdentifierEntry",
                "identifier": absolute("credentials:issuer"),
                "identifierType": "identifier",
            }
        ],
        "jwks_uri": absolute("credentials:jwks"),
    }


def jwks() -> dict[str, Any]:
    """Return all verification keys as a JWK set, the current key first (RFC 7517 §5)."""
    return {
        "keys": [
            {**keys.public_jwk(number), "kid": key_id(number), "alg": "EdDSA", "use": "sig"}
            for number in keys.numbers()
        ]
    }


def did_document() -> dict[str, Any]:
    """Return the DID document that did:web resolves to (W3C DID Core §5)."""
    methods = [
        {
            "id": key_id(number),
            "type": "JsonWebKey2020",
            "controller": issuer_id(),
            "publicKeyJwk": keys.public_jwk(number),
        }
        for number in keys.numbers()
    ]
    ids = [method["id"] for method in methods]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": issuer_id(),
        "alsoKnownAs": [absolute("credentials:issuer")],
        "verificationMethod": methods,
        "assertionMethod": ids,
        "authentication": ids,
    }
