"""Read tiles and bundles of entries (C2SP tlog-tiles), up to the size that the log has signed."""

from __future__ import annotations

import re

from backend.ledger.kinds import leaf_of
from backend.ledger.models import Leaf
from backend.ledger.proofs import Tree
from backend.ledger.sequencing import TILE_BITS, TILE_WIDTH

_PATH = re.compile(r"((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class NoTile(LookupError):
    """The tile doesn't exist, or not yet."""


def parse_index(text: str) -> tuple[int, int]:
    """Return index and width of a tile's path: (1234067, 8) for "x001/x234/067.p/8".

    Raises NoTile for any other spelling.
    """
    match = _PATH.fullmatch(text)
    if match is None or len(text) > 40:
        raise NoTile(text)
    groups = match[1].replace("x", "").split("/")[:-1]
    index, width = int("".join(groups) + match[2]), int(match[3] or TILE_WIDTH)
    if index_path(index) != text.partition(".")[0] or (match[3] and width >= TILE_WIDTH):
        raise NoTile(text)
    return index, width


def index_path(index: int) -> str:
    """Return the path of an index in groups of three digits (C2SP tlog-tiles).

    >>> index_path(1234067)
    'x001/x234/067'
    """
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile below the log's URL; `level` is "entries" for a bundle of entries."""
    part = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{index_path(index)}{part}"


def width_at(level: int, index: int, size: int) -> int:
    """Return how many hashes of the tile exist in a tree of `size` leaves: 0 to 256."""
    return max(0, min(TILE_WIDTH, (size >> (TILE_BITS * level)) - index * TILE_WIDTH))


def tile(level: int, index: int, width: int, size: int) -> bytes:
    """Return the first `width` hashes of a tile, 32 bytes each.

    Raises NoTile if a tree of `size` leaves has fewer.
    """
    if level > 63 or width > width_at(level, index, size):
        raise NoTile(f"{level}/{index}")
    return b"".join(Tree().tile(level, index)[:width])


def bundle(index: int, width: int, size: int) -> bytes:
    """Return the first `width` leaves of a tile of level 0 as a bundle of entries (C2SP tlog-tiles).

    Each leaf's text has its length before it, in two bytes. Raises NoTile if a tree of `size` leaves has
    fewer.
    """
    if width > width_at(0, index, size):
        raise NoTile(f"entries/{index}")
    start = index * TILE_WIDTH
    rows = (
        Leaf.objects.filter(index__gte=start, index__lt=start + width)
        .order_by("index")
        .values_list("entry__body", "salt")
    )
    leaves = [leaf_of(body, None if salt is None else bytes(salt)) for body, salt in rows]
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
