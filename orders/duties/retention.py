"""Until when texts about products and buyers' data must be stored; the longest applicable term counts.

The terms are in backend/common/retention.toml. Nothing here deletes: `./run forget_records` asks, and refuses
what must still be stored.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from backend.common.retention import Record, Term, term_on
from orders.models import Order, OrderLine
from products.models import Product
from products.products.enums import ProductState
from traceability.models import ELabel, LabelRun, Lot, OriginVersion

__all__ = ["Retention", "contract_ends", "contract_term", "last_uses", "retention_of"]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long data is stored, by `term`; `until` is the first day on which it may be erased."""

    until: dt.date
    term: Term


def retention_of(
    product: Product,
    *,
    leaves: dt.date | None = None,
    on: dt.date | None = None,
    by: dt.datetime | None = None,
) -> Retention | None:
    """Return the longest retention of texts about `product`; None while it is listed: no term runs.

    leaves: assume that it leaves the list on that day.
    on: use the terms in force on that day instead of today's.
    by: use the state at that moment.
    """
    if product.state == ProductState.LISTED and leaves is None:
        return None
    today = on or timezone.localdate()
    retentions = [
        Retention(term.ends(day), term)
        for record, day in last_uses(product, leaves=leaves, by=by).items()
        for term in [term_on(record, today)]
    ]
    return max(retentions, key=lambda one: one.until)


def last_uses(
    product: Product, *, leaves: dt.date | None = None, by: dt.datetime | None = None
) -> dict[Record, dt.date]:
    """Return the day of the last use of `product` for each kind of record, up to the moment `by` if given.

    `leaves`: the day on which a listed product is assumed to leave the list.
    """

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
    label_days = [_day(moment) for moment in moments if moment]
    if product.slug:
        # The list showed the whole label (Decree 37/2026/NĐ-CP, Art. 41(5)) as long as the product was there.
        label_days.append(left)
    if label_days:
        uses[Record.LABEL] = max(label_days)
    if ELabel.objects.filter(product=product).exists():
        expiry = Lot.objects.filter(product=product).aggregate(last=Max("expiry_date"))["last"]
        uses[Record.E_LABEL] = expiry or uses.get(Record.LABEL, uses[Record.LISTING])
    return uses


def contract_term(on: dt.date | None = None) -> Term:
    return term_on(Record.CONTRACT, on or timezone.localdate())


def contract_ends(order: Order) -> dt.date:
    """Return the first day on which a buyer's data may be erased.

    The term starts when the order ended, or else at its last step.
    """
    return contract_term().ends(_day(order.ended_at or order.moved_at))


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)
