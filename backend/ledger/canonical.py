"""Canonical JSON (RFC 8785). What entries hold mostly is told in one go; anything out of the ordinary goes to rfc8785."""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_write = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), sort_keys=True
).encode
_LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The bytes of `value`, as rfc8785.dumps writes them, and its refusals."""
    if not _is_ordinary(value):
        return rfc8785.dumps(value)
    return _write(value).encode()


def _is_ordinary(value: Any) -> bool:
    """Nothing that Python's own writer tells otherwise: floats, large numbers, names beyond ASCII (they sort by UTF-16)."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is dict:
        for name, one in value.items():
            if (
                type(name) is not str
                or not name.isascii()
                or (type(one) is not str and not _is_ordinary(one))
            ):
                return False
        return True
    if kind is list:
        return all(type(one) is str or _is_ordinary(one) for one in value)
    return kind is int and -_LARGEST <= value <= _LARGEST
