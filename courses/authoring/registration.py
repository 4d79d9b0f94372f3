from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import auditing, page_pins
from courses.authoring.auditing import compare_versions
from courses.authoring.pinned_rows import FAMILY, course_rows
from courses.authoring.rules import may_write_courses
from courses.law.stale import audit
from courses.media.processing import sweep
from courses.media.tasks import resume_lost_uploads
from courses.models import Course
from members.acting import ActorRequest
from members.models import User
from members.own_data import exporting

WORDS = {"title": _("Khoá học"), "created_at": _("Bắt đầu soạn")}


def register() -> None:
    """Register authoring with the other apps. Called once, from AppConfig.ready()."""
    every(hours=1, name="course_media.sweep")(sweep)
    every(minutes=5, name="course_uploads.resume_lost")(resume_lost_uploads)
    slots.register(
        "courses.top", "authoring", template="courses/authoring/slots/top.html", context=her_courses, order=10
    )
    auditing.register("course versions", compare_versions)
    page_pins.register("courses", course_rows, family=FAMILY)
    exporting.register("authored", _("Khoá học chị soạn"), authored_by, order=73, words=WORDS)


def her_courses(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many courses the trainer writes, and how many of their citations are stale.

    None for a user who may not write courses.
    """
    member = request.actor.member if request.actor else None
    if member is None or not may_write_courses(member):
        return None
    courses = list(Course.objects.edited_by(member).values_list("pk", flat=True))
    return {"count": len(courses), "stale": len(audit(courses=courses)) if courses else 0}


def authored_by(user: User) -> list[dict[str, Any]]:
    rows = Course.objects.filter(authors=user).order_by("created_at")
    return [{"title": row.title, "created_at": row.created_at} for row in rows]
