"""A quiz begun online that loses its connection: it continues, is closed and opened again, and is counted once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from courses.models import Answer, Attempt, DeviceRecord
from members.models import User
from tests.e2e.phone import NewPhone, eventually, give_pin, heading, log_in
from tests.factories.members import LanFactory
from tests.factories.quizzes import quiz_version
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
LESSON, QUIZ = "/hoc/ban-hang/mot/", "/hoc/lam-bai/ban-hang/mot/hoi/"


@pytest.fixture
def lan(live_project: LiveProject) -> User:
    with building():
        lan = LanFactory()
        give_pin(lan)
        quiz_version(feedback="at_once", time_limit_seconds=1800)
    return lan


def begin(page: Page, url: str) -> None:
    page.goto(url + QUIZ)
    page.get_by_role("button", name="Bắt đầu").tap()
    page.wait_for_url("**/bai-lam/*/1/")
    page.locator("html[data-signal=kept]").wait_for()


def answer(page: Page) -> None:
    page.get_by_role("button", name="Trả lời", exact=True).tap()


def responses(user: User) -> dict[str, dict]:
    rows = Answer.objects.filter(attempt__user=user, counts=True)
    return dict(rows.values_list("question_key", "response"))


def test_a_quiz_begun_online_goes_on_without_a_signal_and_on_another_phone(
    live_project: LiveProject, lan: User, phone, new_phone: NewPhone
) -> None:
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then=QUIZ)
    begin(page, live_project.url)
    # Online: stored on the phone first, then on the server, which returns the right answer.
    page.get_by_label("Tháng 5").tap()
    answer(page)
    expect(page.locator(".quiz-told")).to_contain_text("Đúng mùa.")
    assert responses(lan) == {"q1": {"choice": "a"}}
    page.get_by_role("link", name="Tiếp", exact=True).tap()
    page.locator("html[data-signal=kept]").wait_for()

    # The connection is lost during an answer: the stored page continues with the same question.
    live_project.stop("web")
    context.set_offline(True)
    page.get_by_label("Đúng").tap()
    answer(page)
    expect(page.locator("[data-quiz-run] [data-told]")).to_contain_text("Đúng")
    page.get_by_role("button", name="Tiếp", exact=True).tap()
    expect(page.locator("[data-quiz-run] h1[data-of]")).to_have_text("Câu 3 trong 4")
    # Closed and opened again without a connection.
    context.close()
    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(live_project.url + QUIZ)
    page.get_by_role("button", name="Làm tiếp").tap()
    expect(page.locator("[data-form] h1[data-of]")).to_have_text("Câu 3 trong 4")
    page.locator("[name=answer]").fill("120")
    answer(page)
    expect(page.locator("[data-told]")).to_contain_text("Đúng")
    assert set(responses(lan)) == {"q1"}

    # Online again: the waiting answers are sent once, and another phone continues at the same question.
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: set(responses(lan)), until=lambda found: found == {"q1", "q2", "q3"})
    other = new_phone()
    log_in(other, live_project.url, lan.card_number, then=QUIZ)
    other.get_by_role("button", name="Làm tiếp").tap()
    other.wait_for_url("**/bai-lam/*/4/")
    for place, item in enumerate("xyz", start=1):
        other.locator(f"[name=place-{item}]").select_option(str(place))
    answer(other)
    expect(other.locator(".quiz-told")).to_contain_text("Đúng")
    other.get_by_role("link", name="Tiếp", exact=True).tap()
    other.get_by_role("button", name="Nộp bài").tap()
    heading(other, "Chị đạt bài này")
    attempt = Attempt.objects.get()
    assert (attempt.user, attempt.score, attempt.passed) == (lan, 10_000, True)
    assert Answer.objects.count() == 4
    assert set(DeviceRecord.objects.values_list("state", flat=True)) == {"saved"}


@pytest.mark.everything
def test_stored_quiz_page_takes_over_when_begin_or_hand_in_gets_no_answer(
    live_project: LiveProject, lan: User, phone
) -> None:
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then=QUIZ)
    page.locator("html[data-signal=kept]").wait_for()
    live_project.stop("web")
    context.set_offline(True)
    page.get_by_role("button", name="Bắt đầu").tap()
    page.locator("[data-quiz-run]").wait_for()
    page.get_by_role("button", name="Bắt đầu").tap()
    page.get_by_label("Tháng 5").tap()
    answer(page)
    page.get_by_role("button", name="Tiếp", exact=True).tap()
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: Answer.objects.count(), until=lambda n: n == 1)

    # The server's own page of submitting, and the connection is lost once more.
    attempt = Attempt.objects.get()
    page.goto(f"{live_project.url}/hoc/bai-lam/{attempt.pk}/nop/")
    page.locator("html[data-signal=kept]").wait_for()
    live_project.stop("web")
    context.set_offline(True)
    page.get_by_role("button", name="Nộp bài").tap()
    expect(page.locator("[data-quiz-run] [data-unsent]")).to_be_visible()
    expect(page.locator("[data-score]")).to_have_text("25 %")
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: Attempt.objects.get().finished_at)
    assert Attempt.objects.get().score == 2500
    page.reload()
    heading(page, "Lần này chưa đạt")
