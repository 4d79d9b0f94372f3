"""Training in the demo: a class with sign-ups, a waiting hand-in, a finished course, and a past meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.common.models import Mark
from backend.demo.actions.lessons import PAGE
from backend.demo.actions.people import People
from courses.authoring.enums import StepKind
from courses.authoring.versions import published
from courses.classes.actions.class_places import sign_up
from courses.classes.actions.classes import create_class
from courses.credentials.actions import choose_disclosure
from courses.learning.actions.learning import current_enrolment, mark_lesson_done, start_course
from courses.meetings.actions import begin_meeting, count_hands, end_meeting, note_present
from courses.meetings.hands import choices_of
from courses.models import Course, Credential, Enrolment
from courses.practice.actions.hand_ins import Work, accept_hand_in, hand_in_work
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import asked_quiz
from members.acting import Actor
from members.consent.enums import ConsentPurpose
from members.models import Membership
from members.rules import has_consented

DONE = "demo training"
HELD = "demo meeting held"
LAW = "luat-ban-hang-tren-mang"
LINK = "https://trang-ban-hang.example/{key}/bai-{number}"


@transaction.atomic
def load_training(people: People) -> None:
    """Create a class in a week, a waiting hand-in of Minh, and Lan's finished course on law.

    Does nothing the second time.
    """
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first or not Course.objects.filter(slug__in=(LAW, PAGE)).exists():
        return
    _create_class(people)
    _hand_in(people)
    _finish_course(people)


@transaction.atomic
def load_meeting(people: People) -> None:
    """Create a past meeting of a village chapter with attendance, shows of hands and a note.

    Does nothing the second time.
    """
    _mark, is_first = Mark.objects.get_or_create(name=HELD)
    course = Course.objects.filter(slug=PAGE).first()
    if not is_first or course is None:
        return
    actor = Actor.of(people["thu"])
    version = course.versions.order_by("-number")[0]
    content = published(version.pk)
    lesson_key, lesson = next(
        (key, lesson)
        for key, lesson in content.lessons.items()
        if any(step["kind"] == StepKind.QUIZ for step in lesson["steps"])
    )
    meeting = begin_meeting(
        actor=actor,
        branch=Membership.objects.select_related("branch").get(user=people["lan"]).branch,
        version=version,
        lesson_key=lesson_key,
        started_at=timezone.now() - timedelta(minutes=75),
    )
    present = [people[key] for key in ("lan", "minh", "mai")]
    for member in present:
        note_present(actor=actor, meeting=meeting, card=member.card_number)
    for step in lesson["steps"]:
        asked = asked_quiz(version.pk, lesson_key, step["key"])
        for key, question in asked.full_questions.items() if asked else ():
            if choices := [choice for choice, _words in choices_of(question)]:
                right = min(kind_of(question).right_options(question), key=choices.index)
                # Two of the three are right each time, and the third chooses the next choice.
                other = choices[(choices.index(right) + 1) % len(choices)]
                hands = dict.fromkeys(choices, 0) | {right: len(present) - 1, other: 1}
                count_hands(
                    actor=actor, meeting=meeting, step_key=step["key"], question_key=key, counts=hands
                )
    end_meeting(
        actor=actor,
        meeting=meeting,
        shown=[step["key"] for step in lesson["steps"]],
        note="Buổi minh hoạ của bản dùng thử. Chị em muốn học tiếp bài sau vào tháng tới.",
    )


def _create_class(people: People) -> None:
    home = Membership.objects.select_related("branch").get(user=people["lan"]).branch
    starts_at = timezone.localtime(timezone.now() + timedelta(days=7)).replace(
        hour=8, minute=0, second=0, microsecond=0
    )
    row = create_class(
        actor=Actor.of(people["thu"]),
        branch=home.parent or home,
        title="Chụp ảnh hàng và mở trang bán hàng",
        about="Mang theo điện thoại và một món hàng nhà mình làm ra. Cả buổi thực hành.",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        places=20,
        room="Nhà văn hoá phường Mộc Châu",
    )
    for key in ("lan", "minh"):
        sign_up(actor=Actor.of(people[key]), live_class=row)


def _hand_in(people: People) -> None:
    course = Course.objects.filter(slug=PAGE).first()
    if course is None:
        return
    actor = Actor.of(people["minh"])
    enrolment = current_enrolment(actor.member, course) or start_course(actor=actor, course=course)
    lesson_key, step_key = next(_steps(enrolment, StepKind.TASK))[:2]
    work = Work(text="Nhà tôi có măng khô và mật ong.", link=LINK.format(key="minh", number=1))
    hand_in_work(actor=actor, enrolment=enrolment, lesson_key=lesson_key, step_key=step_key, work=work)


def _finish_course(people: People) -> None:
    """Let Lan finish the course by the actions that a phone would call.

    Quizzes are answered; work is handed in and accepted by the trainer.
    """
    course = Course.objects.filter(slug=LAW).first()
    if course is None:
        return
    actor, trainer = Actor.of(people["lan"]), Actor.of(people["van"])
    enrolment = start_course(actor=actor, course=course)
    for lesson_key in published(enrolment.version_id).lessons:
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=lesson_key)
    for lesson_key, step_key, _step in _steps(enrolment, StepKind.QUIZ):
        _pass(actor, enrolment, lesson_key, step_key)
    for number, (lesson_key, step_key, _step) in enumerate(_steps(enrolment, StepKind.TASK), 1):
        work = Work(link=LINK.format(key="lan", number=number))
        row = hand_in_work(
            actor=actor, enrolment=enrolment, lesson_key=lesson_key, step_key=step_key, work=work
        )
        accept_hand_in(actor=trainer, hand_in=row, words="Chị làm tốt rồi.")
    credential = Credential.objects.filter(user=people["lan"]).first()
    if credential is not None:
        # A demo loaded by an earlier Piêu has no such consent.
        is_named = has_consented(people["lan"], ConsentPurpose.CERTIFICATE_NAME)
        choose_disclosure(actor=actor, credential=credential, name=is_named, results=True, branch=True)


def _steps(enrolment: Enrolment, kind: str) -> Any:
    version = published(enrolment.version_id)
    return ((lesson, key, step) for (lesson, key), step in version.steps.items() if step["kind"] == kind)


def _pass(actor: Actor, enrolment: Enrolment, lesson_key: str, step_key: str) -> None:
    attempt = start_attempt(actor=actor, version=enrolment.version, lesson_key=lesson_key, step_key=step_key)
    asked = asked_quiz(enrolment.version_id, lesson_key, step_key)
    assert asked is not None
    for number, key in enumerate(attempt.questions, 1):
        if response := _right(asked.full_questions[key]):
            save_answer(
                actor=actor,
                attempt=attempt,
                question_key=key,
                response=response,
                device="demo",
                sequence=number,
            )
    finish_attempt(actor=actor, attempt=attempt)


def _right(question: dict[str, Any]) -> dict[str, Any]:
    """Return the right response to a question; {} for matching pairs, which the quiz doesn't need."""
    return kind_of(question).right_response(question)
