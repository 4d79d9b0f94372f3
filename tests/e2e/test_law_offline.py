"""A lesson stored on the phone shows without a connection that the law it cites has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import Step
from members.models import User
from tests.e2e.phone import give_pin, log_in
from tests.e2e.test_lessons_offline import LESSON, QUIZ, download_course, restart
from tests.factories.courses import make_course
from tests.factories.law import a_document, a_provision
from tests.factories.members import LanFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
DOCUMENT, ARTICLE = "37/2026/NĐ-CP", "23(7)"


@pytest.fixture
def last_day() -> date:
    """Return the citation in step and question."""
    return timezone.localdate() + timedelta(days=10)


@pytest.fixture
def lan(live_project: LiveProject, last_day: date) -> User:
    """Lan, and a course whose first step and first question cite an article that ends."""
    today = timezone.localdate()
    cited = [{"document": DOCUMENT, "article": ARTICLE, "date": today.isoformat()}]
    with building():
        lan = LanFactory(full_name="Lò Thị Lan")
        give_pin(lan)
        document = a_document(DOCUMENT, kind="decree")
        a_provision(ARTICLE, document=document, period=(today - timedelta(days=300), last_day))
        course = make_course()
        Step.objects.filter(lesson__key="mot", key="a").update(citations=cited)
        make_quiz(course, questions=[{**QUESTIONS[0], "citations": cited}], feedback="at_once")
        freeze_course(course=course)
    return lan


def law_note_visible(page: Page, moment: datetime) -> bool:
    """Return whether the first step shows on that day that its law has ended."""
    page.clock.set_fixed_time(moment)
    page.reload()
    # law.js is done before the lesson's own script, which comes after it.
    page.locator(".step[data-shown]").wait_for()
    return page.locator(".step[data-shown] [data-law-until]").is_visible()


def test_stored_lesson_shows_that_its_law_has_ended(live_project, lan, last_day, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)

    _context, page = restart(phone, live_project)
    page.goto(live_project.url + LESSON)
    expect(page.locator(".step[data-shown]")).to_contain_text("Luật ở đây áp dụng đến hết ngày")
    # The last half hour of the last day in Vietnam, and half an hour later.
    midnight = datetime.combine(last_day, datetime.max.time(), timezone.get_current_timezone())
    assert law_note_visible(page, midnight - timedelta(minutes=30)) is False
    assert law_note_visible(page, midnight + timedelta(minutes=30)) is True
    notice = page.locator(".step[data-shown] [data-law-until]")
    expect(notice).to_contain_text("Điều luật này chỉ áp dụng đến hết ngày")
    # The quiz's script draws a question from a template, which shows the notice before that.
    page.goto(live_project.url + QUIZ)
    is_ended = """() => !document.querySelector("template[data-question]").content.querySelector("[data-law-until]").hidden"""
    page.wait_for_function(is_ended)
