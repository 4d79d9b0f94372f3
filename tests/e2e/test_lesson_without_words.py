"""Somebody who can't read takes the first lesson by its pictures and play buttons: all text on the screen is blank."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from courses.authoring.versions import published
from courses.learning.progress import done_keys, lesson_progress
from courses.models import Attempt, Course, Enrolment, HandIn, Question, StepDone
from courses.practice.actions.hand_ins import accept_hand_in
from courses.practice.enums import HandInState
from members.acting import Actor
from tests.e2e.phone import NewPhone, eventually, give_pin, log_in
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory
from tests.factories.products import picture
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
COURSE, LESSON = "fanpage-dau-tien", "trang-la-gi"

# Every letter that a page shows, now or later, becomes a space; names for screen readers stay invisible.
BLANK = """
addEventListener("DOMContentLoaded", () => {
  const blank = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!["SCRIPT", "STYLE", "TITLE"].includes(node.parentElement?.tagName) && /\\S/.test(node.nodeValue))
        node.nodeValue = node.nodeValue.replace(/\\S/g, "\\u00a0");
  };
  blank(document.body);
  new MutationObserver((changes) => changes.forEach(({ target }) => blank(target.parentElement ?? target))).observe(
    document.body, { subtree: true, childList: true, characterData: true });
});
"""


def big_button(page: Page) -> None:
    """Return the biggest visible button: every screen of the lesson has one."""
    page.locator(".button--big.button--wide:visible").first.tap()


@pytest.mark.everything
def test_lesson_one_is_finished_by_pictures_and_play_buttons_alone(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    with building():
        lan = LanFactory()
        give_pin(lan)
    live_project.manage("load_courses", timeout=120)
    with building():
        trainer = make_trainer()
        Course.objects.get(slug=COURSE).authors.add(trainer)
    page = new_phone()
    log_in(page, live_project.url, lan.card_number)
    page.add_init_script(BLANK)
    page.goto(f"{live_project.url}/hoc/{COURSE}/{LESSON}/")
    page.wait_for_selector("[data-paged]")
    assert page.locator("main").inner_text().replace("\u00a0", "").strip() == ""

    lesson = page.locator("[data-lesson]")
    steps = lesson.locator("[data-step]")
    heard = 0
    for number in range(steps.count()):
        step = steps.nth(number)
        expect(step).to_be_visible()
        expect(step.locator("img.step__picture").first).to_be_visible()
        if step.get_attribute("data-kind") == "quiz":
            break
        step.locator("[data-play]").tap()
        page.wait_for_function(
            "n => document.querySelectorAll('[data-step] audio')[n].currentTime > 0", arg=number
        )
        heard += 1
        step.locator("[data-next]").tap()
    assert heard >= 4

    big_button(page)
    right = {
        question.key: next(choice["key"] for choice in question.body["choices"] if choice["fraction"] == 100)
        for question in Question.objects.filter(bank__key=f"{LESSON}.cau-hoi")
    }
    for _ in right:
        page.wait_for_selector("form input[type=radio]", state="attached")
        page.wait_for_load_state("load")
        answer = next(
            page.locator(f"label:has(input[value='{key}']) img")
            for key in right.values()
            if page.locator(f"label:has(input[value='{key}']) img").count()
        )
        answer.tap()
        big_button(page)
        expect(page.locator(".quiz-told")).to_be_attached()
        with page.expect_navigation():
            big_button(page)
    with page.expect_navigation():
        big_button(page)
    page.wait_for_function("() => !document.querySelector('form input[type=radio]')")
    assert Attempt.objects.get().passed is True
    # The steps before the quiz go by the outbox, in its own time.
    done = StepDone.objects.filter(enrolment__user=lan, lesson_key=LESSON)
    eventually(done.count, until=lambda count: count == heard + 1)

    hand_in_a_photo(page)
    accept_hand_in(actor=Actor.of(trainer), hand_in=HandIn.objects.get(enrolment__user=lan))
    enrolment = Enrolment.objects.get(user=lan)
    lesson_now = published(enrolment.version_id).lessons[LESSON]
    assert lesson_progress(lesson_now, done_keys(enrolment)).is_complete


def hand_in_a_photo(page: Page) -> None:
    """Do the lesson's task by its picture, the camera and the biggest button."""
    # From the quiz's result on to the step after it.
    big_button(page)
    page.wait_for_selector("[data-paged]")
    task = page.locator("[data-task=handed_in]")
    expect(task).to_be_visible()
    expect(page.locator("[data-step][data-kind=task] img.step__picture")).to_be_visible()
    page.locator("[data-step][data-kind=task] [data-play]").tap()
    with page.expect_navigation():
        task.locator(".button--big").tap()
    with page.expect_file_chooser() as chooser:
        page.locator(".button--palm").tap()
    chooser.value.set_files({"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": picture(1200, 900)})
    with page.expect_navigation():
        big_button(page)
    eventually(lambda: HandIn.objects.filter(state=HandInState.WAITING).exists())
