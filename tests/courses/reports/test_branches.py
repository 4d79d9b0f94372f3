from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import Enrolment, StepDone
from tests.api import client_of
from tests.courses.reports.test_reports import learn
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import LanFactory, MemberFactory, MinhFactory, OfficerFactory, chapter, commune

pytestmark = pytest.mark.django_db
URL = "/hoc/so-lieu/ban-hang/co-so/"
API = "/api/v1/completion/ban-hang/"


@pytest.fixture
def version():
    return published_course(author=make_trainer())


@pytest.fixture
def far():
    return chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))


def learners(version, branch, count, *, lessons=("mot",), first=0):
    people = [MemberFactory(phone=f"+84981{branch.pk:04}{first + n:03}", branch=branch) for n in range(count)]
    return [learn(user, version, lessons=lessons) for user in people]


def leave_alone(enrolments, days=15):
    StepDone.objects.filter(enrolment__in=enrolments).update(done_at=timezone.now() - timedelta(days=days))


def branch_rows(page):
    return [
        (row.branch.name, row.enrolled, row.finished, row.stuck, row.stuck_at) for row in page.context["rows"]
    ]


@pytest.mark.slow
def test_a_trainer_sees_by_commune_who_is_stuck_and_where_most_are(version, far, client):
    leave_alone(learners(version, chapter(), 6))
    leave_alone(learners(version, far, 5), days=13)
    learners(version, far, 5, lessons=("mot", "hai"), first=5)
    client.force_login(version.course.authors.get())
    page = client.get(URL)
    assert branch_rows(page) == [
        ("Hội LHPN xã Mường Lạn", 10, 5, 0, ""),
        ("Hội LHPN xã Đoàn Kết", 6, 0, 6, "Bài hai"),
    ]
    whole = page.context["whole"]
    assert (whole.branch.name, whole.enrolled, whole.finished, whole.stuck) == (
        "Hội LHPN tỉnh Sơn La",
        16,
        5,
        6,
    )


@pytest.mark.slow
def test_files_and_api_hold_the_figures_of_the_page(version, far, client):
    leave_alone(learners(version, chapter(), 6))
    learners(version, far, 3)
    trainer = version.course.authors.get()
    client.force_login(trainer)
    assert branch_rows(client.get(URL)) == [
        ("Hội LHPN xã Mường Lạn", None, None, None, ""),
        ("Hội LHPN xã Đoàn Kết", None, None, None, ""),
    ]
    rows = list(csv.reader(io.StringIO(client.get(f"{URL}?tep=csv").content.decode("utf-8-sig"))))
    assert rows[1:] == [
        ["Hội LHPN xã Mường Lạn", "–", "–", "–", ""],
        # Six are here, and hidden all the same: 9 - 6 are the three of the other. Neither is called "<5".
        ["Hội LHPN xã Đoàn Kết", "–", "–", "–", ""],
        ["Hội LHPN tỉnh Sơn La", "9", "0", "–", ""],
        ["", "", "", "", ""],
        ["Số nào để lộ dưới 5 người thì ghi –, kể cả số lớn hơn mà trừ ra được số ấy.", "", "", "", ""],
    ]
    assert "ghi –" in client.get(URL).text and "&lt;5" not in client.get(URL).text
    sheet = load_workbook(io.BytesIO(client.get(f"{URL}?tep=xlsx").content)).active
    assert [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)] == [
        [value.replace("0", "") if value == "0" else value for value in row] for row in rows
    ]
    answer = client_of(trainer).get(API).json()
    assert [row["enrolled"] for row in answer["rows"]] == [None, None]
    assert {key: answer["total"][key] for key in ("enrolled", "finished", "stuck")} == {
        "enrolled": 9,
        "finished": 0,
        "stuck": None,
    }


@pytest.mark.slow
def test_an_officer_sees_the_branches_below_and_no_other(version, far, client):
    learners(version, chapter(), 6)
    learners(version, far, 7)
    officer = OfficerFactory()
    client.force_login(officer)
    assert branch_rows(client.get(URL)) == [("Chi hội bản Áng", 6, 0, 0, "")]
    answer = client_of(officer).get(API).json()
    assert [(row["name"], row["enrolled"]) for row in answer["rows"]] == [("Chi hội bản Áng", 6)]
    for branch in (far, far.parent):
        assert client.get(URL, {"co-so": branch.pk}).status_code == 404
        assert client_of(officer).get(API, {"branch": branch.pk}).status_code == 404
    client.force_login(MinhFactory())
    assert client.get(URL).status_code == 404
    assert client_of(MinhFactory(phone="+84912000001", card_number="20000014")).get(API).status_code == 404


def test_learner_with_an_attempt_or_hand_in_is_not_stuck(version, client):
    enrolments = learners(version, chapter(), 6)
    leave_alone(enrolments)
    Enrolment.objects.update(started_at=timezone.now() - timedelta(days=40))
    for enrolment in enrolments[:3]:
        enrolment.user.quiz_attempts.create(
            version=version, lesson_key="hai", step_key="a", started_at=timezone.now()
        )
    for enrolment in enrolments[3:]:
        enrolment.hand_ins.create(lesson_key="hai", step_key="b", kind="handed_in")
    client.force_login(version.course.authors.get())
    assert [row.stuck for row in client.get(URL).context["rows"]] == [0]


def test_learner_without_consent_to_reports_is_in_no_row(version, client):
    for number in range(6):
        learn(MemberFactory(phone=f"+8498300000{number}"), version, agrees=False)
    client.force_login(version.course.authors.get())
    assert branch_rows(client.get(URL)) == []


@pytest.mark.slow
def test_officer_acting_on_behalf_of_a_member_sees_no_figures(version, client):
    lan, officer = LanFactory(), OfficerFactory()
    client.force_login(officer)
    pages = [reverse("courses:reports"), reverse("courses:completion_report"), "/hoc/so-lieu/ban-hang/", URL]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    assert pages[0] in client.get(reverse("members:profile")).text
    client.post(reverse("members:start_helping", args=[lan.pk]))
    assert [client.get(page).status_code for page in pages] == [404] * 4
    profile = client.get(reverse("members:profile"))
    assert (profile.status_code, pages[0] in profile.text) == (200, False)


@pytest.mark.slow
def test_rows_cost_no_queries(version, far, client, django_assert_num_queries):
    learners(version, chapter(), 5)
    client.force_login(version.course.authors.get())
    client.get(reverse("courses:branch_report", args=["ban-hang"]))
    with django_assert_num_queries(16):
        client.get(URL)
    learners(version, far, 5)
    learners(version, chapter("Chi hội bản Vặt"), 5)
    with django_assert_num_queries(16):
        client.get(URL)
