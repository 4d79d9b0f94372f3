"""A member takes a quiz on a phone, with and without scripts, continues on another phone, and a trainer imports a file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.models import Answer, Attempt, Question, Quiz, StepDone
from tests.e2e.phone import NewPhone, give_pin, heading, log_in
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory
from tests.factories.quizzes import QUESTIONS, quiz_version
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
LESSON = "/hoc/ban-hang/mot/"


@pytest.fixture
def people(live_project: LiveProject) -> tuple[Any, Any]:
    with building():
        lan, trainer = LanFactory(), make_trainer(phone="+84912345688")
        give_pin(lan)
        give_pin(trainer)
        quiz_version(author=trainer, questions=QUESTIONS[:3], feedback="at_once", pass_percent=60)
    return lan, trainer


def answer(page: Page) -> None:
    page.get_by_role("button", name="Trả lời", exact=True).tap()


def go_on(page: Page) -> None:
    page.get_by_role("link", name="Tiếp", exact=True).tap()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_quiz_is_taken_and_goes_on_on_another_phone(
    live_project: LiveProject, people: Any, new_phone: NewPhone, scripts: bool
) -> None:
    lan, _trainer = people
    page = new_phone(java_script_enabled=scripts)
    log_in(page, live_project.url, lan.card_number)
    page.goto(f"{live_project.url}{LESSON}" + ("#b4" if scripts else ""))
    page.get_by_role("button", name="Trả lời 3 câu").tap()
    page.get_by_label("Tháng 11").tap()
    answer(page)
    expect(page.locator(".quiz-told")).to_contain_text("Trái mùa.")
    go_on(page)
    page.get_by_label("Đúng").tap()
    answer(page)
    expect(page.locator(".quiz-told")).to_contain_text("Đúng")

    other = new_phone(java_script_enabled=scripts)
    log_in(other, live_project.url, lan.card_number)
    other.goto(f"{live_project.url}/hoc/lam-bai/ban-hang/mot/hoi/")
    other.get_by_role("button", name="Làm tiếp").tap()
    other.locator("[name=answer]").fill("một trăm")
    answer(other)
    expect(other.locator("[role=alert]")).to_contain_text("Chị viết số")
    other.locator("[name=answer]").fill("120,0")
    answer(other)
    go_on(other)
    other.get_by_role("button", name="Nộp bài").tap()
    heading(other, "Chị đạt bài này")
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed, Answer.objects.count()) == (6666, True, 3)
    assert StepDone.objects.get(step_key="hoi").enrolment.user_id == lan.pk


def test_a_trainer_brings_a_file_with_a_broken_line_and_then_mends_it(
    live_project: LiveProject, people: Any, new_phone: NewPhone
) -> None:
    _lan, trainer = people
    page = new_phone(java_script_enabled=False)
    log_in(page, live_project.url, trainer.card_number)
    bank = Quiz.objects.get().bank_id
    page.goto(f"{live_project.url}/hoc/ngan-hang/{bank}/nhap/")

    def bring(text: str) -> None:
        file = {"name": "cau-hoi.gift", "mimeType": "text/plain", "buffer": text.encode()}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Xem trước").tap()

    bring("Tem dán ở đâu? {=nắp ~đáy}\n\nMận ngọt? {T")
    expect(page.locator("[role=alert]")).to_contain_text("Dòng 3: Thiếu dấu } để đóng phần trả lời.")
    assert Question.objects.count() == 3
    bring("Tem dán ở đâu? {=nắp ~đáy}\n\nMận ngọt? {T}")
    expect(page.locator("main ol")).to_contain_text("Mận ngọt?")
    page.get_by_role("button", name="Nhập các câu này").tap()
    page.wait_for_url(re.compile(rf"/ngan-hang/{bank}/$"))
    assert Question.objects.count() == 5


@pytest.mark.everything
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_time_that_runs_out_hands_in_by_itself(
    live_project: LiveProject, new_phone: NewPhone, scripts: bool
) -> None:
    with building():
        lan = LanFactory()
        give_pin(lan)
        quiz_version(questions=QUESTIONS[:2], feedback="after", time_limit_seconds=45, pass_percent=50)
    page = new_phone(java_script_enabled=scripts)
    log_in(page, live_project.url, lan.card_number)
    page.goto(f"{live_project.url}/hoc/lam-bai/ban-hang/mot/hoi/")
    page.get_by_role("button", name="Bắt đầu").tap()
    timer = page.locator(".quiz-timer")
    expect(timer).to_contain_text("Làm đến")
    if not scripts:
        expect(timer.locator("[data-left-seen]")).to_be_hidden()
        return
    expect(timer.locator("[data-left-seen]")).to_have_text(re.compile(r"^00:[0-4]\d$"))
    expect(timer.get_by_role("status")).to_have_text("Còn không đến một phút")
    page.get_by_label("Tháng 5").tap()  # chosen, and not sent
    expect(page.get_by_role("heading", name="Chị đạt bài này")).to_be_visible(timeout=90_000)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.finished_at) == (5000, attempt.deadline_at)
