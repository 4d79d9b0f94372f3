"""Inclusion and consistency proofs, read from leaves and tiles: some rows however tall the tree is."""

from __future__ import annotations

from backend.ledger.merkle import EMPTY_ROOT, Edge, consistency_ranges, node_hash, path_ranges, subtrees
from backend.ledger.models import Leaf, Tile
from backend.ledger.sequencing import TILE_BITS, TILE_WIDTH, tile_hashes


class NotThere(LookupError):
    """The tree does not reach that far."""


class Tree:
    """The stored tree, read through; it remembers what it has read, so keep it for one answer only.

    A tile's hashes are one row of 8 KiB, those of a part of one up to 256 short rows. A proof reads two tiles a level of 256 at
    most: eight for four thousand million leaves.
    """

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile as far as they are there."""
        if (level, index) not in self._tiles:
            row = Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
            hashes = (
                [bytes(row[at : at + 32]) for at in range(0, TILE_WIDTH * 32, 32)]
                if row is not None
                else tile_hashes(level, index)
            )
            self._tiles[level, index] = hashes
        return self._tiles[level, index]

    def subtree(self, level: int, index: int) -> bytes:
        """The root of the whole subtree of 2**level leaves that begins at leaf index * 2**level."""
        if (level, index) in self._nodes:
            return self._nodes[level, index]
        depth, height = level // TILE_BITS, level % TILE_BITS
        first = index << height
        hashes = self.tile(depth, first // TILE_WIDTH)[first % TILE_WIDTH :][: 1 << height]
        if len(hashes) < 1 << height:
            raise NotThere(f"{level}/{index}")
        while len(hashes) > 1:
            hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
        self._nodes[level, index] = hashes[0]
        return hashes[0]

    def range_root(self, start: int, end: int) -> bytes:
        """RFC 6962's MTH of the leaves start..end, a range as it occurs in a proof."""
        nodes = [self.subtree(level, index) for level, index in subtrees(start, end)]
        root = nodes.pop() if nodes else EMPTY_ROOT
        while nodes:
            root = node_hash(nodes.pop(), root)
        return root

    def root(self, size: int) -> bytes:
        return self.range_root(0, size)

    def edge(self, size: int) -> Edge:
        return Edge(size, [self.subtree(level, index) for level, index in subtrees(0, size)])

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """RFC 6962 §2.1.1: the path from leaf `index` to the root of `size` leaves. Raises NotThere."""
        if not 0 <= index < size:
            raise NotThere(f"leaf {index} of {size}")
        return [self.range_root(*each) for each in path_ranges(index, size)]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """RFC 6962 §2.1.2: that the tree of `old` leaves is the beginning of that of `size`. Raises NotThere."""
        if not 0 <= old <= size:
            raise NotThere(f"{old} of {size}")
        return [self.range_root(*each) for each in consistency_ranges(old, size)]


def leaf_count() -> int:
    """How many leaves there are, signed for or not."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1
