from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.authoring.versions import published
from courses.learning.actions.learning import mark_lesson_done, mark_step_done, start_course
from courses.learning.progress import course_progress, done_keys
from courses.models import Enrolment, StepDone
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from courses.reports.course import course_figures
from courses.reports.disclosure import close_row
from courses.reports.questions import question_figures
from courses.reports.tables import Table, as_csv, as_excel
from members.acting import Actor
from members.consent.actions import give_consent
from members.models import User
from tests.api import client_of
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import HoaFactory, LanFactory, MemberFactory, MinhFactory, OfficerFactory
from tests.factories.quizzes import quiz_version

pytestmark = pytest.mark.databases


@pytest.fixture
def trainer(db):
    return make_trainer()


@pytest.fixture
def version(trainer):
    return published_course(author=trainer)


def learn(user, version, lessons=("mot",), agrees=True):
    actor = Actor.of(user)
    if agrees:
        give_consent(actor=actor, purpose="reports")
        give_consent(actor=actor, purpose="learner_name")
    enrolment = start_course(actor=actor, course=version.course)
    for key in lessons:
        mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=key)
    return enrolment


def test_the_trainer_sees_the_very_figures_that_the_member_sees(version, client, trainer):
    lan = LanFactory()
    enrolment = learn(lan, version)
    own_progress = course_progress(published(version.pk), done_keys(enrolment))
    figures = course_figures(published(version.pk))
    assert [(row.user, row.progress) for row in figures.learners] == [(lan, own_progress)]
    client.force_login(trainer)
    assert f"{own_progress.percent} %" in client.get(reverse("courses:course_report", args=["ban-hang"])).text


def test_learner_inactive_for_fourteen_days_is_stuck_at_the_next_step(version):
    enrolment = learn(LanFactory(), version)
    mark_step_done(actor=Actor.of(enrolment.user), enrolment=enrolment, lesson_key="hai", step_key="a")
    StepDone.objects.update(done_at=timezone.now() - timedelta(days=15))
    figures = course_figures(published(version.pk))
    assert [(step.lesson_key, step.step_key, step.stuck) for step in figures.steps if step.stuck] == [
        ("hai", "b", 1)
    ]
    assert (figures.begun, figures.finished, figures.stuck) == (1, 0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("feedback", ["at_once", "after", "none"])
def test_a_question_shows_its_commonest_wrong_choice_if_members_get_feedback(client, trainer, feedback):
    version = quiz_version(author=trainer, feedback=feedback)
    for number, choice in enumerate("bba"):
        actor = Actor.of(MemberFactory())
        attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
        answers = {"q1": {"choice": choice}, "q2": {"value": number > 0}, "q3": {"text": "1"}}
        for sequence, (key, response) in enumerate(answers.items()):
            save_answer(
                actor=actor,
                attempt=attempt,
                question_key=key,
                response=response,
                device="may",
                sequence=sequence,
            )
        finish_attempt(actor=actor, attempt=attempt)
    figures = [
        (row.key, row.asked, row.right, row.wrong_choice, row.wrong_count)
        for row in question_figures(published(version.pk))
    ]
    assert figures == [
        ("q1", 3, 1, "Tháng 11", 2),
        ("q2", 3, 2, "Sai", 1),
        ("q3", 3, 0, "", 0),
        ("q4", 3, 0, "", 0),
    ]
    # A reader of a few members' figures doesn't learn what one or two of them chose.
    assert [row.wrong_choice for row in question_figures(published(version.pk), least=2)][:2] == [
        "Tháng 11",
        "",
    ]
    client.force_login(trainer)
    page = client.get(reverse("courses:course_report", args=["ban-hang"])).text
    assert "Tháng 11 (2)" in page and "Sai (1)" in page
    rows = client_of(trainer).get("/api/v1/courses/ban-hang/report/").json()["questions"]
    assert (rows[0]["wrong_choice"], rows[0]["wrong_count"]) == ("Tháng 11", 2)


def test_learner_without_consent_is_counted_and_not_named(version, client, trainer):
    lan = LanFactory()
    learn(lan, version, agrees=False)
    client.force_login(trainer)
    page = client.get(reverse("courses:course_report", args=["ban-hang"]))
    assert page.context["figures"].begun == 1 and page.context["figures"].unnamed == 1
    assert lan.full_name not in page.text


def test_report_shows_an_officer_own_branches_and_a_member_nothing(version, client):
    lan, hoa = LanFactory(), HoaFactory()
    for user in (lan, hoa):
        learn(user, version)
    client.force_login(OfficerFactory(branch=lan.memberships.get().branch.parent))
    page = client.get(reverse("courses:course_report", args=["ban-hang"]))
    assert [row.user for row in page.context["figures"].learners] == [lan]
    client.force_login(MinhFactory())
    for name, args in (("course_report", ["ban-hang"]), ("reports", []), ("completion_report", [])):
        assert client.get(reverse(f"courses:{name}", args=args)).status_code == 404


@pytest.mark.slow
def test_an_officers_figures_tell_nothing_of_the_few_who_did_not_agree(version, client):
    lan, minh = LanFactory(), MinhFactory()
    learn(lan, version)
    learn(minh, version, agrees=False)
    client.force_login(OfficerFactory(branch=lan.memberships.get().branch.parent))
    url = reverse("courses:course_report", args=["ban-hang"])
    figures = client.get(url).context["figures"]
    assert (figures.begun, figures.unnamed, figures.steps[0].done) == (1, 0, 1)
    assert client.get("/api/v1/courses/ban-hang/report/").json()["begun"] == 1
    for number in range(4):
        member = MemberFactory(phone=f"+8498200000{number}", branch=minh.memberships.get().branch)
        learn(member, version, agrees=False)
    figures = client.get(url).context["figures"]
    assert (figures.begun, figures.unnamed) == (6, 5)


@pytest.mark.slow
def test_an_officers_step_figures_close_what_is_left_of_fewer_than_five(version, client):
    lan, minh = LanFactory(), MinhFactory()
    learn(lan, version)
    branch = minh.memberships.get().branch
    others = [minh, *(MemberFactory(phone=f"+8498200000{number}", branch=branch) for number in range(5))]
    for member in others:
        learn(member, version, agrees=False)
    figures = course_figures(published(version.pk), User.objects.all())
    assert None not in [step.done for step in figures.steps]
    # One of the six is a step ahead: that step, and the number of finishers, would identify this member.
    enrolment = Enrolment.objects.get(user=minh)
    steps = list(published(version.pk).steps)
    done = {(row.lesson_key, row.step_key) for row in enrolment.steps_done.all()}
    lesson_key, step_key = next(key for key in steps if key not in done)
    StepDone.objects.create(
        enrolment=enrolment, lesson_key=lesson_key, step_key=step_key, done_at=timezone.now()
    )
    client.force_login(OfficerFactory(branch=branch.parent))
    page = client.get(reverse("courses:course_report", args=["ban-hang"])).context["figures"]
    done_steps = {(step.lesson_key, step.step_key): step.done for step in page.steps}
    assert done_steps[lesson_key, step_key] is None and done_steps[steps[0]] == 7
    # A trainer of the course sees it whole.
    assert {
        step.done for step in course_figures(published(version.pk)).steps if step.step_key == step_key
    } >= {1}


@pytest.mark.parametrize(
    ("counts", "whole", "expected"),
    [
        ([6, 6, 0], 6, [True, True, True]),
        ([12, 7, 5], 12, [True, True, False]),
        ([12, 10, 5], 12, [True, False, True]),
        ([3], 12, [False]),
        ([9], 12, [False]),
        ([0, 0], 0, [True, True]),
    ],
)
def test_neighbouring_numbers_are_hidden_if_their_difference_identifies_members(counts, whole, expected):
    assert close_row(counts, whole) == expected


def test_a_trainer_of_another_course_sees_no_learner_of_this_one(version, client):
    learn(LanFactory(), version)
    client.force_login(make_trainer(phone="+84980001112"))
    assert client.get(reverse("courses:course_report", args=["ban-hang"])).status_code == 404


@pytest.mark.slow
def test_the_completion_table_hides_four_and_shows_five(version, client, trainer):
    for number in range(5):
        learn(MemberFactory(phone=f"+8498100000{number}"), version, lessons=("mot", "hai"))
    assert Enrolment.objects.filter(finished_at__isnull=False).count() == 5
    client.force_login(trainer)
    table = client.get(reverse("courses:completion_report")).context["table"]
    visible = [(cell.begun, cell.finished) for row in table.rows for cell in row.cells if cell.begun]
    assert visible == [(5, 5)]
    done_steps = client_of(trainer).get("/api/v1/completion/").json()
    assert [cell for row in done_steps["rows"] for cell in row["cells"]] == [{"begun": 5, "finished": 5}]
    assert client_of(MinhFactory()).get("/api/v1/completion/").status_code == 404
    Enrolment.objects.filter(pk=Enrolment.objects.first().pk).delete()
    table = client.get(reverse("courses:completion_report")).context["table"]
    assert all(cell.begun in (None, 0) for row in table.rows for cell in row.cells)


def test_the_files_hold_the_cells_of_the_page(version, client, trainer):
    learn(LanFactory(), version)
    client.force_login(trainer)
    url = reverse("courses:course_report", args=["ban-hang"])
    rows = list(csv.reader(io.StringIO(client.get(url + "?bang=buoc&tep=csv").content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(client.get(url + "?bang=buoc&tep=xlsx").content)).active
    assert rows[1] == ["Bài một", "Bài một, bước a", "1", "0"]
    # Three tables of one course are together in the trainer's downloads.
    names = {
        client.get(f"{url}?bang={name}&tep=csv")["Content-Disposition"]
        for name in ("buoc", "cau-hoi", "hoi-vien")
    }
    assert names == {
        f'attachment; filename="pieu-ban-hang-{name}.csv"' for name in ("buoc", "cau-hoi", "hoi-vien")
    }
    assert "dưới 5 người" in rows[-1][0]
    cells = [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]
    assert cells == rows


def test_a_name_is_never_a_formula():
    table = Table("Thử", ["=1+1"], [["=HYPERLINK(1)"], [" ＝1+1"], ["Lan"]])
    assert as_csv(table).decode("utf-8-sig").splitlines() == ["'=1+1", "'=HYPERLINK(1)", "' ＝1+1", "Lan"]
    sheet = load_workbook(io.BytesIO(as_excel(table))).active
    assert [sheet["A1"].value, sheet["A2"].value] == ["'=1+1", "'=HYPERLINK(1)"]
