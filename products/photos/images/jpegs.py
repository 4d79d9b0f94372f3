"""Read the markers of a JPEG without decoding it, to find its scans and so its maximum number of pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from products.photos.images.limits import MAX_PIXELS, broken

# Each scan of a progressive JPEG passes over the whole picture; encoders write about ten.
MAX_SCANS = 64
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SOF_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


def jpeg_limit(data: bytes) -> int:
    """Return the maximum number of pixels for this JPEG. Raises ImageError if it has too many scans."""
    scans, is_progressive = 0, False
    for marker in _jpeg_markers(data):
        is_progressive = is_progressive or marker in _SOF_PROGRESSIVE
        scans += marker == 0xDA
        if scans > MAX_SCANS:
            raise broken()
    return MAX_PIXELS["PROGRESSIVE" if is_progressive else "JPEG"]


def _jpeg_markers(data: bytes) -> Iterator[int]:
    """Yield the markers of the first picture in `data`, up to its end or to the first invalid marker."""
    at = 2
    while found := _JPEG_MARKER.search(data, at):
        marker = data[found.start() + 1]
        yield marker
        if marker == 0xD9:
            return
        at = found.end()
        if marker not in (0x01, 0xD8):
            at += max(2, int.from_bytes(data[at : at + 2], "big"))
