"""Check inclusion and consistency proofs of a Merkle tree."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from backend.ledger.verifying.formats import HASH_BYTES

# --- Merkle trees: RFC 6962 §2.1, RFC 9162 §2.1 ---------------------------------------------------------------------


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf with the content `body`: SHA-256(0x00 || body), 32 bytes."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two: SHA-256(0x01 || left || right), 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


def are_hashes(*hashes: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Return True if the leaf hash `leaf` is at `index` of the tree of `size` leaves with this root.

    See RFC 9162 §2.1.3.2.
    """
    if not 0 <= index < size or not are_hashes(leaf, root, *path):
        return False
    fn, sn, found = index, size - 1, leaf
    for each in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(each, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hmac.compare_digest(found, root)


def verify_consistency(size1: int, size2: int, path: Sequence[bytes], root1: bytes, root2: bytes) -> bool:
    """Return True if the tree of `size2` leaves continues that of `size1` (RFC 9162 §2.1.4.2).

    Equal sizes need equal roots and an empty path. Every tree continues the empty tree, with an empty path.
    """
    if not 0 <= size1 <= size2 or not are_hashes(root1, root2, *path):
        return False
    if size1 in (0, size2):
        return not path and root1 == (EMPTY_ROOT if size1 == 0 else root2)
    if not path:
        return False
    steps = list(path)
    if size1 & (size1 - 1) == 0:
        steps.insert(0, root1)
    fn, sn = size1 - 1, size2 - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = steps[0]
    for each in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(each, fr), node_hash(each, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == root1 and sr == root2
