from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from traceability.models import (
        EpcisEvent,
    )
from traceability.lots.querysets import produced_by


class EpcisEventQuerySet(models.QuerySet["EpcisEvent"]):
    def visible_to(self, user: Any) -> EpcisEventQuerySet:
        """Return the events that `user` may read through EPCIS.

        These are:
        - events with a lot of a producer that `user` works for or oversees
        - events whose lots are all such lots, or lots that a grant lets `user` query
        - events that `user` captured

        Staff read all events; anonymous users read none. This is narrower than what buyers see of a lot: a
        partner's text may be meant for the trade only. An event is shown whole or not at all, because its
        hash covers the whole. So a user with a grant for some goods on a mixed pallet doesn't see the
        pallet's event.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        own = produced_by(user, "lot__product__producer__")
        granted = (
            apps.get_model("traceability", "EpcisGrant")
            .objects.standing()
            .filter(partner=user, may_query=True)
        )
        covered = (
            own
            | Q(lot__product__producer__in=granted.filter(product=None).values("producer"))
            | Q(lot__product__in=granted.exclude(product=None).values("product"))
        )
        # Looked up for each event by its id, as in traceability/events/querysets.py.
        things = (
            apps.get_model("traceability", "EpcisThing")
            .objects.filter(event_id=OuterRef("event_id"))
            .exclude(lot=None)
        )
        return self.filter(
            Q(captured_by_ref=user.ref)
            | Q(Exists(things.filter(own)))
            | Q(Exists(things.filter(covered))) & ~Q(Exists(things.exclude(covered)))
        )
