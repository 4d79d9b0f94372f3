from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.common import ports
from members.enums import MilestoneEventType, MilestoneKind
from members.models import Milestone, MilestoneEvent, User


@transaction.atomic
def record_milestone(
    *,
    user: User,
    kind: MilestoneKind,
    subject: str,
    happened_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Milestone:
    """Say that something really happened to `user`; the same kind and subject again changes nothing but an undoing.

    A moment that is given replaces the one known: what a phone tells late may have happened before what it told first.

    Whoever waits for it (the port "milestone_changed") is told in the same transaction.
    """
    moment = happened_at or timezone.now()
    milestone, made = Milestone.objects.get_or_create(
        user=user, kind=kind, subject=subject, defaults={"happened_at": moment, "data": data or {}}
    )
    if not made:
        was_standing, known = milestone.undone_at is None, milestone.happened_at
        milestone.undone_at, milestone.happened_at = None, happened_at or known
        if not was_standing or milestone.happened_at != known:
            milestone.save(update_fields=["undone_at", "happened_at"])
        if was_standing and moment >= known:
            return milestone
        if not was_standing:
            moment = timezone.now()
    _keep(user, kind, subject, MilestoneEventType.HAPPENED, moment)
    return milestone


@transaction.atomic
def undo_milestone(*, user: User, kind: MilestoneKind, subject: str) -> None:
    """The outcome was taken back (a product retired, a run voided)."""
    now = timezone.now()
    standing = Milestone.objects.filter(user=user, kind=kind, subject=subject, undone_at=None)
    if standing.update(undone_at=now):
        _keep(user, kind, subject, MilestoneEventType.UNDONE, now)


def _keep(user: User, kind: str, subject: str, type: str, at: datetime) -> None:
    MilestoneEvent.objects.create(user=user, kind=kind, subject=subject, type=type, at=at)
    ports.call("milestone_changed", user=user, kind=kind)
