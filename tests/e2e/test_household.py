"""A buyer reads a household's page and reaches a product and its reviews. A member writes her story and shares, which ends the
road to the first order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order, ship_order
from orders.reviews.actions import write_review
from products.producers.actions.producers import update_producer
from products.search.actions import refresh_card
from tests.e2e.phone import NewPhone, follow, give_pin, heading, log_in, ready
from tests.live import LiveProject
from tests.orders.conftest import make_shop, order_of
from tests.traceability.scans.test_origin import make_run
from traceability.models import LabelPrint

pytestmark = pytest.mark.e2e

# A phone's share sheet in which she chooses somebody; headless Chromium has none.
SHARE_SHEET = """
    window.shared = [];
    navigator.canShare = () => true;
    navigator.share = async (what) => { window.shared.push(what.title); };
"""


def test_a_buyer_reads_a_household_and_reaches_a_product_and_its_reviews(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    update_producer(actor=shop.as_.lan, producer=shop.producer, changes={"about": "Trồng mận từ đời mẹ."})
    refresh_card(product=shop.product)
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 1))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order, unpaid_ok=True)
    order = deliver_order(actor=shop.as_.lan, order=order)
    write_review(line=order.lines.get(), stars=5, words="Quả giòn.")
    buyer = new_phone(java_script_enabled=False)
    buyer.goto(f"{url}/S/{shop.producer.pk}")
    heading(buyer, "Vườn nhà Lan")
    expect(buyer.get_by_text("Trồng mận từ đời mẹ.")).to_be_visible()
    expect(buyer.get_by_text("Quả giòn.")).to_be_visible()
    buyer.get_by_role("link", name="Xem 1 món đang bán").tap()
    assert buyer.url.endswith("#goods-title")
    follow(buyer, buyer.locator(".card").get_by_role("link", name=shop.product.name))
    heading(buyer, shop.product.name)
    expect(buyer.get_by_text("Quả giòn.")).to_be_visible()
    follow(buyer, buyer.get_by_role("link", name="Vườn nhà Lan").first)
    follow(buyer, buyer.get_by_role("link", name="Xem tất cả, hoặc báo một đánh giá"))
    heading(buyer, "Người mua nói về Vườn nhà Lan")
    expect(buyer.get_by_text("Quả giòn.")).to_be_visible()


def test_a_member_writes_her_story_and_shares_and_the_last_stitch_is_done(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    LabelPrint.objects.create(run=make_run(shop.lot), kind="first", first=1, last=2, by=shop.lan)
    give_pin(shop.lan)
    lan = new_phone()
    lan.add_init_script(SHARE_SHEET)
    log_in(lan, url, shop.lan.card_number)
    last = lan.locator(".road li").last
    expect(last).to_contain_text("In tem và chia sẻ")
    expect(lan.locator(".road li.is-done")).to_have_count(4)

    lan.goto(f"{url}/san-xuat/{shop.producer.pk}/")
    follow(lan, lan.get_by_role("link", name="Viết chuyện"))
    ready(lan)
    lan.get_by_label("Chuyện của chị").fill("Nhà tôi trồng mận từ năm 1998.")
    follow(lan, lan.get_by_role("button", name="Lưu"))
    heading(lan, "Vườn nhà Lan")
    expect(lan.get_by_text("Nhà tôi trồng mận từ năm 1998.")).to_be_visible()

    lan.goto(url)
    follow(lan, last.get_by_role("link"))
    heading(lan, "Chia sẻ")
    lan.locator("[data-share-picture]").first.tap()
    expect(lan.get_by_text("Đã ghi: chị đã chia sẻ.")).to_be_visible()
    assert lan.evaluate("window.shared") == [shop.product.name]
    expect(lan.get_by_role("button", name="Tôi đã chia sẻ")).to_be_hidden()
    lan.goto(url)
    expect(lan.locator(".road li.is-done")).to_have_count(5)


def test_a_member_without_scripts_presses_that_she_shared(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    give_pin(shop.lan)
    lan = new_phone(java_script_enabled=False)
    log_in(lan, url, shop.lan.card_number)
    lan.goto(f"{url}/ban-hang/san-pham/{shop.product.pk}/chia-se/")
    expect(lan.get_by_role("link", name="Mở Zalo")).to_be_visible()
    follow(lan, lan.get_by_role("button", name="Tôi đã chia sẻ"))
    expect(lan.get_by_text("Chị đã chia sẻ rồi.")).to_be_visible()
    expect(lan.get_by_role("button", name="Tôi đã chia sẻ")).to_have_count(0)
