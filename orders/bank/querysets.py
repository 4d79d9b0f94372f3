from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from orders.bank.enums import TO_LOOK_AT

if TYPE_CHECKING:
    from orders.models import Transfer
from orders.shops.querysets import run_by


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: Any) -> TransferQuerySet:
        """Return transfers to producers that the user runs; nobody else may see them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "feed__producer__")).distinct()

    def to_look_at(self) -> TransferQuerySet:
        """Return the transfers that the seller has to act on."""
        return self.filter(state__in=TO_LOOK_AT, closed_at=None)

    def counted(self) -> TransferQuerySet:
        """Return the transfers in the order in which the bank booked them."""
        return self.order_by("made_at", "number")
