"""A practice task photographed without a connection: stored on the phone, sent once later, visible to the trainer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.models import HandIn, Step
from members.models import User
from tests.e2e.phone import NewPhone, eventually, follow, give_pin, log_in, ready
from tests.e2e.test_lessons_offline import back_online, download_course, restart, wait_for
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import LanFactory
from tests.factories.products import picture
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
TASK = "/hoc/viec-that/ban-hang/mot/c/"
# In the page and not by Playwright's routes: a request repeated by a route's handler sometimes never returned.
LOSE_THE_FIRST_ANSWER = """() => {
  const { fetch } = window;
  window.sent = [];
  window.fetch = async (...asked) => {
    const answer = await fetch(...asked);
    if (asked[1]?.method !== "POST") return answer;
    window.sent.push(asked[1].headers["Idempotency-Key"]);
    if (window.sent.length === 1) throw new TypeError("lost");
    return answer;
  };
}"""


@pytest.fixture
def people(live_project: LiveProject) -> tuple[User, User]:
    """The trainer of a course whose third step asks for a photo, and Lan who learns it."""
    with building():
        trainer, lan = make_trainer(), LanFactory(full_name="Lò Thị Lan")
        course = make_course(author=trainer)
        task = Step.objects.filter(lesson__module__course=course, lesson__key="mot", key="c")
        task.update(kind=StepKind.TASK, settings={"kind": "handed_in", "count": 1})
        freeze_course(course=course)
        give_pin(trainer)
        give_pin(lan)
    return trainer, lan


def photo_that_waits(page: Page) -> dict[str, Any]:
    """Return of the only entry on the phone: its kind, its text, and the size and type of its photo."""
    wait_for(page, 1)
    waiting = page.evaluate(
        """async () => {
          const [{ kind, state, fields }] = await pieu.outbox.list();
          const file = fields.find(([, value]) => value instanceof Blob)?.[1];
          const image = file && (await createImageBitmap(file));
          return { kind, state, text: fields.find(([name]) => name === "text")[1], type: file?.type, width: image?.width };
        }"""
    )
    assert isinstance(waiting, dict)
    return waiting


def test_a_photo_taken_offline_waits_through_a_restart_and_is_sent_once(
    live_project: LiveProject, people: tuple[User, User], phone: Any, new_phone: NewPhone
) -> None:
    trainer, lan = people
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)

    # In the garden, after a restart of the browser: the task's page and the camera still work.
    _context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/ban-hang/mot/#b3")
    follow(page, page.locator("[data-task=handed_in] .button--big"))
    ready(page)
    assert page.url.endswith(TASK)
    page.locator("[name=text]").fill("Em chụp ngoài vườn.")
    with page.expect_file_chooser() as chooser:
        page.locator(".button--palm").tap()
    chooser.value.set_files({"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": picture(3000, 2000)})
    expect(page.locator(".photo-preview img")).to_be_visible()
    follow(page, page.get_by_role("button", name="Nộp cho giảng viên"))  # it leads back to the task's page
    ready(page)
    expect(page.locator("[data-outbox-list=hand-in] li")).to_have_count(1)
    stored = {
        "kind": "hand-in", "state": "waiting", "text": "Em chụp ngoài vườn.", "type": "image/jpeg", "width": 2048,
    }  # fmt: skip
    assert photo_that_waits(page) == stored

    # Closed and opened once more, still without a connection.
    context, page = restart(phone, live_project)
    page.goto(live_project.url + TASK)
    ready(page)
    expect(page.locator("[data-outbox-list=hand-in] li")).to_be_visible()
    assert photo_that_waits(page) == stored
    assert not HandIn.objects.exists()

    # Back in the village. The server stores it, but the answer is lost: the phone sends it again, and there is still one.
    page.evaluate(LOSE_THE_FIRST_ANSWER)
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    back_online(context, page, live_project)
    sent = page.evaluate("() => window.sent")
    assert len(sent) == 2 and len(set(sent)) == 1
    hand_in = HandIn.objects.get()
    assert (hand_in.enrolment.user, hand_in.state, hand_in.text) == (lan, "waiting", "Em chụp ngoài vườn.")
    assert hand_in.photos.count() == 1

    # The trainer finds it, with the photo.
    desk = new_phone()
    log_in(desk, live_project.url, trainer.card_number, then="/hoc/bai-nop/")
    follow(desk, desk.get_by_role("link", name="Lò Thị Lan"))
    expect(desk.get_by_text("Em chụp ngoài vườn.")).to_be_visible()
    image = desk.locator("main img").first
    expect(image).to_be_visible()
    assert image.evaluate("async (image) => (await image.decode(), image.naturalWidth)") > 0
    desk.get_by_role("button", name="Nhận bài").tap()
    eventually(lambda: HandIn.objects.get().state, until=lambda state: state == "accepted")
