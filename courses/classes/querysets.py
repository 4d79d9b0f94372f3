from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When

from courses.classes.enums import SignUpState
from members.models import Branch

if TYPE_CHECKING:
    from courses.models import LiveClass, Meeting


class LiveClassQuerySet(models.QuerySet["LiveClass"]):
    def visible_to(self, user: Any) -> LiveClassQuerySet:
        """Return all classes: they are public. The people and the link are not (courses.classes.rules)."""
        return self.all()

    def run_by(self, user: Any) -> LiveClassQuerySet:
        """Filter to classes that the user holds as a trainer, and those of the user's branches as an officer.

        Staff get all.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(trainer=user) | Q(branch__in=Branch.objects.run_by(user)))

    def with_counts(self) -> LiveClassQuerySet:
        """Annotate the numbers of members with a place (`going`) and on the waiting list (`waiting`)."""
        return self.annotate(
            going=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.GOING)),
            waiting=Count("sign_ups", filter=Q(sign_ups__state=SignUpState.WAITING)),
        )

    def nearest_first(self, branch: Branch | None) -> LiveClassQuerySet:
        """Order classes by distance from `branch`, then by time. Without `branch`, order by time.

        For a chapter: the chapter, its commune, the commune's other chapters, all others. For other branches:
        the branch, all others.
        """
        if branch is None:
            return self.order_by("starts_at", "pk")
        parts = branch.path.strip("/").split("/")
        above = ["/" + "/".join(parts[:end]) + "/" for end in range(1, len(parts))]
        near = When(branch__path__startswith=above[-1], then=Value(2)) if len(above) > 1 else None
        rules = [
            When(branch__path=branch.path, then=Value(0)),
            When(branch__path__in=above[1:], then=Value(1)),
            *([near] if near else []),
        ]
        distance = Case(*rules, default=Value(3), output_field=IntegerField())
        return self.annotate(distance=distance).order_by("distance", "starts_at", "pk")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: Any) -> MeetingQuerySet:
        """Filter to meetings of branches that the user runs as an officer; staff see all.

        Participants see theirs only in their own data.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(branch__in=Branch.objects.run_by(user))
