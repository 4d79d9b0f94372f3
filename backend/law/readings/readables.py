"""What a lawyer reads and people record besides provisions: pages of higher trades, such as situations.

register_readables("situation", situations)      # a function that yields Readable
readable_of("situation:ly-hon-don-phuong")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readable:
    """key: stable, begins with the name of its source. lines: (text, provisions it cites, as people read them)."""

    key: str
    title: str
    url: str
    sha256: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


type Readables = Callable[[], Iterable[Readable]]

_sources: dict[str, Readables] = {}


def register_readables(name: str, source: Readables) -> None:
    """Add a source. Called once for each `name`, when Django starts; registering again replaces it."""
    _sources[name] = source


def readables() -> list[Readable]:
    """Return everything readable, by source."""
    return [each for name in sorted(_sources) for each in _sources[name]()]


def readable_of(key: str) -> Readable | None:
    """Return the readable with this key; None if there is none any more."""
    source = _sources.get(key.partition(":")[0])
    return next((each for each in source() if each.key == key), None) if source else None
