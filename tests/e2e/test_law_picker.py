"""A trainer on a laptop picks a provision for a step and for a question, and a member reads it under both."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import Course, Question, Step
from members.models import User
from tests.e2e.phone import NewPhone, give_pin, heading, log_in
from tests.factories.courses import make_course, make_trainer
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import LanFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
CITE = "901/2019/QH99 3"
WORDS = "Điều 3 Luật Trồng mận (901/2019/QH99)"


@pytest.fixture
def people(live_project: LiveProject) -> tuple[User, User]:
    with building():
        trainer, lan = make_trainer(), LanFactory()
        give_pin(trainer)
        give_pin(lan)
        a_provision("3", document=a_document(**READ), title="Hái mận")
        make_quiz(make_course(author=trainer), questions=[QUESTIONS[0]], feedback="at_once")
    return trainer, lan


def pick(page: Page, save: str) -> None:
    """Type, choose from what appears without a button, and save."""
    page.get_by_label("Tìm điều luật").press_sequentially("3 901/2019")
    place = page.get_by_role("group", name="Điều tìm thấy").get_by_label(WORDS)
    expect(place).to_be_visible()
    place.check()
    page.get_by_role("button", name=save, exact=True).click()


@pytest.mark.everything
def test_a_picked_provision_reaches_the_member(
    live_project: LiveProject, people: tuple[User, User], new_phone: NewPhone
) -> None:
    trainer, lan = people
    desk = new_phone()
    desk.set_viewport_size({"width": 1366, "height": 768})
    log_in(desk, live_project.url, trainer.card_number)
    step = Step.objects.filter(kind="text").first()
    assert step is not None
    course = Course.objects.get()
    desk.goto(f"{live_project.url}/hoc/soan/{course.slug}/buoc/{step.pk}/")
    desk.get_by_text("Bước này dựa vào luật nào").click()
    pick(desk, "Lưu bước")
    expect(desk.get_by_text("Đã lưu bước.")).to_be_visible()
    expect(desk.get_by_role("link", name=WORDS)).to_be_visible()

    question = Question.objects.get()
    desk.goto(f"{live_project.url}/hoc/ngan-hang/{question.bank_id}/{question.pk}/")
    desk.get_by_text("Thêm: điểm, nhận xét, căn cứ").click()
    pick(desk, "Lưu")
    expect(desk.get_by_text("Đã lưu câu hỏi.")).to_be_visible()
    with building():
        freeze_course(course=course)

    phone = new_phone()
    lesson = step.lesson.key
    log_in(phone, live_project.url, lan.card_number, then=f"/hoc/{course.slug}/{lesson}/")
    shown = phone.locator(f"[data-step='{step.key}']")
    shown.get_by_text("Theo luật nào").tap()
    expect(shown.get_by_role("listitem")).to_contain_text(WORDS)
    shown.get_by_role("link", name=WORDS).tap()
    heading(phone, "Điều 3. Hái mận")
