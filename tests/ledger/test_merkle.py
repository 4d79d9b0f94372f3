"""The tree itself: roots, edges and proofs of every size up to two tiles' edges, against the recursive definition."""

import hashlib

import pytest

from backend.ledger.merkle import (
    EMPTY_ROOT,
    Edge,
    consistency_ranges,
    leaf_hash,
    node_hash,
    path_ranges,
    root_of,
)
from backend.ledger.verifying.merkle_proofs import verify_consistency, verify_inclusion

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


def mth(leaves):
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(mth(leaves[:split]), mth(leaves[split:]))


def test_root_is_that_of_the_definition_at_every_size():
    assert [root_of(LEAVES[:size]) for size in range(41)] == [mth(LEAVES[:size]) for size in range(41)]
    assert root_of([]) == EMPTY_ROOT


def test_edge_goes_on_from_its_bytes():
    edge = Edge()
    for size, leaf in enumerate(LEAVES, start=1):
        edge = Edge.from_bytes(edge.size, edge.to_bytes())
        edge.append(leaf)
        assert (edge.size, edge.root()) == (size, mth(LEAVES[:size]))
    with pytest.raises(ValueError):
        Edge.from_bytes(3, edge.to_bytes()[:32])


def test_edge_has_each_complete_subtree_once():
    results = {}
    edge = Edge()
    for leaf in LEAVES:
        edge.append(leaf, lambda level, index, node: results.setdefault((level, index), node))
    assert len(results) == 20 + 10 + 5 + 2 + 1
    assert all(
        node == mth(LEAVES[index << level : (index + 1) << level]) for (level, index), node in results.items()
    )


def test_every_proof_of_every_small_tree_holds_and_no_other_index_or_size_does():
    for size in range(1, 40):
        root = mth(LEAVES[:size])
        for index in range(size):
            path = [mth(LEAVES[a:b]) for a, b in path_ranges(index, size)]
            assert verify_inclusion(index, size, LEAVES[index], path, root)
            assert not verify_inclusion(
                (index + 1) % size if size > 1 else 1, size, LEAVES[index], path, root
            )
        for old in range(size + 1):
            path = [mth(LEAVES[a:b]) for a, b in consistency_ranges(old, size)]
            assert verify_consistency(old, size, path, mth(LEAVES[:old]), root)
            if 0 < old < size:
                assert not verify_consistency(old, size, path, mth(LEAVES[1 : old + 1]), root)
                assert not verify_consistency(old, size, path[:-1], mth(LEAVES[:old]), root)


def test_nothing_is_in_the_empty_tree_and_every_tree_continues_it():
    assert not verify_inclusion(0, 0, LEAVES[0], [], EMPTY_ROOT)
    assert not verify_inclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert verify_consistency(0, 7, [], EMPTY_ROOT, mth(LEAVES[:7]))
    assert not verify_consistency(0, 7, [], mth(LEAVES[:1]), mth(LEAVES[:7]))
    assert not verify_consistency(0, 7, [LEAVES[0]], EMPTY_ROOT, mth(LEAVES[:7]))
    assert not verify_inclusion(-1, 7, LEAVES[0], [], mth(LEAVES[:7]))
