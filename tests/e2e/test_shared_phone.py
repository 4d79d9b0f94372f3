"""Two women share one phone: "Đổi người" shows both as tiles, and the PIN alone opens the next one's day."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from members.models import User
from tests.e2e.phone import PIN, NewPhone, give_pin, heading, log_in
from tests.factories.members import UserFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e


def test_next_person_needs_one_tap_and_her_pin(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    with building():
        mai = UserFactory(full_name="Quàng Thị Mai")
        give_pin(mai)
    page = new_phone()
    for user in (mai, officer):
        log_in(page, live_project.url, user.card_number, then="/")
        page.get_by_role("button", name="Đổi người").tap()
        heading(page, "Ai dùng máy này?")
    page.get_by_role("link", name="Mai").tap()
    heading(page, "Chào Mai")
    expect(page.get_by_text(mai.card_number)).to_have_count(0)
    page.get_by_label("Mã PIN", exact=True).fill(PIN)
    page.locator("main").get_by_role("button", name="Đăng nhập", exact=True).tap()
    heading(page, "Chào chị Mai")
    page.get_by_role("button", name="Đổi người").tap()
    page.get_by_text("Bỏ tên khỏi máy này").tap()
    page.get_by_role("button", name="Bỏ Mai").tap()
    expect(page.get_by_role("link", name="Mai")).to_have_count(0)
    expect(page.get_by_role("link", name=officer.get_short_name())).to_be_visible()
