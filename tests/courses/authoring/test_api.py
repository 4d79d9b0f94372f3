"""A course written by a program, from its title to the published version, by the rules of the trainers' pages."""

from __future__ import annotations

import pytest

from courses.authoring.actions.publishing import freeze_course
from courses.models import Course, Lesson, Module, QuestionBank, Step, StepText
from tests.api import client_of, everything, problems, send_twice
from tests.factories.courses import make_course, make_trainer
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import HoaFactory, LanFactory, StaffFactory
from tests.factories.quizzes import make_quiz

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
API = "/api/v1/"


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.mark.slow
def test_a_course_is_written_from_its_title_to_its_version(trainer):
    program = client_of(trainer)
    course = send_twice(program, "post", f"{API}authored-courses/", {"title": "Bán mận"}, status=201)
    here = f"{API}authored-courses/{course['slug']}/"
    assert client_of().get(f"{API}courses/").json()["results"] == []
    module = course["modules"][0]["id"]
    lesson = send_twice(
        program, "post", f"{API}authored-modules/{module}/lessons/", {"title": "Chuẩn bị"}, status=201
    )
    refused = program.post(f"{here}publish/", {})
    assert problems(refused) == [("course_not_ready", None)]
    assert program.get(here).json()["problems"] == ["Bài chưa có bước nào."]
    path = f"{API}authored-lessons/{lesson['id']}/"
    step = send_twice(program, "post", f"{path}steps/", {"kind": "text"}, status=201)
    words = [{"language": "vi", "title": "Chào", "text": "Chị **chào** khách."}]
    a_provision("23(7)", document=a_document("37/2026/NĐ-CP", kind="decree", **READ))
    cited = [{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": "2026-11-24"}]
    unknown = [{**cited[0], "article": "99"}]
    refused = program.patch(
        f"{API}authored-steps/{step['id']}/", {"lock": step["lock"], "texts": words, "citations": unknown}
    )
    assert problems(refused) == [("not_citable", "citations")]
    change = {"lock": step["lock"], "texts": words, "citations": cited}
    stored = send_twice(program, "patch", f"{API}authored-steps/{step['id']}/", change)
    assert (stored["texts"][0]["text"], stored["citations"]) == ("Chị **chào** khách.", cited)
    stale = program.patch(f"{API}authored-steps/{step['id']}/", change)
    assert (stale.status_code, problems(stale)) == (409, [("written_meanwhile", None)])
    lesson = program.patch(path, {"lock": lesson["lock"], "minutes": 7}).json()
    assert (lesson["title"], lesson["minutes"]) == ("Chuẩn bị", 7)
    lock = program.get(here).json()["lock"]
    assert program.patch(here, {"lock": lock, "summary": "Bán được mận."}).json()["title"] == "Bán mận"
    assert send_twice(program, "post", f"{here}publish/", {"note": "Bản đầu"})["version"] == 1
    [data] = client_of().get(f"{API}courses/").json()["results"]
    assert (data["slug"], data["minutes"]) == (course["slug"], 7)
    assert send_twice(program, "post", f"{here}retire/")["retired_at"]
    assert client_of().get(f"{API}courses/").json()["results"] == []


def test_a_part_is_moved_taken_out_and_taken_back(trainer):
    course = make_course(author=trainer)
    program = client_of(trainer)
    first, second = Step.objects.filter(lesson__key="hai").order_by("position")[:2]
    assert program.post(f"{API}authored-steps/{first.pk}/move/", {"by": 1}).status_code == 204
    assert list(Step.objects.filter(lesson__key="hai").values_list("key", flat=True))[:2] == [
        second.key,
        first.key,
    ]
    gone = send_twice(program, "delete", f"{API}authored-steps/{first.pk}/")
    assert not Step.objects.filter(pk=first.pk).exists()
    assert [row["id"] for row in program.get(f"{API}removed-parts/").json()["results"]] == [gone["id"]]
    assert program.post(f"{API}removed-parts/{gone['id']}/restore/").status_code == 204
    assert Step.objects.filter(lesson__module__course=course, key=first.key).exists()


def test_parts_lessons_steps_and_questions_are_put_in_order(trainer):
    course = make_quiz(make_course(author=trainer)).bank.course
    program = client_of(trainer)
    more = program.post(f"{API}authored-courses/{course.slug}/modules/", {"title": "Phần hai"}).json()
    first = course.modules.first()
    here = f"{API}authored-courses/{course.slug}/"
    response = send_twice(program, "post", f"{here}order-modules/", {"order": [more["id"], first.pk]})
    assert [module["title"] for module in response["modules"]] == ["Phần hai", "Phần một"]
    lessons = list(first.lessons.values_list("pk", flat=True))
    response = program.post(
        f"{API}authored-modules/{first.pk}/order-lessons/", {"order": lessons[::-1]}
    ).json()
    assert [lesson["key"] for lesson in response["lessons"]] == ["hai", "mot"]
    lesson = first.lessons.get(key="mot")
    steps = list(lesson.steps.values_list("pk", flat=True))
    # The named one goes first, the others follow in their old order.
    response = program.post(f"{API}authored-lessons/{lesson.pk}/order-steps/", {"order": [steps[2]]}).json()
    assert [step["key"] for step in response["steps"]] == ["c", "a", "b", "hoi"]
    bank = course.question_banks.get()
    asked = list(bank.questions.asked().values_list("pk", flat=True))
    assert (
        program.post(f"{API}question-banks/{bank.pk}/order-questions/", {"order": asked[::-1]}).status_code
        == 204
    )
    assert list(bank.questions.values_list("key", flat=True)) == ["q4", "q3", "q2", "q1"]


def test_an_order_that_names_a_stranger_is_refused_and_nothing_moves(trainer):
    make_course(author=trainer)
    other = make_course(slug="khac", author=make_trainer())
    program = client_of(trainer)
    lesson = Lesson.objects.get(module__course__slug="ban-hang", key="mot")
    strange = Step.objects.filter(lesson__module__course=other).first()
    before = everything([Step, Lesson])
    body = {"order": [strange.pk, *lesson.steps.values_list("pk", flat=True)]}
    answer = program.post(f"{API}authored-lessons/{lesson.pk}/order-steps/", body)
    assert (answer.status_code, problems(answer)) == (400, [("invalid", "order")])
    assert everything([Step, Lesson]) == before


def test_second_author_is_added_writes_and_is_removed(trainer):
    course = make_course(author=trainer)
    program, other = client_of(trainer), make_trainer(card_number="40000077")
    here = f"{API}authored-courses/{course.slug}/"
    refused = program.post(f"{here}authors/", {"login": LanFactory(card_number="40000078").card_number})
    assert problems(refused) == [("no_trainer", "login")]
    made = send_twice(program, "post", f"{here}authors/", {"login": "40000077"}, status=201)
    assert made == {"ref": str(other.ref), "name": other.full_name}
    assert [row["ref"] for row in client_of(other).get(f"{here}authors/").json()] == [
        str(trainer.ref),
        str(other.ref),
    ]
    assert client_of(other).post(f"{here}remove-author/", {"ref": str(trainer.ref)}).status_code == 204
    assert program.get(f"{here}authors/").status_code == 404
    last = client_of(other).post(f"{here}remove-author/", {"ref": str(other.ref)})
    assert problems(last) == [("last_author", None)]
    assert list(course.authors.all()) == [other]


def test_a_course_that_came_with_pieu_is_adopted(trainer):
    course = make_course()
    program = client_of(trainer)
    assert program.post(f"{API}authored-courses/{course.slug}/adopt/").status_code == 400
    Course.objects.update(is_builtin=True)
    assert program.post(f"{API}authored-courses/{course.slug}/adopt/").json()["slug"] == course.slug
    assert list(course.authors.all()) == [trainer]


@pytest.mark.slow
def test_api_audits_equal_the_output_of_the_commands(trainer):
    quiz = make_quiz(make_course(author=trainer))
    Step.objects.filter(key="a", lesson__key="mot").update(
        citations=[{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": "2026-11-24"}]
    )
    step = Step.objects.get(key="a", lesson__key="mot")
    shared = QuestionBank.objects.create(title="Chung")
    shared.questions.create(kind="true_false", body={"text": "Đúng không?"}, citations=step.citations)
    make_course(slug="khac", author=make_trainer())
    [stale] = client_of(trainer).get(f"{API}law-audit/?at=2027-01-01").json()
    assert stale == {
        "course": "ban-hang", "where": "Bài một › Bài một, bước a", "step": step.pk, "question": None,
        "citation": step.citations[0], "why": "Chưa có điều này trong sổ luật.",
        "version": None, "learning": 0, "certificates": 0,
    }  # fmt: skip
    freeze_course(course=step.lesson.module.course)
    data = client_of(trainer).get(f"{API}law-audit/?at=2027-01-01").json()
    assert [(row["version"], row["where"]) for row in data] == [(None, stale["where"]), (1, stale["where"])]
    voices = client_of(trainer).get(f"{API}audio-audit/?course=ban-hang").json()
    assert voices["courses"] == [
        {"course": "ban-hang", "missing": 11, "outdated": 0, "machine": 0, "recorded": 0}
    ]
    assert len(voices["lines"]) == 11
    assert voices["lines"][-1] == {
        "course": "ban-hang", "where": quiz.bank.title, "step": None, "question": quiz.bank.questions.last().pk,
        "what": "Xếp các việc làm chè.", "language": "vi", "state": "missing",
    }  # fmt: skip
    # Staff see every course and the banks for all.
    staff = client_of(StaffFactory())
    assert len(staff.get(f"{API}law-audit/").json()) == 3
    assert {line["course"] for line in staff.get(f"{API}audio-audit/").json()["lines"]} == {
        "ban-hang",
        "khac",
        None,
    }
    # Another trainer's course gives 404, and a user without courses has nothing to look at.
    assert problems(client_of(trainer).get(f"{API}law-audit/?course=khac")) == [("invalid", "course")]
    assert problems(client_of(trainer).get(f"{API}law-audit/?at=mai")) == [("invalid", "at")]
    assert client_of(HoaFactory()).get(f"{API}law-audit/").json() == []
    assert client_of().get(f"{API}audio-audit/").status_code == 401


@pytest.mark.parametrize("who", ["hoa", "lan", "other"])
def test_a_stranger_writes_nothing(trainer, who):
    course = make_course(author=trainer)
    program = client_of({"hoa": HoaFactory, "lan": LanFactory, "other": make_trainer}[who]())
    step = Step.objects.first()
    before = everything([Course, Module, Lesson, Step, StepText])
    assert program.get(f"{API}authored-courses/").json()["results"] == []
    assert program.get(f"{API}authored-courses/{course.slug}/").status_code == 404
    assert program.post(f"{API}authored-courses/{course.slug}/publish/", {}).status_code == 404
    assert program.patch(f"{API}authored-steps/{step.pk}/", {"lock": "x"}).status_code == 404
    assert program.delete(f"{API}authored-steps/{step.pk}/").status_code == 404
    assert program.get(f"{API}authored-courses/{course.slug}/authors/").status_code == 404
    assert program.post(f"{API}authored-courses/{course.slug}/authors/", {"login": "1"}).status_code == 404
    order = {"order": [step.pk]}
    assert program.post(f"{API}authored-lessons/{step.lesson_id}/order-steps/", order).status_code == 404
    assert program.post(f"{API}authored-steps/{step.pk}/take-off/", {"place": "picture"}).status_code == 404
    if who != "other":
        assert program.post(f"{API}authored-courses/", {"title": "x"}).status_code == 403
    assert everything([Course, Module, Lesson, Step, StepText]) == before


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions(trainer, count, django_assert_num_queries):
    for number in range(count):
        course = make_course()
        Course.objects.filter(pk=course.pk).update(slug=f"khoa-{number}")
        course.authors.add(trainer)
    program = client_of(trainer)
    program.get(f"{API}authored-courses/")
    with django_assert_num_queries(2):
        assert len(program.get(f"{API}authored-courses/").json()["results"]) == count
