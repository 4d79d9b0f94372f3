"""A course written by a program: from its title to the published version, by the rules of the trainers' pages."""

from __future__ import annotations

import pytest

from courses.models import Course, Lesson, Module, Step, StepText
from tests.api import client_of, everything, problems, send_twice
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import HoaFactory, LanFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def trainer():
    return make_trainer()


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
    cited = [{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": "2026-11-24"}]
    change = {"lock": step["lock"], "texts": words, "citations": cited}
    kept = send_twice(program, "patch", f"{API}authored-steps/{step['id']}/", change)
    assert (kept["texts"][0]["text"], kept["citations"]) == ("Chị **chào** khách.", cited)
    stale = program.patch(f"{API}authored-steps/{step['id']}/", change)
    assert (stale.status_code, problems(stale)) == (409, [("written_meanwhile", None)])
    lesson = program.patch(path, {"lock": lesson["lock"], "minutes": 7}).json()
    assert (lesson["title"], lesson["minutes"]) == ("Chuẩn bị", 7)
    lock = program.get(here).json()["lock"]
    assert program.patch(here, {"lock": lock, "summary": "Bán được mận."}).json()["title"] == "Bán mận"
    assert send_twice(program, "post", f"{here}publish/", {"note": "Bản đầu"})["version"] == 1
    [seen] = client_of().get(f"{API}courses/").json()["results"]
    assert (seen["slug"], seen["minutes"]) == (course["slug"], 7)
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
