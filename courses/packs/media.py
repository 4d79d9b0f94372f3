"""Media named in content: find them, check their first bytes, and replace another server's names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

type Replace = Callable[[dict[str, Any]], Any]

# The first bytes of types that a lesson may hold; none that can run scripts in a browser (no SVG, no HTML).
_HEADS: dict[str, Callable[[bytes], bool]] = {
    "image/webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "audio/ogg": lambda head: head.startswith(b"OggS"),
    "audio/webm": lambda head: head.startswith(b"\x1a\x45\xdf\xa3"),
    "audio/mp4": lambda head: head[4:8] == b"ftyp",
    "video/mp4": lambda head: head[4:8] == b"ftyp",
    "audio/mpeg": lambda head: head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1] & 0xE0 == 0xE0),
    "application/pdf": lambda head: head.startswith(b"%PDF-"),
    "text/vtt": lambda head: head.startswith(b"WEBVTT"),
}


def is_what_it_says(content_type: str, head: bytes) -> bool:
    check = _HEADS.get(content_type)
    return check is not None and len(head) >= 4 and check(head)


def is_medium(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "kind", "files"} <= value.keys()


def media_in(*values: Any) -> Iterator[dict[str, Any]]:
    """Yield every medium in `values`, at any depth, in order.

    A medium is repeated if it is used repeatedly.
    """
    for value in values:
        if is_medium(value):
            yield value
        elif isinstance(value, dict):
            yield from media_in(*value.values())
        elif isinstance(value, list):
            yield from media_in(*value)


def replaced(value: Any, replace: Replace) -> Any:
    """Return a copy of `value` with every medium in it replaced."""
    if is_medium(value):
        return replace(value)
    if isinstance(value, dict):
        return {name: replaced(inner, replace) for name, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, replace) for inner in value]
    return value
