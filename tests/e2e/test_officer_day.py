"""An officer's day on a phone: members, a product that she returns with a suggested reason, one that she lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.branches.enums import MembershipState
from members.models import Membership, User
from products.models import Product
from tests.e2e.phone import NewPhone, heading, log_in
from tests.factories.members import UserFactory
from tests.factories.products import ProducerFactory, ProductFactory
from tests.live import LiveProject

pytestmark = pytest.mark.e2e


def waiting(producer: Any, **fields: Any) -> Product:
    product = ProductFactory(producer=producer, state="submitted", submitted_at=timezone.now(), **fields)
    product.decisions.create(state="submitted")
    return product


def test_officer_confirms_returns_and_lists_without_leaving_her_queues(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    with transaction.atomic():
        branch = officer.role_grants.get().branch
        people = [UserFactory(full_name=name) for name in ("Cầm Thị Một", "Cầm Thị Hai")]
        for person in people:
            Membership.objects.create(user=person, branch=branch)
        producer = ProducerFactory(unit=branch.unit, branch=branch)
        poor = waiting(producer, name="Mận thiếu tháng", season_months=[])
        good = waiting(producer, name="Mận đủ")
    page = new_phone()
    log_in(page, live_project.url, officer.card_number, then="/can-bo/")
    confirm_first(page)
    return_with_edited_reason(page, poor)
    heading(page, "Mận đủ")
    expect(page.get_by_text("Đã gửi lại “Mận thiếu tháng” để bổ sung. Còn 1 việc chờ.")).to_be_visible()
    page.get_by_role("button", name="Duyệt, cho lên sàn").tap()
    heading(page, "Sản phẩm chờ duyệt")
    expect(page.get_by_text("Không còn sản phẩm nào chờ")).to_be_visible()
    good.refresh_from_db()
    assert good.state == "listed"
    states = Membership.objects.filter(user__in=people).order_by("pk").values_list("state", flat=True)
    assert list(states) == [MembershipState.CONFIRMED, MembershipState.REQUESTED]


def confirm_first(page: Page) -> None:
    """The confirmed row stays in its place, and the page is not loaded again."""
    page.evaluate("window.notLoadedAgain = true")
    rows = page.locator(".waiting-row", has_text="Cầm Thị")
    rows.first.get_by_role("button", name="Xác nhận").tap()
    expect(page.get_by_text("Đã xác nhận: Cầm Thị Một là hội viên.")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(page.locator("#waiting-count")).to_have_text("1")
    assert page.evaluate("window.notLoadedAgain")


def return_with_edited_reason(page: Page, product: Product) -> None:
    page.get_by_role("link", name="Xem lần lượt").first.tap()
    heading(page, product.name)
    page.get_by_text("Gửi lại để bổ sung").tap()
    words, suggested = page.get_by_label("Lời nhắn"), page.get_by_label("Chị chọn những tháng có hàng.")
    expect(words).to_have_value("Chị chọn những tháng có hàng.\nChị viết số lượng đang có, ví dụ: 50.")
    page.get_by_label("Ảnh chưa đúng sản phẩm.").tap()
    expect(words).to_have_value(
        "Chị chọn những tháng có hàng.\nChị viết số lượng đang có, ví dụ: 50.\nẢnh chưa đúng sản phẩm."
    )
    words.fill("Chị chọn tháng 5, 6 nếu đúng.\nẢnh chưa đúng sản phẩm.")
    expect(suggested).not_to_be_checked()
    page.get_by_role("button", name="Gửi lại").tap()
    heading(page, "Mận đủ")
    assert product.decisions.first().reasons == "Chị chọn tháng 5, 6 nếu đúng.\nẢnh chưa đúng sản phẩm."
