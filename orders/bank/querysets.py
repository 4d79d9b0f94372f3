from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from orders.bank.enums import TO_LOOK_AT

if TYPE_CHECKING:
    from orders.models import Transfer
from orders.shops.querysets import run_by


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: Any) -> TransferQuerySet:
        """Money that came into the account of a producer she is one of the people of; it is nobody else's to see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run_by(user, "feed__producer__")).distinct()

    def to_look_at(self) -> TransferQuerySet:
        """Those that ask something of the seller."""
        return self.filter(state__in=TO_LOOK_AT, closed_at=None)

    def counted(self) -> TransferQuerySet:
        """In the order the bank booked them, however they were told."""
        return self.order_by("made_at", "number")
