from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act
from courses import ports
from courses.authoring.rules import may_edit_course
from courses.credentials import own_data
from courses.credentials.actions import issue_credential, issue_missing, revoke_for_reopening
from courses.credentials.auditing import compare_credentials, credentials_of_before
from courses.models import Course, Credential, Enrolment
from members.acting import ActorRequest
from members.own_data import erasing, exporting

ACTS = (
    Act("credential.issued", words=_("Được cấp chứng nhận học xong")),
    Act("credential.shown", words=_("Chọn trang chứng nhận cho thấy gì")),
    Act("credential.revoked", words=_("Thu hồi chứng nhận học xong")),
    Act("credential.recorded"),
)


def register() -> None:
    """Register the certificates with the other apps. Called once, from AppConfig.ready()."""
    ports.course_finished.provide(issue_credential)
    ports.course_reopened.provide(revoke_for_reopening)
    slots.register(
        "course.page",
        "credentials",
        template="courses/credentials/course_part.html",
        context=course_part,
        order=20,
    )
    slots.register(
        "profile.rows",
        "credentials",
        template="courses/credentials/profile_row.html",
        context=profile_row,
        order=55,
    )
    slots.register(
        "footer", "credentials", template="courses/credentials/footer.html", context=profile_row, order=20
    )
    every(minutes=10, name="credentials.issue_missing")(issue_missing)
    exporting.register(
        "credentials", _("Chứng nhận học xong"), own_data.credentials_of, order=72, words=own_data.WORDS
    )
    erasing.register("courses.credentials", own_data.erase_credentials)
    auditing.register("course certificates", compare_credentials)
    taking_up.register("course certificates", credentials_of_before)
    acts.declare(*ACTS)


def course_part(
    request: ActorRequest, *, course: Course, enrolment: Enrolment | None = None, **kw: Any
) -> dict[str, Any] | None:
    """Return the member's newest valid certificate of the course, of any version, for the slot "course.page".

    Also returns whether the member may edit the course. None if there is neither.
    """
    if not request.actor:
        return None
    member = request.actor.member
    credential = (
        Credential.objects.visible_to(member)
        .standing()
        .filter(enrolment__version__course=course)
        .order_by("-issued_at")
        .first()
    )
    may_edit = may_edit_course(member, course)
    if credential is None and not may_edit:
        return None
    return {"credential": credential, "may_edit": may_edit, "course": course}


def profile_row(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return an empty context, so that the slot's link is shown.

    The links lead to the member's certificates and, in the footer, to the page that looks up a code.
    """
    return {}
