from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.common import ports
from members.models import Milestone, MilestoneEvent, User
from members.notices.enums import MilestoneEventType, MilestoneKind


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


@transaction.atomic
def record_milestones(*, users: Iterable[User], kind: MilestoneKind, subject: str) -> None:
    """What happened to several at once, such as to all who run a producer: `record_milestone` for each."""
    for user in _locked(users):
        record_milestone(user=user, kind=kind, subject=subject)


@transaction.atomic
def undo_milestones(*, users: Iterable[User], kind: MilestoneKind, subject: str) -> None:
    for user in _locked(users):
        undo_milestone(user=user, kind=kind, subject=subject)


def _locked(users: Iterable[User]) -> list[User]:
    """All of them locked before anything of one is touched, in the order of their ids.

    Whoever waits for a milestone locks rows of that person. Two transactions that each have two people in another order
    (two sisters run two producers) would hold one and wait for the other.
    """
    people = sorted(users, key=lambda user: user.pk)
    if len(people) > 1:
        rows = User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in people])
        list(rows.order_by("pk").values_list("pk"))
    return people


def _keep(user: User, kind: str, subject: str, type: str, at: datetime) -> None:
    MilestoneEvent.objects.create(user=user, kind=kind, subject=subject, type=type, at=at)
    ports.call("milestone_changed", user=user, kind=kind)
