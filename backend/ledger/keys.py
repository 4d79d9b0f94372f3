"""The keys that sign checkpoints: Ed25519 seeds named by numbers in settings, every one of which signs.

A new key signs beside the old one, so that who knows only the old one still verifies; when everybody has the new one, the old is
taken out. The log's page goes on telling every key that ever signed.
"""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from backend.ledger.verifying.formats import COSIGNATURE, LOG_KEY
from backend.ledger.verifying.notes import Key, make_key, parse_key

SEED_BYTES = 32


def signers() -> list[tuple[Key, Ed25519PrivateKey]]:
    """The log's keys with what signs for them, the newest first."""
    return [
        (make_key(settings.LOG_NAME, LOG_KEY, private.public_key().public_bytes_raw()), private)
        for _number, seed in sorted(settings.LOG_KEYS.items(), reverse=True)
        for private in [_private(seed)]
    ]


def log_keys() -> list[Key]:
    """What verifies checkpoints signed today."""
    return [key for key, _private_key in signers()]


def time_key(key: Key) -> Key:
    """The same public key as one of C2SP tlog-cosignature: under it the log itself says when."""
    return make_key(key.name, COSIGNATURE, key.public)


def witness_keys() -> list[Key]:
    """LOG_WITNESSES. Raises Refused for what is no key."""
    return [parse_key(text) for text in settings.LOG_WITNESSES]


@cache
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
