"""A branch's meeting without a connection: begun online, continued in a restarted browser, sent once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import Meeting, MeetingHands, MeetingPresence, StepText
from tests.e2e.phone import eventually, give_pin, log_in
from tests.e2e.test_lessons_offline import CONTENT, restart, waiting
from tests.factories.courses import make_asset
from tests.factories.members import LanFactory, MinhFactory, OfficerFactory
from tests.factories.quizzes import make_quiz
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

# The browser's own interface, which a phone has and this machine's browser doesn't: it detects the card before the camera.
CAMERA = """
  navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
  HTMLMediaElement.prototype.play = async () => {};
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return window.held ? [{ rawValue: window.held }] : []; }
  };
"""


@pytest.fixture
def people(live_project: LiveProject):
    with building():
        officer, lan, minh = OfficerFactory(card_number="40000002"), LanFactory(), MinhFactory()
        give_pin(officer)
        quiz = make_quiz()
        voice = make_asset(next((CONTENT / "audio").glob("*.opus")).read_bytes(), is_public=True)
        StepText.objects.filter(step__key="a", step__lesson__key="mot").update(
            audio=voice, audio_text_hash="0" * 64
        )
        freeze_course(course=quiz.step.lesson.module.course)
    return officer, lan, minh


def expect_stored(page: Page) -> None:
    expect(page.locator("[data-meeting-kept]")).to_be_visible(timeout=30_000)


def test_a_meeting_survives_a_closed_browser_and_is_sent_once(live_project, people, phone):
    officer, lan, minh = people
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, officer.card_number, then="/hoc/hop/moi/")
    page.get_by_label("Chi hội nào sinh hoạt").select_option(index=1)
    page.get_by_label("Bài nào").select_option(label="Bài một")
    page.get_by_role("button", name="Bắt đầu").tap()
    page.wait_for_url("**/hoc/hop/*-*/")
    address = page.url
    expect_stored(page)
    # Lan by the number of the card, with a connection.
    page.locator("[data-card]").fill(lan.card_number)
    page.get_by_role("button", name="Ghi có mặt").tap()
    eventually(lambda: MeetingPresence.objects.count(), until=lambda n: n == 1)
    page.wait_for_url("**?luc=*")
    expect_stored(page)

    # In the village: the browser was closed, and there is no connection.
    context, page = restart(phone, live_project)
    context.add_init_script(CAMERA)
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Bài một")
    expect(page.locator("#co-mat")).to_contain_text("1 chị có mặt")
    voice = page.locator("audio").first.get_attribute("src")
    assert page.evaluate("async (url) => (await fetch(url)).status", voice) == 200
    # Minh's card is held before the camera longer than needed.
    page.locator("[data-scan-start]").tap()
    page.evaluate(
        "(text) => { window.held = text; }", f"{live_project.url}/tai-khoan/dang-nhap/#so={minh.card_number}"
    )
    expect(page.locator("[data-outbox-list]")).to_contain_text(f"Điểm danh: {minh.card_number}")
    page.evaluate("() => { window.held = ''; }")
    question = page.locator("form", has=page.locator("[name=c-a]"))
    question.locator("[name=c-a]").fill("12")
    question.locator("[name=c-b]").fill("2")
    question.get_by_role("button", name="Ghi số tay").tap()
    eventually(lambda: len(waiting(page)), until=lambda n: n == 2)
    # Counting of the next question begins, then the browser closes again: everything is still there.
    page.locator("[name=c-true]").fill("7")
    page.locator("textarea[name=note]").fill("Đông vui.")
    eventually(
        lambda: page.evaluate(
            "async (id) => Object.keys(await pieu.vault.read(pieu.outbox.owner(), `meeting:${id}`) ?? {}).length",
            address.split("/")[-2],
        ),
        until=lambda n: n >= 3,  # the question sent, the next one, the note
    )
    context, page = restart(phone, live_project)
    page.goto(address)
    assert len(waiting(page)) == 2
    expect(page.locator("[name=c-a]")).to_have_value("12")
    expect(page.locator("[name=c-true]")).to_have_value("7")
    expect(page.locator("textarea[name=note]")).to_have_value("Đông vui.")
    page.get_by_role("button", name="Lập biên bản").tap()
    eventually(lambda: len(waiting(page)), until=lambda n: n == 3)
    assert (MeetingPresence.objects.count(), MeetingHands.objects.count()) == (1, 0)

    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: Meeting.objects.get().ended_at)
    assert set(MeetingPresence.objects.values_list("user", flat=True)) == {lan.pk, minh.pk}
    assert MeetingHands.objects.get().counts == {"a": 12, "b": 2}
    assert Meeting.objects.get().note == "Đông vui."
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Biên bản sinh hoạt")


@pytest.mark.everything
def test_a_meeting_made_ready_begins_without_a_connection_and_is_sent_once(live_project, people, phone):
    officer, _lan, minh = people
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, officer.card_number, then="/hoc/hop/moi/")
    page.get_by_label("Chi hội nào sinh hoạt").select_option(index=1)
    page.get_by_label("Bài nào").select_option(label="Bài một")
    page.get_by_role("button", name="Chuẩn bị sẵn trên máy").tap()
    page.wait_for_url("**/hoc/hop/san-sang/*/*/mot/")
    expect_stored(page)
    assert not Meeting.objects.exists()

    # In the village, found again among the stored pages of the phone.
    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/hop/")
    page.get_by_role("link", name="Bài một").tap()
    page.get_by_role("button", name="Bắt đầu buổi này").tap()
    expect(page.locator("#co-mat")).to_be_visible()
    # The browser is closed at once: the meeting has begun all the same.
    address = page.url
    context, page = restart(phone, live_project)
    page.goto(address)
    expect(page.locator("#co-mat")).to_be_visible()
    page.locator("[data-card]").fill(minh.card_number)
    page.get_by_role("button", name="Ghi có mặt").tap()
    question = page.locator("form", has=page.locator("[name=c-a]"))
    question.locator("[name=c-a]").fill("9")
    question.get_by_role("button", name="Ghi số tay").tap()
    eventually(lambda: len(waiting(page)), until=lambda n: n == 3)
    page.get_by_role("button", name="Lập biên bản").tap()
    eventually(lambda: len(waiting(page)), until=lambda n: n == 4)
    # The next one is another meeting.
    page.get_by_role("button", name="Bắt đầu buổi này").tap()
    eventually(lambda: len(waiting(page)), until=lambda n: n == 5)

    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: Meeting.objects.count(), until=lambda n: n == 2)
    first, second = Meeting.objects.order_by("started_at")
    assert (first.ended_at is not None, second.ended_at) == (True, None)
    assert [row.user for row in first.presences.all()] == [minh]
    assert first.hands.get().counts == {"a": 9, "b": 0}
    assert not second.presences.exists() and not second.hands.exists()
