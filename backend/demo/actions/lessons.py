"""The built-in courses, with a trainer, two learners and their questions; all people are invented."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction

from backend.demo.actions.people import People
from courses.authoring.actions.builtin import builtin_folders, load_course
from courses.authoring.pinned_rows import pin_course
from courses.authoring.versions import published
from courses.learning.actions.asking import answer_question, ask_trainer
from courses.learning.actions.learning import mark_lesson_done, start_course
from courses.models import Asked, Course
from members.acting import Actor

SHOP = "len-san-va-dan-tem"
PAGE = "fanpage-dau-tien"


def load_lessons(people: People) -> None:
    """Load the built-in courses with Vân as an author, let Lan and Minh begin courses, and add questions.

    Repeating it changes nothing.
    """
    call_command("load_law", verbosity=0)
    for folder in builtin_folders():
        course = load_course(folder).course
        with transaction.atomic():
            course.authors.add(people["van"])
            pin_course(course)
    for key, slug, lessons in (("lan", SHOP, 2), ("lan", PAGE, 1), ("minh", SHOP, 1)):
        actor = Actor.of(people[key])
        begun = Course.objects.filter(slug=slug).first()
        if begun is None:
            continue
        enrolment = start_course(actor=actor, course=begun)
        for lesson_key in list(published(enrolment.version_id).lessons)[:lessons]:
            mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=lesson_key)
    _ask(people)


def _ask(people: People) -> None:
    course = Course.objects.filter(slug=PAGE).first()
    if course is None or Asked.objects.filter(course=course).exists():
        return
    lesson = next(iter(published(course.versions.values_list("pk", flat=True)[0]).lessons))
    answered = ask_trainer(
        actor=Actor.of(people["minh"]),
        course=course,
        lesson_key=lesson,
        text="Nhà tôi hai chị em cùng bán, có mở chung một trang được không?",
    )
    answer_question(
        actor=Actor.of(people["van"]),
        asked=answered,
        text="Được chị ạ. Một người mở trang, rồi cho người kia cùng quản lý; hai chị thống nhất ai trả lời khách buổi nào.",
        is_shared=True,
    )
    ask_trainer(
        actor=Actor.of(people["lan"]),
        course=course,
        lesson_key=lesson,
        text="Tên trang để tên bản Hoa Ban hay để tên tôi thì hơn?",
    )
