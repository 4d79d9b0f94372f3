"""Lan orders a sheet on a phone, watches its progress, and downloads it for a printer."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from playwright.sync_api import Page, expect

from tests.shared_rows import building
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot, numbers, serials_in
from traceability.models import LabelPrint, LabelRun

pytestmark = pytest.mark.e2e

PIN = "246810"


@pytest.fixture
def world(live_project):
    with building():
        world = make_world()
        world.lot = a_lot(world)
        hasher = Argon2PasswordHasher()  # the project's own processes know no hashers for tests
        world.lan.password = hasher.encode(PIN, hasher.salt())
        world.lan.save(update_fields=["password"])
    return world


def sign_in(page: Page, url: str, card: str) -> None:
    page.goto(f"{url}/tai-khoan/dang-nhap/")
    page.locator("input[name=login]").fill(card)
    page.locator("input[name=password]").fill(PIN)
    page.locator("main button[type=submit]").first.tap()
    expect(page).not_to_have_url(re.compile("dang-nhap"))


def test_sheet_is_asked_for_watched_and_taken_on_a_phone(world, live_project, page: Page, tmp_path):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    # The product's photo is a row without a file.
    page.route("**/anh/**", lambda route: route.fulfill(content_type="image/webp", body=b""))
    sign_in(page, live_project.url, world.lan.card_number)
    # The worker sleeps until the page has shown that the sheet waits.
    live_project.stop("worker")
    page.goto(f"{live_project.url}/tem/moi/")
    page.get_by_text("Tờ A4 có 24 tem").tap()
    count = page.get_by_label("Số tem", exact=True)
    expect(count).to_have_value("48")
    page.get_by_role("button", name="Bớt một tờ").tap()
    expect(count).to_have_value("24")
    page.get_by_role("button", name="Thêm một tờ").tap()
    page.get_by_role("button", name="Làm tem").tap()
    expect(page.get_by_text("Tem đang chờ đến lượt")).to_be_visible()
    live_project.start("worker")
    # Without a tap the page updates itself.
    expect(page.get_by_role("button", name="In 48 tem")).to_be_visible()
    page.get_by_role("button", name="In 48 tem").tap()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tờ in (PDF)").tap()
    sheet = tmp_path / "tem.pdf"
    download.value.save_as(sheet)
    assert serials_in(sheet) == numbers((1, 48))
    run, taken = LabelRun.objects.get(), LabelPrint.objects.get()
    assert (run.requested_by, taken.by, taken.last) == (world.lan, world.lan, 48)
    assert complaints == []
