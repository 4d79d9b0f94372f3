"""The keys that sign badges: Ed25519 (RFC 8032), numbered in settings; the highest number signs.

Old keys stay published, so that their signatures still verify. Removing one from BADGE_KEYS ends that.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

SEED_BYTES = 32


def current_number() -> int:
    """Return the number of the signing key."""
    return max(settings.BADGE_KEYS)


def numbers() -> list[int]:
    """Return all key numbers, the current key first: readers that ignore `kid` use the first."""
    return sorted(settings.BADGE_KEYS, reverse=True)


def signing_key() -> Ed25519PrivateKey:
    return _private(settings.BADGE_KEYS[current_number()])


def public_jwk(number: int) -> dict[str, str]:
    """Return the public key as a JWK (RFC 8037 §2). Raises KeyError for an unknown number."""
    return jwk_of(_private(settings.BADGE_KEYS[number]).public_key())


def jwk_of(key: Ed25519PublicKey) -> dict[str, str]:
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


def key_of(jwk: Any) -> Ed25519PublicKey:
    """Return the key in a JWK. Raises ValueError for other kinds of keys."""
    if not isinstance(jwk, dict) or jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519":
        raise ValueError("not an Ed25519 key")
    text = str(jwk.get("x", ""))
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@cache
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
