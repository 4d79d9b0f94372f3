"""A buyer chooses on a phone: sorts the list by what others said and bought, and sees on the card that little is left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from orders.reviews.actions import write_review
from products.search.actions import count_stale_cards, refresh_card
from tests.e2e.phone import NewPhone, follow, sms_code
from tests.live import LiveProject
from tests.orders.conftest import make_shop, order_of
from tests.orders.reviews.test_reviews import delivered

pytestmark = pytest.mark.e2e


@pytest.mark.everything
def test_a_buyer_sorts_goods_and_sees_that_little_is_left_after_an_order(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop(bags=20)
    for product in (shop.product, shop.other_product):
        product.refresh_from_db()
        refresh_card(product=product)
    for stars in (5, 4, 4):
        write_review(line=delivered(shop).lines.get(), stars=stars)
    order_of(shop, 1)  # not delivered: no order that counts
    count_stale_cards()
    phone = new_phone()
    for label in ("Đánh giá cao nhất", "Bán nhiều nhất"):
        phone.goto(f"{url}/products/")
        follow(phone, phone.get_by_role("link", name=label))
        expect(phone.locator(".card__title").first).to_have_text("Mận hậu Mộc Châu")
    card = phone.locator(".card", has_text="Mận hậu Mộc Châu")
    expect(card).to_contain_text("4,3")
    expect(card).to_contain_text("3 đánh giá")
    expect(card.locator(".card__supply")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360

    buy(phone, live_project, 13)
    assert count_stale_cards()  # the clock's job, within a minute
    phone.goto(f"{url}/products/?xep=dat-nhieu")
    expect(card).to_contain_text("Còn ít")

    buy(phone, live_project, 3)
    assert count_stale_cards()
    phone.goto(f"{url}/products/?xep=dat-nhieu")
    expect(card).to_contain_text("Hết hàng")
    follow(phone, card.get_by_role("link"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mận hậu Mộc Châu")


def buy(phone: Page, live_project: LiveProject, count: int) -> None:
    """Order `count` bags of plums as a guest; a second order needs no code."""
    phone.goto(f"{live_project.url}/products/man-hau/")
    phone.get_by_label("Mua mấy").fill(str(count))
    follow(phone, phone.get_by_role("button", name="Cho vào giỏ"))
    phone.goto(f"{live_project.url}/gio-hang/")
    phone.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    phone.get_by_label("Số điện thoại").fill("0987654321")
    phone.get_by_label("Giao đến").select_option("Phường Mộc Châu")
    follow(phone, phone.get_by_role("button", name="Đặt hàng"))
    if phone.get_by_label("Mã trong tin nhắn").count():
        phone.get_by_label("Mã trong tin nhắn").fill(sms_code(live_project))
        follow(phone, phone.get_by_role("button", name="Đặt hàng"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile("Đơn DH"))
