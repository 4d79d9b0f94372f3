from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Branch
from orders.complaints.enums import ComplaintState

if TYPE_CHECKING:
    from orders.models import Complaint
from orders.shops.querysets import run_by

_OBJECTED = Q(objected_at__isnull=False, replied_at=None)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Any) -> ComplaintQuerySet:
        """Return complaints about sellers that the user runs or oversees; staff see all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        rule = run_by(user, "producer__") | Q(producer__branch__in=Branch.objects.run_by(user))
        return self.filter(rule).distinct()

    def waiting(self) -> ComplaintQuerySet:
        """Return complaints that wait for an answer or decision, including sellers' objections."""
        return self.filter(Q(state=ComplaintState.OPEN) | _OBJECTED)

    def objected(self) -> ComplaintQuerySet:
        """Return complaints with an objection that has no reply yet."""
        return self.filter(_OBJECTED)

    def late(self) -> ComplaintQuerySet:
        """Return those of `waiting` that are past their deadline."""
        now = timezone.now()
        return self.filter(
            Q(state=ComplaintState.OPEN, answer_by__lte=now) | _OBJECTED & Q(reply_by__lte=now)
        )
