from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts, page_pins
from backend.ledger.acts import Act
from backend.theme import shell
from courses.authoring.rules import may_write_courses
from courses.authoring.versions import published
from courses.models import Answer, Attempt
from courses.quizzes.actions.attempts import close_overdue
from courses.quizzes.pinned_rows import FAMILY, attempt_rows
from courses.quizzes.views.quizzes import lesson_step
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting

WORDS = {
    "course": _("Khoá học"),
    "lesson": _("Bài"),
    "number": _("Lần"),
    "started_at": _("Bắt đầu"),
    "finished_at": _("Nộp bài"),
    "percent": _("Được bao nhiêu phần trăm"),
    "passed": _("Đạt"),
    "answers": _("Câu đã trả lời"),
}


def register() -> None:
    """Register the quizzes with the other apps. Called once, from AppConfig.ready()."""
    every(minutes=1, name="attempts.close_overdue")(close_overdue)
    slots.register(
        "lesson.step", "quiz", template="courses/quizzes/lesson_step.html", context=lesson_step, order=20
    )
    slots.register(
        "profile.rows",
        "question-banks",
        template="courses/quizzes/slots/profile_banks.html",
        context=bank_row,
        order=65,
    )
    shell.register_shell_file("courses/quizzes/quizzes.css")
    exporting.register("quizzes", _("Bài hỏi chị đã làm"), quizzes_of, order=72, words=WORDS)
    erasing.register("courses.quizzes", erase_answers)
    page_pins.register("quiz results shown", attempt_rows, family=FAMILY)
    acts.declare(
        Act("essay.graded", words=_("Chấm bài viết")),
    )


def bank_row(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if may_write_courses(request.actor.member) else None


def quizzes_of(user: User) -> list[dict[str, Any]]:
    rows = Attempt.objects.filter(user=user).select_related("version__course").prefetch_related("answers")
    return [
        {
            "course": row.version.course.title,
            "lesson": published(row.version_id).lessons[row.lesson_key]["title"],
            "number": row.number,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
            "percent": None if row.score is None else row.score // 100,
            "passed": row.passed,
            "answers": [answer.response for answer in row.answers.all() if answer.counts and answer.response],
        }
        for row in rows.defer("version__content", "version__keys")
    ]


def erase_answers(user: User) -> None:
    """Delete the user's answers with their grades and remarks; results stay under the pseudonym."""
    Answer.objects.filter(attempt__user=user).delete()
    for pk in Attempt.objects.filter(user=user, told_at__isnull=False).values_list("pk", flat=True):
        page_pins.delete_pin(f"{FAMILY}{pk}")
