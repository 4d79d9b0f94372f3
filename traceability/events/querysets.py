from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from traceability.models import (
        Event,
    )
from traceability.lots.querysets import LotQuerySet, produced_by


class EventQuerySet(models.QuerySet["Event"]):
    def standing(self) -> EventQuerySet:
        """Return the valid events: those that were not declared wrong. Buyers see only these."""
        declared = self.model.objects.filter(event_id=models.OuterRef("event_id"), is_error=True)
        return self.filter(~models.Exists(declared), is_error=False)

    def run_by(self, user: Any) -> EventQuerySet:
        """Return events of lots of the producers that `user` works for."""
        return self._of_lots(apps.get_model("traceability", "Lot").objects.run_by(user))

    def visible_to(self, user: Any) -> EventQuerySet:
        """Return the valid events of the lots that `user` may see.

        Wrong events and their declarations are included for staff, and for lots that `user` owns or oversees.
        """
        lots = apps.get_model("traceability", "Lot").objects
        visible = self._of_lots(lots.visible_to(user))
        if user.is_authenticated and user.is_staff:
            return visible
        if not user.is_authenticated:
            return visible.standing()
        links = apps.get_model("traceability", "EventLot").objects.filter(
            lot__in=lots.filter(produced_by(user, "product__producer__"))
        )
        return visible.filter(
            models.Q(event_id__in=links.values("event_id"))
            | models.Q(event_id__in=visible.standing().values("event_id"))
        )

    def annotate_outline(self, user: Any) -> EventQuerySet:
        """Annotate `is_outline`: True if `user` may read only what the origin page shows of the event.

        It is True for events that a program sent, if `user` isn't in the trade: they may be meant for the
        trade only (EpcisEventQuerySet.visible_to). In the trade are staff, the lots' people, officers over
        them, users with a grant, and the present inspectors of their producer. It is False for all other
        events.
        """
        if user.is_authenticated and user.is_staff:
            return self.annotate(is_outline=models.Value(False))
        this = {"event_id": OuterRef("event_id")}
        sent = apps.get_model("traceability", "EpcisEvent").objects
        outline = Q(Exists(sent.filter(captured_by_ref__isnull=False, **this)))
        if user.is_authenticated:
            links = apps.get_model("traceability", "EventLot").objects
            inspected = apps.get_model("traceability", "Inspection").objects.running().filter(inspector=user)
            own = produced_by(user, "lot__product__producer__") | Q(
                lot__product__producer__in=inspected.values("producer")
            )
            outline &= ~Q(Exists(links.filter(own, **this))) & ~Q(
                Exists(sent.visible_to(user).filter(**this))
            )
        return self.annotate(is_outline=models.ExpressionWrapper(outline, models.BooleanField()))

    def _of_lots(self, lots: LotQuerySet) -> EventQuerySet:
        links = apps.get_model("traceability", "EventLot").objects.filter(lot__in=lots)
        return self.filter(event_id__in=links.values("event_id"))
