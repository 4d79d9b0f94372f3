"""Build RFC 6962 Merkle trees: the right edge of a growing tree, and the complete subtrees of a range of leaves.

Proofs are checked in verifying/, from which the script verify_pieu.py is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backend.ledger.verifying.formats import HASH_BYTES
from backend.ledger.verifying.merkle_proofs import EMPTY_ROOT, leaf_hash, node_hash

__all__ = ["EMPTY_ROOT", "HASH_BYTES", "Edge", "leaf_hash", "node_hash", "path_ranges", "root_of", "subtrees"]

type OnNode = Callable[[int, int, bytes], None]


class Edge:
    """The right edge of a tree: the roots of its complete subtrees, the largest first.

    A tree of `size` leaves has one for each bit set in `size`, at most log2(size) + 1. Adding a leaf takes
    one hash for each trailing one-bit of `size`: less than one on average, at most log2(size).
    """

    def __init__(self, size: int = 0, nodes: list[bytes] | None = None) -> None:
        self.size = size
        self.nodes = list(nodes or [])
        if len(self.nodes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} nodes at its edge")

    def append(self, leaf: bytes, on_node: OnNode | None = None) -> None:
        """Add the hash of a leaf.

        Calls `on_node(level, index, hash)` for each subtree of two or more leaves that it completes.
        """
        node, level, rest = leaf, 0, self.size
        while rest & 1:
            node = node_hash(self.nodes.pop(), node)
            level, rest = level + 1, rest >> 1
            if on_node:
                on_node(level, rest, node)
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree (RFC 6962 §2.1), 32 bytes, with at most log2(size) hashes."""
        if not self.nodes:
            return EMPTY_ROOT
        root = self.nodes[-1]
        for node in reversed(self.nodes[:-1]):
            root = node_hash(node, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self.nodes)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Edge:
        return cls(size, [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])


def root_of(leaves: list[bytes]) -> bytes:
    """Return the root of the tree of these leaf hashes."""
    edge = Edge()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees, as (level, index) from the left, of leaves `start` to `end` - 1."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def path_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges of leaves whose roots form the inclusion path of `index`, nearest first.

    See RFC 6962 §2.1.1.
    """
    start, end, ranges = 0, size, []
    while end - start > 1:
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if index < split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def consistency_ranges(old: int, size: int) -> list[tuple[int, int]]:
    """Return the ranges of leaves whose roots prove that a tree continues an older one (RFC 6962 §2.1.2).

    `old` and `size` are the numbers of leaves of the older and the newer tree.
    """
    if not 0 < old < size:
        return []
    start, end, ranges = 0, size, []
    while old != end:
        split = start + (1 << ((end - start - 1).bit_length() - 1))
        if old <= split:
            ranges.append((split, end))
            end = split
        else:
            ranges.append((start, split))
            start = split
    # The subtree that ends where the old tree ends: the old root itself where it begins at 0, and then it is known.
    return ([(start, end)] if start else []) + ranges[::-1]
