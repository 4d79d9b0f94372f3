"""The subject of a milestone as pages show it."""

from __future__ import annotations

import hashlib
import re

ORDER_ADDRESS = re.compile(r"order:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def masked_subject(subject: str) -> str:
    """Return `subject`, with the secret reference of an order replaced by its hash.

    Early milestones contain the reference, which gives access to the order. It has 122 random bits, so nobody
    can find it from the hash. The hash of a reference is constant.

    >>> masked_subject("product:12")
    'product:12'
    >>> masked_subject("order:6f1a2b3c-0000-4000-8000-0123456789ab")
    'order:0ecd2e5e4544c593'
    """
    match = ORDER_ADDRESS.fullmatch(subject)
    return f"order:{hashlib.sha256(match[1].encode()).hexdigest()[:16]}" if match else subject
