"""A trainer makes a course on a phone: text, a picture, a voice; previews it as members see it and publishes it."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from courses.models import Asset, Course, Question, Step
from courses.question_banks.actions import create_bank
from members.acting import Actor
from members.models import User
from tests.courses import samples
from tests.e2e.phone import PATIENCE, NewPhone, eventually, give_pin, heading, log_in
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import LanFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

WORDS = "Lau mặt kính.\n\nĐứng **quay lưng** với nắng."


@pytest.fixture
def people(live_project: LiveProject) -> tuple[User, User]:
    with building():
        trainer, lan = make_trainer(), LanFactory()
        give_pin(trainer)
        give_pin(lan)
    return trainer, lan


@pytest.fixture
def phone_with_a_microphone(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """Chromium's own beeps replace the trainer's voice, and the microphone is allowed."""
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = [*browser_type_launch_args["args"], *fake]
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": args})
    context = browser.new_context(**browser_context_args, permissions=["microphone"])
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    browser.close()


def make_lesson(page: Page, url: str) -> None:
    """A course with one lesson of one step, and its text saved."""
    page.goto(f"{url}/hoc/soan/moi/")
    page.get_by_label("Tên khoá học").fill("Bán mận qua mạng")
    page.get_by_role("button", name="Mở khoá học").tap()
    heading(page, "Bán mận qua mạng")
    page.get_by_label("Tên bài mới").fill("Chụp ảnh mận")
    page.get_by_role("button", name="Thêm bài").tap()
    heading(page, "Chụp ảnh mận")
    page.get_by_role("button", name="Chữ", exact=True).tap()
    heading(page, "Bước 1: Chữ")
    page.locator("[name=vi_title]").fill("Lau máy ảnh")
    page.locator("[name=vi_text]").fill(WORDS)
    page.locator("[name=vi_picture_alt]").fill("Một chiếc điện thoại")
    page.get_by_role("button", name="Lưu bước").tap()
    expect(page.get_by_text("Đã lưu bước.")).to_be_visible()
    page.wait_for_load_state("load")  # without its script a file is uploaded in one piece without progress


def publish(page: Page, url: str) -> None:
    page.goto(f"{url}/hoc/soan/ban-man-qua-mang/dang/")
    page.get_by_label("Có gì mới").fill("Bản đầu")
    page.get_by_role("button", name="Đăng cho chị em học").tap()
    heading(page, "Các bản đã đăng")
    expect(page.get_by_text("Bản đầu: 1 bài.")).to_be_visible()


def test_a_course_with_a_picture_and_a_recorded_voice_is_made_on_a_phone(
    live_project: LiveProject,
    people: tuple[User, User],
    phone_with_a_microphone: BrowserContext,
    new_phone: NewPhone,
    tmp_path: Path,
) -> None:
    trainer, lan = people
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(samples.picture())
    page = phone_with_a_microphone.new_page()
    log_in(page, live_project.url, trainer.card_number)
    make_lesson(page, live_project.url)

    picture = page.get_by_role("region", name="Hình")
    with page.expect_file_chooser() as chooser:
        picture.get_by_text("Chụp hoặc chọn hình").tap()
    chooser.value.set_files(photo)  # and it is sent
    expect(picture.get_by_text("Tệp đã xong và ở đúng chỗ.")).to_be_visible()

    voice = page.get_by_role("region", name="Tiếng đọc: Tiếng Việt")
    voice.get_by_role("button", name="Thu giọng").tap()
    stop = voice.get_by_role("button", name="Dừng và gửi")
    expect(stop).to_be_visible()
    page.wait_for_timeout(1500)  # the trainer reads
    stop.tap()
    expect(voice.get_by_text("Tệp đã xong và ở đúng chỗ.")).to_be_visible()
    page.reload()
    expect(voice.get_by_text("Giọng người")).to_be_visible()
    (recorded,) = Asset.objects.filter(kind="audio")
    assert (recorded.variants[0]["content_type"], recorded.is_public) == ("audio/ogg", False)

    page.get_by_role("link", name="Xem như hội viên").tap()
    expect(page.get_by_text("Bản xem trước")).to_be_visible()
    expect(page.get_by_role("img", name="Một chiếc điện thoại")).to_be_visible()
    publish(page, live_project.url)

    phone = new_phone()
    lesson = Course.objects.get().modules.get().lessons.get()
    log_in(phone, live_project.url, lan.card_number, then=f"/hoc/ban-man-qua-mang/{lesson.key}/")
    expect(phone.get_by_role("img", name="Một chiếc điện thoại")).to_be_visible()
    expect(phone.get_by_text("Đứng quay lưng với nắng.")).to_be_visible()
    phone.get_by_role("button", name="Nghe").tap()
    expect(phone.get_by_role("button", name="Dừng")).to_be_visible()
    expect(phone.get_by_text("Giọng máy đọc")).to_have_count(0)


@pytest.mark.everything
def test_a_picture_question_is_photographed_and_read_aloud_on_a_phone(
    live_project: LiveProject,
    people: tuple[User, User],
    phone_with_a_microphone: BrowserContext,
    tmp_path: Path,
) -> None:
    trainer, _lan = people
    with building():
        bank = create_bank(actor=Actor.of(trainer), title="Chụp ảnh", course=make_course(author=trainer))
    page = phone_with_a_microphone.new_page()
    log_in(page, live_project.url, trainer.card_number, then=f"/hoc/ngan-hang/{bank.pk}/moi/picture_choice/")
    page.wait_for_load_state("load")
    page.locator("[name=text]").fill("Ảnh nào bán được mận?")
    for place in range(2):
        photo = tmp_path / f"anh-{place}.jpg"
        photo.write_bytes(samples.picture((900, 600 + place)))
        page.locator(f"[name='choices.{place}.photo']").set_input_files(photo)
    expect(page.locator(".photo-preview:visible")).to_have_count(2)
    page.get_by_role("button", name="Lưu rồi thu giọng").tap()
    voice = page.get_by_role("region", name="Tiếng đọc câu hỏi")
    expect(voice.get_by_text("Ảnh nào bán được mận?")).to_be_visible()
    page.wait_for_load_state("load")
    voice.get_by_role("button", name="Thu giọng").tap()
    stop = voice.get_by_role("button", name="Dừng và gửi")
    expect(stop).to_be_visible()
    page.wait_for_timeout(1500)  # the trainer reads
    stop.tap()
    expect(voice.get_by_text("Tệp đã xong và ở đúng chỗ.")).to_be_visible()
    page.reload()
    expect(voice.get_by_text("Giọng người")).to_be_visible()
    (body,) = Question.objects.values_list("body", flat=True)
    assert [len(row["picture"]["files"]) for row in body["choices"]] == [2, 2]
    assert (body["audio"]["kind"], body["audio_source"]) == ("audio", "recorded")


def test_a_course_is_made_without_scripts(
    live_project: LiveProject, people: tuple[User, User], new_phone: NewPhone, tmp_path: Path
) -> None:
    trainer, lan = people
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(samples.picture())
    page = new_phone(java_script_enabled=False)
    log_in(page, live_project.url, trainer.card_number)
    make_lesson(page, live_project.url)
    picture = page.get_by_role("region", name="Hình")
    picture.get_by_label("Chụp hoặc chọn hình").set_input_files(photo)
    picture.get_by_role("button", name="Gửi tệp").tap()
    expect(page.get_by_text("Đã nhận tệp, đang xử lý.")).to_be_visible()
    eventually(lambda: Step.objects.get().picture_id)
    publish(page, live_project.url)
    phone = new_phone()
    lesson = Course.objects.get().modules.get().lessons.get()
    log_in(phone, live_project.url, lan.card_number, then=f"/hoc/ban-man-qua-mang/{lesson.key}/")
    expect(phone.get_by_role("img", name="Một chiếc điện thoại")).to_be_visible()


@pytest.mark.everything
def test_an_upload_goes_on_where_the_dropped_line_left_it(
    live_project: LiveProject, people: tuple[User, User], new_phone: NewPhone, tmp_path: Path
) -> None:
    trainer, _lan = people
    recording = tmp_path / "giong.wav"
    with wave.open(str(recording), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(1_600_000))
    page = new_phone()
    log_in(page, live_project.url, trainer.card_number)
    make_lesson(page, live_project.url)
    pieces: list[str] = []

    def drop_the_second(route: Any) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) == 2:
                route.abort()
                return
        route.continue_()

    page.route("**/hoc/tai-len/**", drop_the_second)
    voice = page.get_by_role("region", name="Tiếng đọc: Tiếng Việt")
    voice.get_by_label("Hoặc chọn tệp ghi âm").set_input_files(recording)
    expect(voice.get_by_text("Tệp đã xong và ở đúng chỗ.")).to_be_visible()
    assert pieces == ["0", "524288", "524288", "1048576", "1572864"]
    assert Asset.objects.get().upload_length == recording.stat().st_size
