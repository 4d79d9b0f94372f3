"""Pins: salted hashes.

A pin proves a text without revealing it, and nothing once text and salt are erased.
"""

import hashlib
import hmac
import secrets


def new_salt() -> bytes:
    """Return 32 random bytes. Store them with the text, never in the ledger."""
    return secrets.token_bytes(32)


def pin(salt: bytes, content: str | bytes) -> str:
    """Return the HMAC-SHA-256 of `content` under `salt`, in hex."""
    data = content.encode() if isinstance(content, str) else content
    return hmac.new(salt, data, hashlib.sha256).hexdigest()
