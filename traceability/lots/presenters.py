"""What the page of a lot shows to its producer, and its next steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property

from members.models import User
from products.legal.goods import MADE
from traceability.events.actions import harvested_quantity
from traceability.events.actions.stock import Stock
from traceability.events.enums import EventKind
from traceability.events.journey import history, journey
from traceability.events.rules import may_record_event
from traceability.lots.actions.lots import has_labels
from traceability.lots.freshness import Freshness, freshness_of, is_asked
from traceability.lots.rules import may_change_lot
from traceability.models import Lot, Recall, RecallReach


@dataclass(frozen=True, slots=True)
class FreshQuestion:
    """The question whether there is still some of a lot of fresh goods, of which `left` remains."""

    lot: Lot
    left: Decimal
    fresh: Freshness
    today: dt.date

    @property
    def is_stopped(self) -> bool:
        """Return True if the lot isn't sold until its producer answers."""
        return self.fresh.last is not None and self.fresh.last < self.today

    @property
    def answers(self) -> list[dt.date]:
        """Return the last days of sale that one tap offers."""
        return [self.today + dt.timedelta(days=days) for days in self.fresh.answers]


def fresh_questions(lots: Iterable[Lot]) -> list[FreshQuestion]:
    """Return the questions about those of `lots`, loaded with their products, that are due; not if nothing is left."""
    today = timezone.localdate()
    asked = {lot.pk: lot for lot in lots if is_asked(lot, today)}
    stock = Stock(asked)
    found = []
    for lot in asked.values():
        left, fresh = stock.remaining_for(lot, None), freshness_of(lot)
        if left and fresh is not None:
            found.append(FreshQuestion(lot, left, fresh, today))
    return found


class LotPage:
    """The page of a lot for its producer and officers. Make a new one after a write."""

    def __init__(self, lot: Lot, viewer: User, page: str | None = None) -> None:
        self.lot = lot
        self.viewer = viewer
        self._page = page

    # Amounts.

    @cached_property
    def left(self) -> Decimal:
        return Stock({self.lot.pk: self.lot}).remaining_for(self.lot, None)

    @property
    def is_partly_used(self) -> bool:
        return self.left < self.lot.quantity

    @cached_property
    def harvested(self) -> Decimal:
        """Return the amount of the lot's own recorded harvests; 0 without any."""
        return harvested_quantity(self.lot)

    @property
    def shows_harvested(self) -> bool:
        """Return True if only a part of the lot's amount comes from recorded harvests."""
        return bool(self.harvested) and self.harvested != self.lot.quantity

    # Dates.

    @cached_property
    def steps(self) -> list[Any]:
        """Return the steps that the buyer's page shows."""
        return journey(self.lot)

    @cached_property
    def harvest(self) -> str:
        """Return the harvest day that the buyer's page shows; empty without one.

        If the lot has no day of its own, it is the day of its ingredients.
        """
        return next((step.date_text for step in self.steps if step.kind == EventKind.HARVESTING), "")

    @property
    def is_harvest_of_ingredients(self) -> bool:
        return self.lot.produced_date is not None and not self.harvested

    @cached_property
    def last_day(self) -> dt.date | None:
        """Return the last day of sale of fresh goods without an expiry date; None without a limit."""
        fresh = freshness_of(self.lot)
        return fresh.last if fresh else None

    @cached_property
    def question(self) -> FreshQuestion | None:
        """Return the question whether there is still some; None if it isn't due or the viewer may not answer."""
        return next(iter(fresh_questions([self.lot])), None) if self.may_change else None

    # Recalls.

    @cached_property
    def recall(self) -> Recall | None:
        """Return a recall of the whole lot; None without one."""
        return Recall.objects.reaching(self.lot).first()

    @cached_property
    def label_recalls(self) -> list[RecallReach]:
        """Return the recalled labels, if the lot isn't recalled as a whole."""
        rows = self.lot.recall_reach.filter(ended_at=None).exclude(run=None)
        return list(rows.select_related("recall").order_by("run", "first"))

    # Next steps.

    @cached_property
    def may_record(self) -> bool:
        """Return True if the viewer may record work on an open lot."""
        return self.lot.is_open and may_record_event(self.viewer, [self.lot.product.producer])

    @property
    def is_made(self) -> bool:
        """Return True if the product is processed, so its lots begin with processing, not with a harvest."""
        return self.lot.product.ocop_set in MADE

    @cached_property
    def may_change(self) -> bool:
        return may_change_lot(self.viewer, self.lot)

    @cached_property
    def has_labels(self) -> bool:
        """Return True if amount and dates are printed on labels, so they can't change."""
        return has_labels(self.lot)

    @property
    def may_edit(self) -> bool:
        """Return True if the viewer may change amount and dates."""
        return self.may_change and not self.has_labels

    @property
    def may_close(self) -> bool:
        return self.may_change and self.lot.is_open

    @property
    def may_reopen(self) -> bool:
        return self.may_change and not self.lot.is_open

    # History.

    @cached_property
    def entries(self) -> Any:
        """Return a page of the lot's events, the newest first."""
        return history(self.lot, self._page)
