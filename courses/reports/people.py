"""The people in the Union's reports: confirmed members who consent, by branch and all above it."""

from __future__ import annotations

from collections.abc import Iterable

from courses.models import Course, Enrolment
from members.branches.enums import MembershipState
from members.consent.enums import ConsentPurpose
from members.models import Consent, Membership


def paths_of_members() -> dict[int, str]:
    """Return {user id: path of the user's branch} of confirmed members who consent to reports. One query."""
    agreed = Consent.objects.filter(purpose=ConsentPurpose.REPORTS, withdrawn_at=None).values("user_id")
    return dict(
        Membership.objects.filter(state=MembershipState.CONFIRMED, user__in=agreed).values_list(
            "user_id", "branch__path"
        )
    )


def enrolments_by_person(courses: Iterable[Course]) -> dict[tuple[int, int], list[Enrolment]]:
    """Return {(course id, user id): the user's enrolments, the newest version first}.

    One query, without the versions' content.
    """
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
    """Return whether the user finished any version: that stays, whatever is published later."""
    return any(row.finished_at is not None for row in rows)
