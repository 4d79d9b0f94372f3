"""Text stored both plain and deflated, so that a response is joined instead of compressed again.

Each part is deflated on its own and ends on a byte boundary. A gzip member (RFC 1952) of several parts is
their bytes in order, an end marker, and the CRC and length of the whole.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
FINAL_BLOCK = b"\x03\x00"  # an empty block marked as the last one, RFC 1951 §3.2.6
MOST_STORED = 0xFFFF


@dataclass(frozen=True, slots=True)
class Part:
    plain: bytes
    deflated: bytes


def part(text: str) -> Part:
    """Return `text` deflated as small as possible, for text that many responses use."""
    plain = text.encode()
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(plain, deflater.compress(plain) + deflater.flush(zlib.Z_FULL_FLUSH))


def stored(text: str) -> Part:
    """Return `text` in an uncompressed block (RFC 1951 §3.2.4), for short texts of one response.

    Compress it if it has more than 65,535 bytes.
    """
    plain = text.encode()
    length = len(plain)
    if length > MOST_STORED:
        return part(text)
    return Part(plain, b"\x00" + struct.pack("<HH", length, length ^ 0xFFFF) + plain)


def plain_of(parts: Sequence[Part]) -> bytes:
    return b"".join([each.plain for each in parts])


def gzip_of(parts: Sequence[Part]) -> bytes:
    """Return one gzip member of all `parts`, in a few microseconds."""
    crc = size = 0
    pieces = [GZIP_HEADER]
    for each in parts:
        crc = zlib.crc32(each.plain, crc)
        size += len(each.plain)
        pieces.append(each.deflated)
    pieces.append(FINAL_BLOCK)
    pieces.append(struct.pack("<II", crc, size & 0xFFFFFFFF))
    return b"".join(pieces)
