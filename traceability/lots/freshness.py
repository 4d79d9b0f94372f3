"""Until when a lot may be sold, and when its producer is asked whether there is still some.

The first of these decides:

1. the lot's expiry date: nothing is asked
2. what the producer answered: `Lot.sold_until`
3. the shelf life of the product's record, for goods of a fresh group
4. the shelf life of its kind by products.products.shelf_lives, if that has a source

Without a source, the lot stays on sale and its producer is only asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from products.products.shelf_lives import FRESH, shelf_life
from traceability.lots.enums import LotState
from traceability.models import Lot

# The most days from today for which one answer keeps a lot on sale.
MOST_KEPT = 31


@dataclass(frozen=True, slots=True)
class Freshness:
    """How long fresh goods of a lot without an expiry date are sold.

    days: the days that such goods keep.
    last: the last day of sale; None without a limit.
    asked_from: the day from which the producer is asked whether there is still some.
    """

    days: int
    last: dt.date | None
    asked_from: dt.date

    @property
    def answers(self) -> tuple[int, int]:
        """Return the numbers of further days that one tap offers."""
        if self.days <= 7:
            return 1, 3
        return (3, 7) if self.days <= 35 else (7, 28)


def freshness_of(lot: Lot) -> Freshness | None:
    """Return the freshness of `lot`, loaded with its product; None if it has an expiry date or doesn't go stale."""
    product = lot.product
    if lot.expiry_date is not None or product.ocop_set not in FRESH:
        return None
    known = shelf_life(product.name, product.ocop_set)
    days = product.shelf_life_days or (known.days if known else 0)
    if not days:
        return None
    end = lot.sold_until or lot.made_date + dt.timedelta(days=days)
    is_limit = lot.sold_until or product.shelf_life_days or (known is not None and known.is_sourced)
    return Freshness(days, end if is_limit else None, end)


def last_day(lot: Lot) -> dt.date | None:
    """Return the last day on which `lot`, loaded with its product, may be sold; None without a limit."""
    if lot.expiry_date is not None:
        return lot.expiry_date
    fresh = freshness_of(lot)
    return fresh.last if fresh else None


def is_past(lot: Lot, today: dt.date) -> bool:
    """Return True if `lot`, loaded with its product, may no longer be sold `today`."""
    last = last_day(lot)
    return last is not None and last < today


def is_asked(lot: Lot, today: dt.date) -> bool:
    """Return True if the producer of the open `lot`, loaded with its product, is asked whether there is some."""
    fresh = freshness_of(lot)
    return lot.is_open and fresh is not None and fresh.asked_from <= today


def fresh_lots(**of: object) -> list[Lot]:
    """Return the open lots `of` a product or producer that may go stale, loaded with their products, oldest first."""
    rows = Lot.objects.filter(state=LotState.OPEN, expiry_date=None, product__ocop_set__in=FRESH, **of)
    return list(rows.select_related("product").order_by("created_at", "pk"))
