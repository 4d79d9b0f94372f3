"""Whose name an account is in, beside those who were verified: a difference is seen, and nothing is refused for it."""

from __future__ import annotations

from backend.common.text import fold
from orders.models import Shop
from products.models import Producer
from products.producers.news import people_of


def verified_names(producer: Producer) -> list[str]:
    """Those who run it, and its own name, where it was verified."""
    if producer.verified_at is None:
        return []
    return [*(person.full_name for person in people_of(producer)), producer.name]


def is_other_holder(shop: Shop) -> bool:
    """The account's holder is none of them, written with or without accents."""
    names = {fold(name) for name in verified_names(shop.producer)}
    return bool(shop.account and names) and fold(shop.holder) not in names
