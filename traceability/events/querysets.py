from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from traceability.models import (
        Event,
        EventLot,
    )
from traceability.lots.querysets import produced_by, shown_to


class EventQuerySet(models.QuerySet["Event"]):
    def standing(self) -> EventQuerySet:
        """Return the valid events: those that were not declared wrong. Buyers see only these."""
        return self.filter(self._stands())

    def run_by(self, user: Any) -> EventQuerySet:
        """Return events of lots of the producers that `user` works for."""
        return self._linked(Q(lot__in=apps.get_model("traceability", "Lot").objects.run_by(user)))

    def visible_to(self, user: Any) -> EventQuerySet:
        """Return the valid events of the lots that `user` may see.

        Wrong events and their declarations are included for staff, and for lots that `user` owns or oversees.
        """
        if user.is_authenticated and user.is_staff:
            return self._linked(Q())
        visible = self._linked(shown_to(user, "lot__"))
        if not user.is_authenticated:
            return visible.standing()
        return visible.filter(Exists(_links(produced_by(user, "lot__product__producer__"))) | self._stands())

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
            inspected = apps.get_model("traceability", "Inspection").objects.running().filter(inspector=user)
            own = produced_by(user, "lot__product__producer__") | Q(
                lot__product__producer__in=inspected.values("producer")
            )
            outline &= ~Q(Exists(_links(own))) & ~Q(Exists(sent.visible_to(user).filter(**this)))
        return self.annotate(is_outline=models.ExpressionWrapper(outline, models.BooleanField()))

    def _linked(self, of_link: Q) -> EventQuerySet:
        return self.filter(Exists(_links(of_link)))

    def _stands(self) -> Q:
        declared = self.model.objects.filter(event_id=OuterRef("event_id"), is_error=True)
        return Q(~Exists(declared), is_error=False)


def _links(rule: Q) -> models.QuerySet[EventLot]:
    """Return the lots of the outer query's event that satisfy `rule`.

    Each event is looked up by its id. A list of the ids of all events (event_id__in) inside an OR would be
    read again for every event once it outgrows PostgreSQL's work_mem.
    """
    links = apps.get_model("traceability", "EventLot").objects
    return links.filter(rule, event_id=OuterRef("event_id"))
