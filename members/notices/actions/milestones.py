from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.common.bulk import BATCH
from backend.ledger.actions import Fact, append_entries
from backend.ledger.row_states import STATED, state_rows, states
from members import ports
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
    """Record that `user` reached a milestone (`kind`, `subject`), or update the recorded one.

    An update reverts an undoing and stores a given `happened_at`, which may be earlier or later than before.
    A new milestone, a reverted undoing or an earlier moment also appends a MilestoneEvent and calls the port
    "milestone_changed".
    """
    moment = happened_at or timezone.now()
    milestone, made = Milestone.objects.get_or_create(
        user=user, kind=kind, subject=subject, defaults={"happened_at": moment, "data": data or {}}
    )
    milestone.user = user
    if not made:
        was_standing, known = milestone.undone_at is None, milestone.happened_at
        milestone.undone_at, milestone.happened_at = None, happened_at or known
        if not was_standing or milestone.happened_at != known:
            milestone.save(update_fields=["undone_at", "happened_at"])
        if was_standing and moment >= known:
            if milestone.happened_at != known:
                state_rows(milestone)
            return milestone
        if not was_standing:
            moment = timezone.now()
    _keep(milestone, MilestoneEventType.HAPPENED, moment)
    return milestone


@transaction.atomic
def record_first_milestones(*, kind: MilestoneKind, subjects: Sequence[tuple[User, str]]) -> None:
    """Record a milestone for each user of new accounts, given as (user, subject), with few statements."""
    now = timezone.now()
    milestones = Milestone.objects.bulk_create(
        [Milestone(user=user, kind=kind, subject=subject, happened_at=now) for user, subject in subjects],
        batch_size=BATCH,
    )
    events = MilestoneEvent.objects.bulk_create(
        [
            MilestoneEvent(user=user, kind=kind, subject=subject, type=MilestoneEventType.HAPPENED, at=now)
            for user, subject in subjects
        ],
        batch_size=BATCH,
    )
    append_entries(
        Fact(STATED, f"member:{made.user.ref}", states(made, event), None)
        for made, event in zip(milestones, events, strict=True)
    )
    for user, _subject in subjects:
        ports.milestone_changed(user=user, kind=kind)


@transaction.atomic
def undo_milestone(*, user: User, kind: MilestoneKind, subject: str) -> None:
    """Undo a milestone whose outcome was reverted (a product retired, a run voided)."""
    now = timezone.now()
    standing = Milestone.objects.filter(user=user, kind=kind, subject=subject, undone_at=None)
    milestone = standing.first()
    if milestone is not None and standing.update(undone_at=now):
        milestone.user, milestone.undone_at = user, now
        _keep(milestone, MilestoneEventType.UNDONE, now)


@transaction.atomic
def record_milestones(*, users: Iterable[User], kind: MilestoneKind, subject: str) -> None:
    """Record a milestone for several users, such as all who run a producer. See `record_milestone`."""
    for user in _locked(users):
        record_milestone(user=user, kind=kind, subject=subject)


@transaction.atomic
def undo_milestones(*, users: Iterable[User], kind: MilestoneKind, subject: str) -> None:
    for user in _locked(users):
        undo_milestone(user=user, kind=kind, subject=subject)


def _locked(users: Iterable[User]) -> list[User]:
    """Lock the rows of all users in the order of their ids, before any related row changes. Return the users.

    The provider of "milestone_changed" locks rows of each user. Two transactions that lock two users in
    different order would deadlock, for example if two sisters run two producers.
    """
    people = sorted(users, key=lambda user: user.pk)
    if len(people) > 1:
        rows = User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk for user in people])
        list(rows.order_by("pk").values_list("pk"))
    return people


def _keep(milestone: Milestone, type: str, at: datetime) -> None:
    user, kind = milestone.user, MilestoneKind(milestone.kind)
    event = MilestoneEvent.objects.create(user=user, kind=kind, subject=milestone.subject, type=type, at=at)
    state_rows(milestone, event)
    ports.milestone_changed(user=user, kind=kind)
