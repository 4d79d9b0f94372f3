"""Until when what was said of a product, and what a buyer wrote, must be kept; the longest term that applies counts.

The terms are backend/common/retention.py's. Nothing here deletes: `./run forget_records` asks and refuses what must still be kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from backend.common.retention import ECOM, Record, Term, term_on
from orders.models import Order, OrderLine
from products.models import Product
from products.products.enums import ProductState
from traceability.models import ELabel, LabelRun, Lot, OriginVersion

__all__ = ["ECOM", "Kept", "contract_ends", "contract_term", "kept_until", "last_uses"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Until the day `until`, which is the first on which it may go, by `term`."""

    until: dt.date
    term: Term


def kept_until(
    product: Product,
    *,
    leaves: dt.date | None = None,
    on: dt.date | None = None,
    by: dt.datetime | None = None,
) -> Kept | None:
    """By which term what was said of `product` is kept the longest; None where it is on the list, so that no time runs yet.

    `leaves`: as if it left the list on that day; `on`: by the terms in force then, not today's; `by`: used as it was at that moment.
    """
    if product.state == ProductState.LISTED and leaves is None:
        return None
    today = on or timezone.localdate()
    kept = [
        Kept(term.ends(day), term)
        for record, day in last_uses(product, leaves=leaves, by=by).items()
        for term in [term_on(record, today)]
    ]
    return max(kept, key=lambda one: one.until)


def last_uses(
    product: Product, *, leaves: dt.date | None = None, by: dt.datetime | None = None
) -> dict[Record, dt.date]:
    """When each kind of record of `product` was used last, by the moment `by` where given."""

    def known(column: str) -> dict[str, dt.datetime]:
        return {f"{column}__lte": by} if by else {}

    left = _day(product.retired_at or product.updated_at)
    if product.state == ProductState.LISTED and leaves is not None:
        left = leaves
    uses = {Record.LISTING: left}
    lines = OrderLine.objects.filter(product=product).values("order")
    orders = Order.objects.filter(pk__in=lines, **known("created_at"))
    ordered = orders.aggregate(last=Max("created_at"), ended=Max("ended_at"))
    if moment := max(filter(None, (ordered["last"], ordered["ended"])), default=None):
        uses[Record.CONTRACT] = _day(moment)
    moments = [
        LabelRun.objects.filter(lot__product=product, **known("requested_at")).aggregate(
            last=Max("requested_at")
        )["last"],
        OriginVersion.objects.filter(lot__product=product, **known("published_at")).aggregate(
            last=Max("published_at")
        )["last"],
    ]
    said = [_day(moment) for moment in moments if moment]
    if product.slug:
        # The whole label stood on the list (Art. 41(5)), as long as the product did.
        said.append(left)
    if said:
        uses[Record.LABEL] = max(said)
    if ELabel.objects.filter(product=product).exists():
        expiry = Lot.objects.filter(product=product).aggregate(last=Max("expiry_date"))["last"]
        uses[Record.E_LABEL] = expiry or uses.get(Record.LABEL, uses[Record.LISTING])
    return uses


def contract_term(on: dt.date | None = None) -> Term:
    return term_on(Record.CONTRACT, on or timezone.localdate())


def contract_ends(order: Order) -> dt.date:
    """The first day on which the words of a buyer's order may go: by its end, or where it never came to one by its last step."""
    return contract_term().ends(_day(order.ended_at or order.moved_at))


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)
