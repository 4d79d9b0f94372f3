"""The code at the door of a class: complete on a laptop's screen, opened by a phone's camera, and the member is marked present."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from courses.models import Attendance
from tests.e2e.phone import NewPhone, follow, give_pin, log_in
from tests.factories.classes import a_class
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e


def code_on_screen(page: Page) -> str:
    """Read the code from the visible part of the screen, without scrolling."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return str(code.text)


def test_attendance_by_the_code_at_the_door(live_project: LiveProject, new_phone: NewPhone) -> None:
    with building():
        trainer, lan = make_trainer(), LanFactory()
        give_pin(trainer)
        give_pin(lan)
        held = a_class(trainer, starts_at=timezone.now() + timedelta(minutes=20))
    desk = new_phone(color_scheme="dark")
    desk.set_viewport_size({"width": 1280, "height": 720})  # a laptop on a table at the door
    log_in(desk, live_project.url, trainer.card_number, then=f"/hoc/lop/{held.pk}/cua/")
    expect(desk.locator(".door svg")).to_be_visible()
    address = code_on_screen(desk)
    desk.set_viewport_size({"width": 360, "height": 640})
    assert f"/hoc/lop/{held.pk}/co-mat/" in code_on_screen(desk)

    phone = new_phone()
    log_in(phone, live_project.url, lan.card_number)
    phone.goto(address)
    follow(phone, phone.locator("main form button[type=submit]").first)
    assert [row.user for row in Attendance.objects.filter(live_class=held)] == [lan]
    desk.reload()
    expect(desk.locator("main")).to_contain_text("1 người đã có mặt")
