"""Lan adds a recipe to the codes on a phone; a buyer finds it on the scanned page, and Thu takes it down."""

from __future__ import annotations

import os

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from playwright.sync_api import Page, expect

from tests.e2e.test_labels import PIN, sign_in
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot
from traceability.labels.actions.codes import code_for
from traceability.models import CodeLink

pytestmark = pytest.mark.e2e


@pytest.fixture
def world(live_project):
    with building():
        world = make_world()
        world.lot = a_lot(world)
        world.code = code_for(world.product)
        hasher = Argon2PasswordHasher()  # the project's own processes know no hashers for tests
        for user in (world.lan, world.thu):
            user.password = hasher.encode(PIN, hasher.salt())
            user.save(update_fields=["password"])
    return world


def look(page: Page, name: str) -> None:
    """Save a screenshot if PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def is_as_wide_as_the_phone(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.everything
def test_recipe_is_added_found_by_a_buyer_and_taken_down(world, live_project, page: Page, new_phone):
    url, origin_page = live_project.url, f"{live_project.url}/P/{world.code.value}/10/{world.lot.code}"
    sign_in(page, url, world.lan.card_number)
    page.goto(f"{url}/san-pham-cua-toi/{world.product.pk}/")
    page.get_by_role("link", name="Liên kết của mã").tap()
    expect(page.get_by_text("Chưa có liên kết nào")).to_be_visible()
    look(page, "links-none")
    page.get_by_role("link", name="Thêm liên kết").tap()
    page.get_by_label("Liên kết dẫn tới gì").select_option(label="Công thức nấu, cách làm món")
    page.get_by_label("Địa chỉ trang").fill("http://example.vn/mut-man")
    page.get_by_label("Tên gọi người mua đọc").fill("Cách làm mứt mận của nhà chị Lan")
    look(page, "links-form")
    page.get_by_role("button", name="Lưu liên kết").tap()
    expect(page.get_by_text("phải bắt đầu bằng https://").first).to_be_visible()
    look(page, "links-refused")
    assert not CodeLink.objects.exists()
    page.get_by_label("Địa chỉ trang").fill(
        "https://example.vn/mut-man-ba-cach-lam-tai-nha-rat-ngon-va-de-lam"
    )
    page.get_by_role("button", name="Lưu liên kết").tap()
    expect(page.get_by_text("Đang hiện")).to_be_visible()
    assert is_as_wide_as_the_phone(page)
    look(page, "links-one")

    buyer = new_phone()
    buyer.goto(origin_page)
    buyer.get_by_text("Xem thêm (1)").tap()
    link = buyer.get_by_role("link", name="Cách làm mứt mận của nhà chị Lan")
    expect(link).to_be_visible()
    assert link.get_attribute("href").startswith("https://example.vn/mut-man")
    look(buyer, "links-origin")
    buyer.goto(f"{origin_page}?linkType=linkset")
    expect(buyer.get_by_role("heading", name="Mã này dẫn tới")).to_be_visible()
    assert is_as_wide_as_the_phone(buyer)
    look(buyer, "links-linkset")

    officer = new_phone()
    sign_in(officer, url, world.thu.card_number)
    officer.goto(f"{url}/lien-ket/{world.product.pk}/")
    officer.get_by_role("link", name="Gỡ xuống").tap()
    officer.get_by_label("Vì sao gỡ").fill("Trang này bán hàng của nơi khác")
    look(officer, "links-take-down")
    officer.get_by_role("button", name="Gỡ xuống").tap()
    officer.get_by_text("Đã sửa, đã bỏ (1)").tap()
    expect(officer.get_by_text("Lý do: Trang này bán hàng của nơi khác")).to_be_visible()
    look(officer, "links-gone")
    buyer.goto(origin_page)
    expect(buyer.get_by_text("Xem thêm")).to_have_count(0)
