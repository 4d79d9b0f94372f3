"""Check the content of the pages that a platform owes; that an address exists proves nothing.

Each function yields what is missing in its arguments; gaps.py passes what the pages show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from courses.live.claims import Claim, refusals
from courses.live.record import Record
from orders.models import Complaint, Offer, Order, OrderLine, Shop
from products.models import Certificate, Producer, Product

# A seller's data export: the sections of the file, and the tables of its last section.
SELLER_SECTIONS = ("producers", "products", "certificates", "orders_sold", "records")
SELLER_TABLES: tuple[type[Model], ...] = (
    Producer,
    Product,
    Certificate,
    Shop,
    Offer,
    Order,
    OrderLine,
    Complaint,
)
_EMPTY: dict[str, Any] = {
    each.name: "" for each in fields(Record) if each.name not in ("papers", "is_listed")
}
_EMPTY_RECORD = Record(**_EMPTY)


def without_page(name: str, *args: int) -> Iterator[str]:
    try:
        reverse(name, args=args)
    except NoReverseMatch:
        yield f"{name}: không có trang / there is no such page"


def unrefused(claims: Collection[Claim]) -> Iterator[str]:
    """Yield a message for each claim that a livestream could make about goods without paper or record.

    Yield one message if there are no claims to check.
    """
    if not claims:
        yield "courses.live.claims: không có luật nào / no rule"
    for claim in claims:
        if not all(refusals(phrase, _EMPTY_RECORD) for phrase in claim.phrases):
            yield f"courses.live.claims: {claim.id}: không giấy tờ vẫn nói được / passes without a paper"


def unexplained_sorts(sorts: Collection[str], orderings: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a message for each sort order of the list whose criteria its page doesn't explain.

    Yield one message if the list has no sort order.
    """
    if not sorts:
        yield "products.search.product_query.SORTS: không có cách xếp nào / no order"
    known = {each["key"] for each in orderings if each["criteria"]}
    for key in sorts:
        if key not in known:
            yield f"products.search.product_query.SORTS: {key}: không nói xếp theo gì / its criteria are not told"


def unworded(wordings: Mapping[str, str]) -> Iterator[str]:
    """Yield a message for each purpose of personal data that has no wording."""
    for purpose, words in wordings.items():
        if not words:
            yield f"{purpose}: không có lời giải thích / no wording"


def untaken(sections: Collection[str], tables: Collection[type[Model]]) -> Iterator[str]:
    """Yield a message for each part of a seller's data that the export lacks."""
    for key in SELLER_SECTIONS:
        if key not in sections:
            yield f"members.exporting: {key}: không có trong tệp chị tải về / not in her file"
    for model in SELLER_TABLES:
        if model not in tables:
            yield f"members.records: {model._meta.label}: không có trong tệp chị tải về / not in her file"
