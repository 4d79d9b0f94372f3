"""Words that show without an officer's look pass the same filter as a listing's, which she reads with it."""

from __future__ import annotations

from orders.errors import OrderError
from products.listing.moderation import refusal_of


def refuse_watched(field: str, text: str) -> None:
    """Raise OrderError beside `field` where `text` says what the filter looks out for."""
    if refusal := refusal_of(text):
        raise OrderError(refusal, field=field, code="watched")
