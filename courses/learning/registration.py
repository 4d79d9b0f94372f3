from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, deeds, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import delete_rows
from backend.theme import navigation, shell
from courses.authoring.versions import published
from courses.learning.actions.asking import asked_key
from courses.learning.actions.learning import open_enrolments
from courses.learning.auditing import STATED
from courses.learning.deeds import course_phrases
from courses.learning.progress import done_keys, next_lesson_key, progress_of
from courses.models import Asked, Enrolment
from members.acting import ActorRequest
from members.models import User
from members.notices.actions.notices import forget_notices
from members.own_data import erasing, exporting

WORDS = {
    "course": _("Khoá học"),
    "version": _("Bản"),
    "started_at": _("Bắt đầu"),
    "finished_at": _("Học xong"),
    "steps": _("Bước đã học"),
    "question": _("Câu hỏi"),
    "asked_at": _("Hỏi lúc"),
    "answer": _("Trả lời"),
    "voice": _("Có lời thu"),
}
ACTS = (
    Act("course.started", words=_("Bắt đầu một khoá học")),
    Act("step.done", words=_("Học một bước")),
    Act("attempt.started", words=_("Bắt đầu trả lời câu hỏi của bài")),
    Act("attempt.answered", words=_("Trả lời một câu hỏi")),
    Act("attempt.finished", words=_("Nộp bài trả lời")),
    Act("trainer.asked", words=_("Hỏi giảng viên")),
    Act("trainer.answered", words=_("Trả lời người học")),
    Act("course.published", words=_("Đăng khoá học")),
    Act("course.retired", words=_("Thôi mở khoá học")),
    Act("course.reopened", words=_("Mở lại khoá học")),
    Act("course.author_added", words=_("Mời thêm người soạn khoá học")),
    Act("course.author_removed", words=_("Thôi một người soạn khoá học")),
)


def register() -> None:
    """Register learning with the other apps. Called once, from AppConfig.ready()."""
    navigation.register_tab("learn", label=_("Học"), icon="graduation-cap", url_name="courses:list", order=45)
    slots.register(
        "home.next",
        "courses",
        template="courses/learning/slots/home_next.html",
        context=next_lessons,
        order=40,
    )
    shell.register_shell_file("courses/courses.css")
    shell.register_shell_file("courses/learning/lesson.js")
    shell.register_shell_file("courses/law/law.js")
    exporting.register("courses", _("Việc học của chị"), courses_of, order=70, words=WORDS)
    exporting.register("asked", _("Câu hỏi cho giảng viên"), asked_by, order=71, words=WORDS)
    erasing.register("courses.learning", erase_learning)
    deeds.describe("course", course_phrases)
    deeds.describe("step", course_phrases)
    row_states.declare(*STATED)
    acts.declare(*ACTS)


def next_lessons(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the member's latest begun unfinished course, with its next lesson and progress.

    {"enrolment": None} for a member who has begun no course; None if all begun courses are finished.
    """
    member = request.actor.member
    enrolment = next(iter(open_enrolments(member)), None)
    if enrolment is None:
        return None if Enrolment.objects.filter(user=member).exists() else {"enrolment": None}
    version = published(enrolment.version_id)
    key = next_lesson_key(version, done_keys(enrolment))
    return {
        "enrolment": enrolment,
        "course": enrolment.version.course,
        "lesson": version.lessons[key] if key else None,
        "progress": progress_of([enrolment])[enrolment.pk],
    }


def courses_of(user: User) -> list[dict[str, Any]]:
    rows = Enrolment.objects.filter(user=user).select_related("version__course").order_by("started_at")
    return [
        {
            "course": row.version.course.title,
            "version": row.version.number,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
            "steps": row.steps_done.count(),
        }
        for row in rows.defer("version__content", "version__keys")
    ]


def asked_by(user: User) -> list[dict[str, Any]]:
    rows = Asked.objects.filter(user=user).select_related("course").order_by("asked_at")
    return [
        {
            "course": row.course.title,
            "question": row.text,
            "voice": row.voice_id is not None,
            "asked_at": row.asked_at,
            "answer": row.answer or None,
        }
        for row in rows
    ]


def erase_learning(user: User) -> None:
    """Erase the user's questions with text and voice, answered or not, also from notices to trainers.

    Learning records stay under the pseudonym.
    """
    asked = Asked.objects.filter(user=user)
    forget_notices(keys=[asked_key(question) for question in asked])
    delete_rows(asked)
