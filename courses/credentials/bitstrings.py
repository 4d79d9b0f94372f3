"""Bitstrings of status lists (W3C Bitstring Status List v1.0): bit 0 is the leftmost of the first byte."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterable

LIST_BITS = 131_072  # §2.2: at least 16 KiB, so that one holder is hidden among many
MOST_BYTES = 16 * 1024 * 1024


def encode(indexes: Iterable[int]) -> str:
    """Return `encodedList` with the bits of `indexes` set.

    It is compressed by gzip, then encoded as multibase base64url ("u", no padding).
    """
    bits = bytearray(LIST_BITS // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def decode(encoded: str) -> bytes:
    """Return the bits of an `encodedList`.

    Raises ValueError if it is malformed, too short or unpacks too large.
    """
    if not encoded.startswith("u"):
        raise ValueError("not multibase base64url")
    body = encoded[1:]
    packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    try:
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, MOST_BYTES + 1)
    except zlib.error as error:
        raise ValueError("not gzip") from error
    if len(bits) > MOST_BYTES or not unpacker.eof:
        raise ValueError("too long or cut off")
    if len(bits) * 8 < LIST_BITS:
        raise ValueError("shorter than a list may be")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Return whether bit `index` is set. Raises ValueError outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise ValueError("outside the list")
    return bool(bits[index // 8] & 0x80 >> index % 8)
