from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.enums import MilestoneKind
from members.models import Milestone, User


@transaction.atomic
def record_milestone(
    *,
    user: User,
    kind: MilestoneKind,
    subject: str,
    happened_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> Milestone:
    """Say that something really happened to `user`; the same kind and subject again changes nothing but an undoing."""
    milestone, made = Milestone.objects.get_or_create(
        user=user,
        kind=kind,
        subject=subject,
        defaults={"happened_at": happened_at or timezone.now(), "data": data or {}},
    )
    if not made and milestone.undone_at:
        milestone.undone_at = None
        milestone.save(update_fields=["undone_at"])
    return milestone


@transaction.atomic
def undo_milestone(*, user: User, kind: MilestoneKind, subject: str) -> None:
    """The outcome was taken back (a product retired, a run voided)."""
    Milestone.objects.filter(user=user, kind=kind, subject=subject, undone_at=None).update(
        undone_at=timezone.now()
    )
