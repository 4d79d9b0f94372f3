"""Keys of members' phones as stored in the database: sealed (backend.common.sealing)."""

from __future__ import annotations

from backend.common import sealing
from backend.common.sealing import SecretLost

_PURPOSE = b"pieu.courses.device-key"

KeyLost = SecretLost


def seal(key: bytes) -> str:
    return sealing.seal(key, purpose=_PURPOSE)


def unseal(sealed: str) -> bytes:
    """Return the key in `sealed`. Raises KeyLost."""
    return sealing.unseal(sealed, purpose=_PURPOSE)
