"""Whom the Union's reports count, and where: confirmed members who agreed to reports, each in her branch and all above it."""

from __future__ import annotations

from collections.abc import Iterable

from courses.models import Course, Enrolment
from members.branches.enums import MembershipState
from members.consent.enums import ConsentPurpose
from members.models import Consent, Membership


def paths_of_members() -> dict[int, str]:
    """User id -> the path of her branch. One query."""
    agreed = Consent.objects.filter(purpose=ConsentPurpose.REPORTS, withdrawn_at=None).values("user_id")
    return dict(
        Membership.objects.filter(state=MembershipState.CONFIRMED, user__in=agreed).values_list(
            "user_id", "branch__path"
        )
    )


def enrolments_by_person(courses: Iterable[Course]) -> dict[tuple[int, int], list[Enrolment]]:
    """(course id, user id) -> her enrolments, that of the newest version first. One query, without the versions' content."""
    rows = (
        Enrolment.objects.filter(version__course__in=courses)
        .select_related("version")
        .defer("version__content", "version__keys")
        .order_by("-version__number")
    )
    found: dict[tuple[int, int], list[Enrolment]] = {}
    for row in rows:
        found.setdefault((row.version.course_id, row.user_id), []).append(row)
    return found


def is_finished(rows: Iterable[Enrolment]) -> bool:
    """Whether she finished any version: that stays hers, whatever is published later."""
    return any(row.finished_at is not None for row in rows)
