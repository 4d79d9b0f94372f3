"""Check texts that appear without an officer's look, by the same word filter as listings."""

from __future__ import annotations

from orders.errors import OrderError
from products.listing.moderation import refusal_of


def refuse_watched(field: str, text: str) -> None:
    """Raise OrderError at `field` if the word filter matches `text`."""
    if refusal := refusal_of(text):
        raise OrderError(refusal, field=field, code="watched")
