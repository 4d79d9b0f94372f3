"""Make inclusion and consistency proofs from leaves and tiles, with few rows however large the tree is."""

from __future__ import annotations

from backend.ledger.merkle import EMPTY_ROOT, Edge, consistency_ranges, node_hash, path_ranges, subtrees
from backend.ledger.models import Leaf, Tile
from backend.ledger.sequencing import TILE_BITS, TILE_WIDTH, tile_hashes


class NotThere(LookupError):
    """The tree has fewer leaves than the proof needs."""


class Tree:
    """Reader of the stored tree with a cache. Use one instance per request.

    A complete tile is one row of 8 KiB, an incomplete tile up to 256 short rows. A proof reads at most two
    tiles per level: eight for four billion leaves.
    """

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def tile(self, level: int, index: int) -> list[bytes]:
        """Return the hashes of a tile, complete or not."""
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
        """Return the root of the complete subtree of 2**level leaves that starts at leaf index * 2**level.

        Raises NotThere.
        """
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
        """Return the Merkle tree hash (RFC 6962) of the leaves `start` to `end` - 1. Raises NotThere.

        `start` and `end` are a range that proofs use, as from path_ranges.
        """
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
        """Return the path from leaf `index` to the root of the tree of `size` leaves (RFC 6962 §2.1.1).

        Raises NotThere.
        """
        if not 0 <= index < size:
            raise NotThere(f"leaf {index} of {size}")
        return [self.range_root(*each) for each in path_ranges(index, size)]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """Return the proof that the tree of `size` leaves continues that of `old` (RFC 6962 §2.1.2).

        Raises NotThere.
        """
        if not 0 <= old <= size:
            raise NotThere(f"{old} of {size}")
        return [self.range_root(*each) for each in consistency_ranges(old, size)]


def leaf_count() -> int:
    """Return the number of leaves in the log, signed or not."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1
