from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind
from courses.authoring.versions import published
from courses.learning.actions.learning import (
    LearningError,
    PrerequisiteMissing,
    current_enrolment,
    mark_lesson_done,
    mark_step_done,
    reopen_step,
    start_course,
)
from courses.learning.progress import course_progress, done_keys
from courses.models import CourseVersion, Enrolment, Step, StepDone, StepText
from members.acting import Actor
from members.models import Milestone
from members.notices.enums import MilestoneKind
from tests.factories.courses import make_asset, make_course, published_course
from tests.factories.members import HoaFactory, LanFactory, MinhFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def lan():
    return LanFactory()


@pytest.fixture
def actor(lan):
    return Actor.of(lan)


def test_publishing_twice_makes_one_version_and_a_changed_word_a_second():
    first = published_course()
    assert freeze_course(course=first.course) == first
    StepText.objects.filter(step__key="a", step__lesson__key="mot").update(text="Lời khác.")
    second = freeze_course(course=first.course)
    assert (first.number, second.number, CourseVersion.objects.count()) == (1, 2, 2)
    assert published(first.pk).step("mot", "a")["texts"]["vi"]["text"] == "Lời của bước **a**."


def test_a_published_version_cannot_be_written_over():
    version = published_course()
    version.number = 7
    with pytest.raises(IntegrityError, match="append-only"):
        version.save()


def test_a_step_has_its_earliest_moment_in_whatever_order_it_is_recorded(actor):
    enrolment = start_course(actor=actor, course=published_course().course)
    now = timezone.now()
    moments = [now - timedelta(hours=hours) for hours in (2, 5, 1)]
    for moment in moments:
        mark_step_done(actor=actor, enrolment=enrolment, lesson_key="mot", step_key="a", done_at=moment)
    assert [row.done_at for row in StepDone.objects.all()] == [moments[1]]


def test_a_step_from_the_future_is_done_now(actor):
    enrolment = start_course(actor=actor, course=published_course().course)
    row = mark_step_done(
        actor=actor,
        enrolment=enrolment,
        lesson_key="mot",
        step_key="a",
        done_at=timezone.now() + timedelta(days=3),
    )
    assert row.done_at <= timezone.now()


def test_the_last_step_finishes_the_course_and_writes_its_milestone(actor, lan):
    enrolment = start_course(actor=actor, course=published_course().course)
    mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key="mot")
    assert Enrolment.objects.get().finished_at is None
    mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key="hai")
    assert Enrolment.objects.get().finished_at is not None
    assert Milestone.objects.get().kind == MilestoneKind.COURSE_FINISHED
    assert Milestone.objects.get().subject == "course:ban-hang"


def test_a_step_taken_back_opens_the_course_again(actor, lan):
    enrolment = start_course(actor=actor, course=published_course().course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=key)
    reopen_step(enrolment=enrolment, lesson_key="hai", step_key="c")
    enrolment.refresh_from_db()
    assert (enrolment.finished_at, Milestone.objects.get().undone_at is None) == (None, False)


def test_first_finished_version_has_the_result_when_a_later_one_is_reopened(actor, lan):
    version = published_course()
    first = start_course(actor=actor, course=version.course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=first, lesson_key=key)
    first.refresh_from_db()
    StepText.objects.filter(step__key="c").update(text="Lời khác.")
    freeze_course(course=version.course)
    second = start_course(actor=actor, course=version.course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=second, lesson_key=key)
    second.refresh_from_db()
    assert first.finished_at < second.finished_at == Milestone.objects.get().happened_at
    reopen_step(enrolment=second, lesson_key="hai", step_key="c")
    row = Milestone.objects.get()
    assert (row.undone_at, row.happened_at) == (None, first.finished_at)
    reopen_step(enrolment=first, lesson_key="hai", step_key="c")
    assert Milestone.objects.get().undone_at is not None


def test_an_unknown_step_is_refused_and_nothing_is_stored(actor):
    enrolment = start_course(actor=actor, course=published_course().course)
    with pytest.raises(LearningError):
        mark_step_done(actor=actor, enrolment=enrolment, lesson_key="mot", step_key="zz")
    assert not StepDone.objects.exists()


def test_course_cannot_be_started_without_its_prerequisite(actor):
    first, second = published_course(), published_course(slug="quang-cao", title="Quảng cáo")
    second.course.prerequisites.add(first.course)
    with pytest.raises(PrerequisiteMissing, match="Bán hàng"):
        start_course(actor=actor, course=second.course)
    assert not Enrolment.objects.exists()


def test_later_prerequisite_binds_only_new_learners_and_a_draft_nobody(client, actor, lan):
    version = published_course()
    start_course(actor=actor, course=version.course)
    version.course.prerequisites.add(make_course(slug="nhap", title="Bản nháp"))
    start_course(actor=Actor.of(HoaFactory()), course=version.course)
    version.course.prerequisites.add(published_course(slug="sau", title="Thêm sau").course)
    client.force_login(lan)
    page = client.get(reverse("courses:course", args=["ban-hang"])).text
    assert ("Học tiếp" in page, "Thêm sau" in page) == (True, False)
    StepText.objects.filter(step__lesson__module__course=version.course).update(text="Lời khác.")
    second = freeze_course(course=version.course)
    assert start_course(actor=actor, course=version.course).version == second
    with pytest.raises(PrerequisiteMissing, match="Thêm sau"):
        start_course(actor=Actor.of(MinhFactory()), course=version.course)


def test_a_new_version_keeps_what_did_not_change_and_the_finished_one(actor, lan):
    version = published_course()
    enrolment = start_course(actor=actor, course=version.course)
    for key in ("mot", "hai"):
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=key)
    StepText.objects.filter(step__key="a", step__lesson__key="mot").update(text="Lời khác.")
    freeze_course(course=version.course)
    assert current_enrolment(lan, version.course) == enrolment
    second = start_course(actor=actor, course=version.course)
    assert done_keys(second) == done_keys(enrolment) - {("mot", "a")}
    progress = course_progress(published(second.version_id), done_keys(second))
    assert (progress.done, progress.total, progress.percent) == (5, 6, 83)
    enrolment.refresh_from_db()
    assert enrolment.finished_at is not None


def test_everybody_reads_a_published_course_and_nobody_a_draft(client):
    version = published_course()
    draft = make_course(slug="nhap", title="Bản nháp")
    assert client.get(reverse("courses:lesson", args=["ban-hang", "mot"])).status_code == 200
    assert client.get(reverse("courses:course", args=[draft.slug])).status_code == 404
    assert "Bản nháp" not in client.get(reverse("courses:list")).text
    assert version.course.title in client.get(reverse("courses:list")).text


def test_the_picture_of_the_first_step_loads_at_once_and_the_others_when_reached(client):
    course = make_course()
    for step in Step.objects.filter(lesson__module__course=course, lesson__key="mot"):
        step.picture = make_asset(b"RIFF", content_type="image/webp", kind=AssetKind.PICTURE)
        step.save()
    freeze_course(course=course)
    page = client.get(reverse("courses:lesson", args=["ban-hang", "mot"])).text
    pictures = re.findall(r'<img\s+class="step__picture"[^>]*>', page)
    assert ['fetchpriority="high"' in picture for picture in pictures] == [True, False, False]
    assert ['loading="lazy"' in picture for picture in pictures] == [False, True, True]


def test_a_member_without_scripts_takes_a_lesson(client, lan):
    published_course()
    client.force_login(lan)
    client.post(reverse("courses:start", args=["ban-hang"]))
    answer = client.post(reverse("courses:step_done", args=["ban-hang", "mot"]))
    assert answer["Location"] == reverse("courses:lesson", args=["ban-hang", "hai"])
    assert StepDone.objects.filter(enrolment__user=lan, lesson_key="mot").count() == 3


def test_a_phone_repeats_a_step_and_it_counts_once(client, lan):
    published_course()
    client.force_login(lan)
    url = reverse("courses:step_done", args=["ban-hang", "mot"])
    body = {"step": "a", "idempotency_key": "0b7d6f3e-5a57-4a0c-9df4-6f5f6c1f1f10"}
    answers = [client.post(url, body, headers={"Accept": "application/json"}).json() for _ in range(3)]
    assert answers == [{"done": 1, "total": 3}] * 3
    assert StepDone.objects.count() == 1


def test_hoa_sees_nothing_of_lans_progress(client, lan, actor):
    enrolment = start_course(actor=actor, course=published_course().course)
    mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key="mot")
    client.force_login(HoaFactory())
    page = client.get(reverse("courses:course", args=["ban-hang"]))
    assert page.context["enrolment"] is None
    assert page.context["progress"].done == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_courses_asks_a_fixed_number_of_queries(client, django_assert_num_queries, count):
    for number in range(count):
        published_course(slug=f"khoa-{number}", title=f"Khoá {number}")
    client.get(reverse("courses:list"))
    with django_assert_num_queries(3):
        client.get(reverse("courses:list"))


def test_script_in_markdown_is_removed():
    course = make_course()
    StepText.objects.filter(step__key="a").update(
        text="Chào <script>alert(1)</script> <img src=x onerror=alert(1)> [bấm](javascript:alert(1)) **đậm**"
    )
    html = freeze_course(course=course).content["modules"][0]["lessons"][0]["steps"][0]["texts"]["vi"]["html"]
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    assert "<strong>đậm</strong>" in html


def test_a_course_is_finished_at_the_same_moment_in_whatever_order_its_steps_are_recorded(actor):
    now = timezone.now()
    steps_done = [(lesson, step, now - timedelta(hours=hours)) for hours, (lesson, step) in enumerate(
        (lesson, step) for lesson in ("mot", "hai") for step in "abc"
    )]  # fmt: skip
    steps_done.append(("mot", "a", now - timedelta(hours=30)))
    finished = []
    for number, order in enumerate((steps_done, steps_done[::-1], steps_done[3:] + steps_done[:3])):
        course = published_course(slug=f"khoa-{number}", title=f"Khoá {number}").course
        enrolment = start_course(actor=actor, course=course)
        for lesson, step, moment in order:
            mark_step_done(actor=actor, enrolment=enrolment, lesson_key=lesson, step_key=step, done_at=moment)
        enrolment.refresh_from_db()
        milestone = Milestone.objects.get(subject=f"course:{course.slug}")
        finished.append((enrolment.finished_at, milestone.happened_at))
    assert finished == [(now - timedelta(hours=1),) * 2] * 3
