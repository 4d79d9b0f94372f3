"""Write canonical JSON (RFC 8785) quickly.

The standard library writes typical entries, because it is faster, and rfc8785 all others.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), sort_keys=True
).encode
_LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON (RFC 8785).

    Equals rfc8785.dumps, also in its exceptions, but is faster.
    """
    if not _is_ordinary(value):
        return rfc8785.dumps(value)
    return _encode(value).encode()


def _is_ordinary(value: Any) -> bool:
    """Return True if the standard library writes `value` canonically.

    It doesn't for floats, large numbers and non-ASCII keys (sorted by UTF-16).
    """
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
