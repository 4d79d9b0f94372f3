"""Pins: a salted hash that proves a text later without telling it, and proves nothing once text and salt are erased."""

import hashlib
import hmac
import secrets


def new_salt() -> bytes:
    """32 random bytes; kept beside the text, never in the ledger."""
    return secrets.token_bytes(32)


def pin(salt: bytes, content: str | bytes) -> str:
    """Hex HMAC-SHA-256 of `content` under `salt`."""
    data = content.encode() if isinstance(content, str) else content
    return hmac.new(salt, data, hashlib.sha256).hexdigest()
