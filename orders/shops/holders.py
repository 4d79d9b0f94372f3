"""Compare the holder of a bank account with the verified names. A difference is shown, never refused."""

from __future__ import annotations

from backend.common.text import fold
from orders.models import Shop
from products.models import Producer
from products.producers.news import people_of


def verified_names(producer: Producer) -> list[str]:
    """Return the names of the producer and of its people; empty if it is not verified."""
    if producer.verified_at is None:
        return []
    return [*(person.full_name for person in people_of(producer)), producer.name]


def is_other_holder(shop: Shop) -> bool:
    """Return True if the account's holder is none of the verified names; accents are ignored.

    False without an account, and for an unverified producer.
    """
    names = {fold(name) for name in verified_names(shop.producer)}
    return bool(shop.account and names) and fold(shop.holder) not in names
