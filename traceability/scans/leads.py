"""The way from a lot's page to where its product is bought: it carries the lot, signed, so that an order can tell what led to it."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

PARAMETER = "tu-lo"
_SALT = "traceability.leads"


def lead_of(lot_id: int) -> str:
    """The words that a lot's page puts into its link; the same for all labels of the lot.

    >>> read_lead(lead_of(7)), read_lead("7:forged")
    (7, None)
    """
    return Signer(salt=_SALT).sign(str(lot_id))


def read_lead(words: str) -> int | None:
    """The id of the lot whose page `words` come from, or None where no page of ours wrote them."""
    try:
        return int(Signer(salt=_SALT).unsign(words))
    except (BadSignature, ValueError):
        return None
