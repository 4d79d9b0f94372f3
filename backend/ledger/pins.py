"""Pins: salted hashes.

A pin proves a text without revealing it, and nothing once text and salt are erased.
"""

import hashlib
import hmac
import secrets
from typing import Any

import rfc8785


def new_salt() -> bytes:
    """Return 32 random bytes. Store them with the text, never in the ledger."""
    return secrets.token_bytes(32)


def pin(salt: bytes, content: str | bytes) -> str:
    """Return the HMAC-SHA-256 of `content` under `salt`, in hex."""
    data = content.encode() if isinstance(content, str) else content
    return hmac.new(salt, data, hashlib.sha256).hexdigest()


def pin_values(salt: bytes, values: dict[str, Any]) -> str:
    """Return the pin of `values`, JSON values only, as canonical JSON (RFC 8785)."""
    return pin(salt, rfc8785.dumps(values))
