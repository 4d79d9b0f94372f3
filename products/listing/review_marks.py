"""What an officer had before her when she gives her word: a mark of it, which her form and the API send back.

A product or paper that waits may still be changed, so a click alone doesn't say what it is about.
"""

from __future__ import annotations

from typing import Any

import rfc8785
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy

from products.models import Certificate, Producer, Product
from products.products.facts import PUBLIC_FIELDS, json_value

CHANGED = gettext_lazy("Thông tin đã đổi sau khi chị mở trang này. Chị xem lại rồi hãy quyết định.")
CHANGED_CODE = "changed_since_seen"

_PAPER = (
    "kind", "producer_id", "product_id", "number", "issuer", "issuing_level", "decision", "decision_date", "issued_date",
    "valid_until", "stars", "points", "scan_id", "scan_is_public",
)  # fmt: skip
_MAKER = ("kind", "name", "unit_id", "address", "phone", "identity_code", "about")


def mark_of_product(product: Product) -> str:
    """Of its words, photos in their order, voice note, and its producer's name and place; reads photo_links, prefetched or not.

    Not of what officers decide themselves (whether its producer and papers are verified).
    """
    maker = product.producer
    return _mark(
        _values(product, PUBLIC_FIELDS)
        | {
            "voice": product.voice.name,
            "photos": [link.photo_id for link in product.photo_links.all()],
            "producer": [maker.pk, maker.kind, maker.name, maker.unit_id, maker.address],
        }
    )


def mark_of_certificate(certificate: Certificate) -> str:
    """Of everything that was typed from the paper, and of its picture. No query."""
    return _mark(_values(certificate, _PAPER))


def mark_of_producer(producer: Producer) -> str:
    """Of who sells and where. No query."""
    return _mark(_values(producer, _MAKER))


def is_what_she_saw(seen: str | None, mark: str) -> bool:
    """None is code that looked and acts at once (the demo); whoever had a page or an answer before her sends its mark."""
    return seen is None or constant_time_compare(seen, mark)


def _values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: json_value(getattr(row, field)) for field in fields}


def _mark(values: dict[str, Any]) -> str:
    """Keyed, because a short number such as a tax code could be guessed from a plain hash."""
    return salted_hmac("products.seen", rfc8785.dumps(values), algorithm="sha256").hexdigest()[:32]
