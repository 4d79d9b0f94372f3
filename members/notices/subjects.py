"""What a milestone is called where somebody reads it."""

from __future__ import annotations

import hashlib
import re

ORDER_ADDRESS = re.compile(r"order:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def masked_subject(subject: str) -> str:
    """`subject` as it is. Of an order's address, which early milestones named, its hash: the address is the buyer's own door.

    An address is 122 random bits, so nobody finds it from the hash; the same one always gives the same hash.

    >>> masked_subject("product:12")
    'product:12'
    >>> masked_subject("order:6f1a2b3c-0000-4000-8000-0123456789ab")
    'order:0ecd2e5e4544c593'
    """
    match = ORDER_ADDRESS.fullmatch(subject)
    return f"order:{hashlib.sha256(match[1].encode()).hexdigest()[:16]}" if match else subject
