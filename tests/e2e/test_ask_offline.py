"""A question recorded without a connection: played again, stored through a restart, sent once, answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Playwright, expect

from courses.models import Asked
from members.models import User
from tests.e2e.conftest import OwnPhone
from tests.e2e.phone import NewPhone, eventually, follow, give_pin, log_in, ready
from tests.e2e.test_hand_in_offline import LOSE_THE_FIRST_ANSWER
from tests.e2e.test_lessons_offline import back_online, download_course, restart, wait_for
from tests.factories.courses import make_trainer, published_course
from tests.factories.members import LanFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e


@pytest.fixture
def people(live_project: LiveProject) -> tuple[User, User]:
    with building():
        trainer, lan = make_trainer(), LanFactory(full_name="Lò Thị Lan")
        published_course(author=trainer)
        give_pin(trainer)
        give_pin(lan)
    return trainer, lan


@pytest.fixture
def speaking_phone(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path: Path,
) -> Iterator[OwnPhone]:
    """Chromium's own beeps replace the member's voice, and the microphone is allowed."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    options = {**browser_type_launch_args, **browser_context_args, "permissions": ["microphone"]}
    options["args"] = [*browser_type_launch_args["args"], *fake]
    phone = OwnPhone(playwright, tmp_path / "phone", options)
    yield phone
    phone.put_away()


def speak(page: Page) -> None:
    page.get_by_role("button", name="Nói vào máy").tap()
    stop = page.get_by_role("button", name="Dừng")
    expect(stop).to_contain_text("0:01")
    stop.tap()
    heard = page.locator("audio.recorder__heard")
    expect(heard).to_be_visible()
    assert eventually(lambda: page.evaluate("() => document.querySelector('[name=voice]').files[0]?.size"))


def stored_voice(page: Page) -> tuple[str, str, bool]:
    """Return of the only entry on the phone: its state, its step, and whether it has a voice of a plausible size."""
    wait_for(page, 1)
    state, step, size, kind = page.evaluate(
        """async () => {
          const [{ state, fields }] = await pieu.outbox.list();
          const { voice, step } = Object.fromEntries(fields);
          return [state, step, voice.size, voice.type];
        }"""
    )
    return state, step, kind.startswith("audio/webm") and 1_000 < size < 1_500_000


def test_a_question_spoken_offline_waits_through_a_restart_and_is_sent_once(
    live_project: LiveProject, people: tuple[User, User], speaking_phone: OwnPhone, new_phone: NewPhone
) -> None:
    trainer, lan = people
    page = speaking_phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)

    _context, page = restart(speaking_phone, live_project)
    page.goto(f"{live_project.url}/hoc/ban-hang/mot/#b2")
    follow(page, page.locator(".step[data-shown]").get_by_role("link", name="Hỏi giảng viên"))
    ready(page)

    # A file that no server would accept is rejected at once, not after a day.
    large = {"name": "hop.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3" + bytes(1_600_000)}
    page.locator("[name=voice]").set_input_files(large)
    expect(page.locator("form [data-state]")).to_contain_text("lớn quá 1,5 MB")
    assert page.evaluate("() => document.querySelector('[name=voice]').files.length") == 0

    speak(page)
    page.get_by_role("button", name="Lưu câu hỏi, có mạng thì gửi").tap()
    page.wait_for_url("**/hoc/ban-hang/mot/#hoi-dap")
    assert stored_voice(page) == ("waiting", "b", True)
    expect(page.locator("[data-waiting]")).to_be_visible()

    context, page = restart(speaking_phone, live_project)
    page.goto(f"{live_project.url}/hoc/ban-hang/mot/")
    ready(page)
    assert stored_voice(page) == ("waiting", "b", True)
    assert not Asked.objects.exists()
    before = timezone.now()

    # The server stores it, but the answer is lost: the phone sends it again, and there is still one.
    page.evaluate(LOSE_THE_FIRST_ANSWER)
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    back_online(context, page, live_project)
    sent = page.evaluate("() => window.sent")
    assert len(sent) == 2 and len(set(sent)) == 1
    asked = Asked.objects.select_related("voice").get()
    assert (asked.user, asked.lesson_key, asked.step_key, asked.text) == (lan, "mot", "b", "")
    # The time of the recording, not of its arrival.
    assert timedelta(minutes=-5) < asked.asked_at - before < timedelta(0)

    # The trainer plays it and answers by voice, too.
    desk = new_phone()
    log_in(desk, live_project.url, trainer.card_number, then=f"/hoc/cau-hoi/{asked.pk}/")
    spoken = desk.locator("main audio[src]").first
    # Not by the page's own fetch: a body that nobody reads to its end prevents the browser from closing.
    address = spoken.evaluate("a => a.src")
    assert desk.request.get(address).headers["content-type"] == "audio/webm"
    desk.get_by_label("Trả lời", exact=True).fill("Được chị ạ.")
    desk.get_by_role("button", name="Gửi trả lời").tap()
    eventually(lambda: Asked.objects.get().answer, until=lambda answer: answer == "Được chị ạ.")


def test_voice_question_is_sent_while_the_recording_still_runs(
    live_project: LiveProject, people: tuple[User, User], speaking_phone: OwnPhone
) -> None:
    _trainer, lan = people
    page = speaking_phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/mot/hoi/?step=a")
    ready(page)
    page.get_by_role("button", name="Nói vào máy").tap()
    expect(page.get_by_role("button", name="Dừng")).to_contain_text("0:01")
    page.get_by_role("button", name="Gửi câu hỏi").tap()
    page.wait_for_url("**/hoc/ban-hang/mot/#hoi-dap")
    asked = eventually(lambda: Asked.objects.select_related("voice").first())
    assert (asked.step_key, asked.voice.variants[0]["content_type"]) == ("a", "audio/webm")
