"""Marks of the version that an officer reviewed, sent back by the officer's form or by the API.

A waiting product or paper may still change, so a click alone doesn't identify the reviewed version.
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
    """Return a hash of the parts of a product that an officer reviews: public fields, photos, voice note, producer.

    Photos count in their order. Of the producer, kind, name, commune and address count. Verifications by
    officers don't count. Reads photo_links, prefetched or not.
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
    """Return a hash of the values typed from the certificate, and of its product and scan. No query."""
    return _mark(_values(certificate, _PAPER))


def mark_of_producer(producer: Producer) -> str:
    """Return a hash of the producer's kind, name, commune, address, phone, code and introduction.

    No query.
    """
    return _mark(_values(producer, _MAKER))


def is_reviewed_version(given: str | None, mark: str) -> bool:
    """Return True if the officer's mark `given` equals the current `mark`, or is None.

    None comes from code that reads and acts at once (the demo). Every page and API answer has a mark to send
    back.
    """
    return given is None or constant_time_compare(given, mark)


def _values(row: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: json_value(getattr(row, field)) for field in fields}


def _mark(values: dict[str, Any]) -> str:
    """Return a keyed hash of `values`.

    From a plain hash, short numbers such as a tax code could be guessed.
    """
    return salted_hmac("products.seen", rfc8785.dumps(values), algorithm="sha256").hexdigest()[:32]
