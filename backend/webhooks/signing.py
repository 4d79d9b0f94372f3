"""Sign messages by Standard Webhooks 1.0: base64 of HMAC-SHA256 over `id.timestamp.body`, prefixed by "v1,"."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from backend.common import sealing

PREFIX = "whsec_"
_PURPOSE = b"pieu webhook endpoint"


def new_secret() -> bytes:
    """Return 32 random bytes as a secret; the specification requires 24 to 64."""
    return secrets.token_bytes(32)


def encode_secret(secret: bytes) -> str:
    """Return the secret as text, "whsec_…", as libraries for Standard Webhooks expect it."""
    return PREFIX + base64.b64encode(secret).decode()


def seal(secret: bytes) -> str:
    return sealing.seal(secret, purpose=_PURPOSE)


def unseal(sealed: str) -> bytes:
    return sealing.unseal(sealed, purpose=_PURPOSE)


def headers(uid: str, timestamp: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """Return the three headers of a message, with a signature by each secret in `keys`.

    After a change of secret, the old secret is among `keys` for a day.
    """
    signed = f"{uid}.{timestamp}.".encode() + body
    signatures = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
