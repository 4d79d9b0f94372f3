"""The link from a lot's page to the product on sale.

It carries the signed lot, so that an order can record its origin.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

PARAMETER = "tu-lo"
_SALT = "traceability.leads"


def lead_of(lot_id: int) -> str:
    """Return the signed id of the lot for the link on its page; the same for all labels of the lot.

    >>> read_lead(lead_of(7)), read_lead("7:forged")
    (7, None)
    """
    return Signer(salt=_SALT).sign(str(lot_id))


def read_lead(words: str) -> int | None:
    """Return the lot's id from the signed text of `lead_of`, or None if the signature is wrong."""
    try:
        return int(Signer(salt=_SALT).unsign(words))
    except (BadSignature, ValueError):
        return None
