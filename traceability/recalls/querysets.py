from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from traceability.models import (
        Lot,
        Recall,
    )
from traceability.lots.querysets import ever_out, produced_by


class RecallQuerySet(models.QuerySet["Recall"]):
    def open(self) -> RecallQuerySet:
        return self.filter(ended_at=None)

    def reaching(self, lot: Lot) -> RecallQuerySet:
        """Return open recalls that cover the whole of `lot`, its own or those of its ingredients; earliest
        first.
        """
        return (
            self.open()
            .filter(reach__lot=lot, reach__ended_at=None, reach__run=None)
            .order_by("started_at", "pk")
        )

    def touching(self, lot: Lot) -> RecallQuerySet:
        """Return open recalls that cover `lot` or some of its labels, its own or those of its ingredients.

        Earliest first.
        """
        return self.open().filter(reach__lot=lot, reach__ended_at=None).order_by("started_at", "pk")

    def ever_reaching(self, lot: Lot) -> RecallQuerySet:
        """Return open and ended recalls of the lot, of some of its labels, or of its ingredients."""
        return self.filter(reach__lot=lot).distinct().order_by("started_at", "pk")

    def visible_to(self, user: Any) -> RecallQuerySet:
        """Return recalls of lots with a public page, whatever happened to the product since.

        The lot's people, officers and staff see all recalls of their lots.
        """
        rule = ever_out("lot__")
        if not user.is_authenticated:
            return self.filter(rule)
        if user.is_staff:
            return self.all()
        of_own_lots = Q(
            reach__lot__in=apps.get_model("traceability", "Lot").objects.filter(
                produced_by(user, "product__producer__")
            )
        )
        return self.filter(rule | of_own_lots | produced_by(user, "lot__product__producer__")).distinct()
