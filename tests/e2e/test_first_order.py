"""From a new number to the first order and on to the second, on phones: a woman signs up and lists what she picked, an officer
verifies her and lists it, she answers where she delivers, a stranger scans her label, orders, reviews, and orders again."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import Unit, User
from orders.models import Order, Review
from tests.e2e.jobs import (
    approve,
    complete_and_submit,
    confirm,
    print_labels,
    put_product_in,
    read_labels,
    sign_up,
)
from tests.e2e.phone import NewPhone, follow, heading, log_in, sms_code
from tests.live import LiveProject

pytestmark = pytest.mark.e2e

BUYER_PHONE = "0987 654 321"


@pytest.mark.everything
def test_from_a_new_number_to_the_first_order_and_the_second(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    url = live_project.url
    lan, desk, buyer = new_phone(), new_phone(), new_phone()

    sign_up(lan, live_project)
    log_in(desk, url, officer.card_number, then="/can-bo/")
    confirm(desk)
    put_product_in(lan, url, photo="Chọn ảnh đã chụp")
    complete_and_submit(lan, months=[timezone.localdate().month])
    approve(desk, url)
    code = read_labels(print_labels(lan, url))[0]

    buyer.goto(code)
    follow(buyer, buyer.get_by_role("link", name="Đặt mua loại này"))
    expect(buyer.get_by_role("heading", name="Gọi hoặc nhắn để mua")).to_be_visible()
    expect(buyer.get_by_role("button", name="Cho vào giỏ")).to_have_count(0)
    answer_delivery(lan, url)

    order = place_order(buyer, live_project)
    assert (order.fee, order.total) == (20_000, 110_000)
    pack_and_send(lan, url, order)
    buyer.reload()
    follow(buyer, buyer.get_by_role("button", name="Tôi đã nhận hàng"))
    lan.reload()
    follow(lan, lan.get_by_role("button", name="Đã nhận tiền 110.000 đ"))
    order.refresh_from_db()
    assert (order.state, order.paid_amount) == ("delivered", order.total)
    review(buyer)
    assert Review.objects.get().product == order.lines.get().product

    # The same label, months later.
    buyer.goto(code)
    follow(buyer, buyer.get_by_role("button", name="Đặt mua lại 2 kg"))
    expect(buyer.get_by_label("Mua bao nhiêu, Mận hậu Mộc Châu")).to_have_value("2")
    buyer.goto(f"{url}/products/man-hau-moc-chau/")
    expect(buyer.get_by_text("4/5, 1 đánh giá").first).to_be_visible()


def answer_delivery(page: Page, url: str) -> None:
    """Answer: within the commune for nothing, within the province for 20,000, nowhere else; in cash."""
    page.goto(url)
    follow(page, page.get_by_role("link", name="Trả lời").first)
    heading(page, "Giao tới đâu, phí bao nhiêu?")
    for place in ("Trong phường Mộc Châu", "Trong tỉnh Sơn La", "Tiền mặt"):
        page.get_by_role("checkbox", name=place).check()
    page.get_by_label("Phí giao: Trong phường Mộc Châu").fill("0")
    page.get_by_label("Phí giao: Trong tỉnh Sơn La").fill("20k")
    follow(page, page.get_by_role("button", name="Lưu cách giao"))
    expect(page.get_by_text("Đã lưu cách giao hàng.")).to_be_visible()


def place_order(page: Page, project: LiveProject) -> Order:
    """Order 2 kg as somebody without an account: refused outside the province, sent to Quỳnh Nhai."""
    page.reload()
    page.get_by_label("Mua mấy").fill("2")
    follow(page, page.get_by_role("button", name="Cho vào giỏ"))
    hanoi = Unit.objects.get(kind="province", name__contains="Hà Nội")
    page.get_by_label("Giao đến", exact=True).select_option(hanoi.name)
    page.get_by_label("Xã, phường").fill("phường Cầu Giấy")
    follow(page, page.get_by_role("button", name="Xem phí giao"))
    refused = page.get_by_role("alert")
    expect(refused).to_contain_text("không giao đến phường Cầu Giấy")
    expect(page.get_by_role("button", name="Đặt hàng")).to_be_disabled()
    follow(page, refused.get_by_role("button", name="Đổi nơi giao"))
    page.get_by_label("Giao đến", exact=True).select_option("Xã Quỳnh Nhai")
    follow(page, page.get_by_role("button", name="Xem phí giao"))
    page.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    page.get_by_label("Số điện thoại").fill(BUYER_PHONE)
    follow(page, page.get_by_role("button", name="Đặt hàng"))
    assert not Order.objects.exists()
    page.get_by_label("Mã trong tin nhắn").fill(sms_code(project, to=BUYER_PHONE))
    follow(page, page.get_by_role("button", name="Đặt hàng"))
    order = Order.objects.get()
    heading(page, f"Đơn {order.number}")
    return order


def pack_and_send(page: Page, url: str, order: Order) -> None:
    """From the next step on her home page."""
    page.goto(url)
    follow(page, page.get_by_role("link", name="Xem đơn"))
    heading(page, f"Đơn {order.number}")
    follow(page, page.get_by_role("button", name="Nhận đơn"))
    follow(page, page.get_by_role("button", name="Đã đóng gói"))
    page.get_by_label("Gửi bằng gì, số vận đơn").fill("xe khách, 0212 3 800 800")
    follow(page, page.get_by_role("button", name="Đã gửi đi"))


def review(page: Page) -> None:
    follow(page, page.get_by_role("link", name="Viết đánh giá"))
    page.get_by_label("4/5 · Hài lòng").check()
    page.get_by_label("Vài lời").fill("Mận giòn, gói kỹ.")
    follow(page, page.get_by_role("button", name="Đăng đánh giá"))
