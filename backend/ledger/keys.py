"""The keys that sign checkpoints: numbered Ed25519 seeds in the settings. All of them sign.

To change the key, add a new one: both sign, so readers with the old key can still verify. Remove the old one
when everybody has the new one. The log's page lists all keys that ever signed.
"""

from __future__ import annotations

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from backend.ledger.verifying.formats import COSIGNATURE, LOG_KEY
from backend.ledger.verifying.notes import Key, make_key, parse_key

SEED_BYTES = 32


def signers() -> list[tuple[Key, Ed25519PrivateKey]]:
    """Return the log's keys with their private keys, newest first."""
    return [
        (make_key(settings.LOG_NAME, LOG_KEY, private.public_key().public_bytes_raw()), private)
        for _number, seed in sorted(settings.LOG_KEYS.items(), reverse=True)
        for private in [_private(seed)]
    ]


def log_keys() -> list[Key]:
    """Return the verifier keys for the checkpoints that the log signs today."""
    return [key for key, _private_key in signers()]


def time_key(key: Key) -> Key:
    """Return `key` as type cosignature/v1 (C2SP tlog-cosignature), with which the log signs the time."""
    return make_key(key.name, COSIGNATURE, key.public)


def witness_keys() -> list[Key]:
    """Return the keys of the witnesses in LOG_WITNESSES. Raises Refused for an invalid key."""
    return [parse_key(text) for text in settings.LOG_WITNESSES]


@cache
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)
