"""The basket on a phone and on a desktop: its height and columns, and the taps of a guest's order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from orders.models import DeliveryArea, Offer, Order, Shop
from products.models import Product
from tests.e2e.phone import NewPhone, Taps, follow, heading, sms_code
from tests.e2e.test_selling import printed
from tests.factories.products import PhotoFactory, ProducerFactory, ProductPhoto
from tests.factories.shops import make_shop_row
from tests.factories.traceability import LotFactory
from tests.live import LiveProject
from tests.orders.conftest import make_shop
from tests.traceability.scans.test_copies import path_of
from traceability.labels.actions.codes import code_for

pytestmark = pytest.mark.e2e

LONG_NAMES = (
    "Mận hậu Mộc Châu sấy dẻo không đường",
    "Cá sông Đà một nắng gói hút chân không",
    "Chè Shan tuyết cổ thụ Tà Xùa một tôm",
)


def three_sellers() -> SimpleNamespace:
    """Return make_shop()'s world with a third seller; each has long names, a photo, two ways each, and a fee that depends on
    the place."""
    shop = make_shop()
    tea_maker = ProducerFactory(name="Hợp tác xã chè Shan tuyết Tà Xùa", unit=shop.far)
    tea = Product.objects.create(
        producer=tea_maker, name="Chè", unit="hop", price=320_000, slug="che-shan", state="listed",
        listed_at=shop.product.listed_at,
    )  # fmt: skip
    shop.tea_lot = LotFactory(product=tea, code="CST2611-1", quantity=30, unit="hop")
    shop.tea = Offer.objects.create(product=tea, label="hộp", content=1, unit="hop", price=320_000)
    make_shop_row(tea_maker)
    shop.offers = [shop.bag, shop.fish, shop.tea]
    for offer, name in zip(shop.offers, LONG_NAMES, strict=True):
        Product.objects.filter(pk=offer.product_id).update(name=name)
        photo = PhotoFactory(producer=offer.product.producer, is_public=True)
        ProductPhoto.objects.create(product=offer.product, photo=photo, position=0)
        code_for(offer.product)
        row = offer.product.producer.shop
        DeliveryArea.objects.create(shop=row, unit=shop.commune, fee=20_000)
    Shop.objects.update(
        has_pickup=True, pickup_words="Tại vườn, bản Hoa Ban, sáng thứ bảy", delivery_fee=30_000,
        bank="970418", account="1234567890", holder="LO THI LAN",
    )  # fmt: skip
    return shop


def fill(page: Page, url: str, offers: list[Offer]) -> None:
    for offer in offers:
        page.goto(f"{url}/products/{offer.product.slug}/")
        with page.expect_navigation():
            page.get_by_role("button", name="Cho vào giỏ").first.click()


def choose_place(page: Page) -> None:
    page.get_by_label("Giao đến", exact=True).select_option("Phường Mộc Châu")
    with page.expect_navigation():
        page.get_by_role("button", name="Xem phí giao").click()


def box(target: Locator) -> FloatRect:
    found = target.bounding_box()
    assert found is not None
    return found


def height_of(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollHeight")


def test_a_basket_of_three_sellers_fits_on_a_phone_with_and_without_errors(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    shop = three_sellers()
    buyer = new_phone()
    buyer.set_viewport_size({"width": 360, "height": 640})
    fill(buyer, live_project.url, shop.offers[:1])
    choose_place(buyer)
    one = height_of(buyer)
    fill(buyer, live_project.url, shop.offers)
    expect(buyer.locator(".basket__part")).to_have_count(3)
    name = buyer.locator(".basket__name a").first.evaluate("e => e.getClientRects().length")
    assert name >= 2  # the names take two lines
    three = height_of(buyer)
    assert one < 1_400 and three <= 2_000, (one, three)
    bar = box(buyer.locator(".buy-bar"))
    assert bar["y"] + bar["height"] == 640  # what it costs and the one button are in view
    follow(buyer, buyer.get_by_role("button", name="Đặt hàng"))
    expect(buyer.locator(".field--error")).to_have_count(2)
    assert height_of(buyer) <= 2_200, height_of(buyer)
    assert buyer.evaluate("document.documentElement.scrollWidth") == 360


def test_the_sum_stands_beside_the_goods_on_a_desktop(live_project: LiveProject, new_phone: NewPhone) -> None:
    shop = three_sellers()
    page = new_phone()
    page.set_viewport_size({"width": 1366, "height": 768})
    fill(page, live_project.url, shop.offers)
    choose_place(page)
    goods, total = (box(page.locator(each)) for each in (".basket__goods", ".basket__sum"))
    assert goods["y"] == total["y"] and total["x"] > goods["x"] + goods["width"]
    assert goods["width"] > total["width"] and total["x"] + total["width"] <= 1_366
    button = box(page.get_by_role("button", name="Đặt hàng"))
    assert total["x"] <= button["x"] and button["y"] + button["height"] < 1_000


def test_a_guest_orders_from_two_sellers_within_4_screens_6_fields_and_9_taps(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    shop = three_sellers()
    buyer, taps, fields = new_phone(), Taps(), []
    fill(buyer, live_project.url, shop.offers[1:])
    Shop.objects.update(account="", bank="", holder="")  # cash only: the way with a code
    buyer.reload()
    screens = [buyer.url]

    def write(target: Locator, words: str) -> None:
        taps(target)
        fields.append(words)
        target.fill(words)

    def press(name: str) -> None:
        with buyer.expect_navigation():
            taps(buyer.get_by_role("button", name=name))
        screens.append(buyer.url)

    place = buyer.get_by_label("Giao đến", exact=True)
    taps.count, fields = 1, ["Phường Mộc Châu"]
    place.select_option("Phường Mộc Châu")
    expect(buyer.get_by_label("Xã, phường")).to_be_hidden()
    press("Xem phí giao")
    write(buyer.get_by_label("Tên người nhận"), "Nguyễn Thu Hà")
    write(buyer.get_by_label("Số điện thoại"), "0912345678")
    write(buyer.get_by_label("Số nhà, đường"), "12 ngõ 5")
    press("Đặt hàng")
    heading(buyer, "Nhập mã trong tin nhắn")
    write(buyer.get_by_label("Mã trong tin nhắn"), sms_code(live_project))
    press("Đặt hàng")
    heading(buyer, "Đã đặt hàng")
    assert sorted(Order.objects.values_list("total", flat=True)) == [110_000, 340_000]
    assert len(screens) <= 4 and len(fields) <= 6 and taps.count <= 9, (screens, fields, taps.count)


def test_a_phone_that_ordered_buys_again_from_a_scan_with_one_tap(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    label = url + path_of(printed(shop))
    buyer, other, taps = new_phone(), new_phone(), Taps()
    order_by_transfer(buyer, url)
    for phone, offers in ((buyer, 1), (other, 0)):
        phone.goto(label)
        expect(phone.get_by_role("link", name="Đặt mua loại này")).to_be_visible()
        expect(phone.get_by_role("button", name="Đặt mua lại 4 × túi 500 g")).to_have_count(offers)
    with buyer.expect_navigation():
        taps(buyer.get_by_role("button", name="Đặt mua lại"))
    heading(buyer, "Giỏ hàng")
    expect(buyer.locator("[name^=count-]")).to_have_value("4")
    assert taps.count == 1


def order_by_transfer(buyer: Page, url: str) -> None:
    buyer.goto(f"{url}/products/man-hau/")
    buyer.get_by_label("Mua mấy").fill("4")
    follow(buyer, buyer.get_by_role("button", name="Cho vào giỏ"))
    buyer.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    buyer.get_by_label("Số điện thoại").fill("0912345678")
    buyer.get_by_label("Giao đến", exact=True).select_option("Phường Mộc Châu")
    follow(buyer, buyer.get_by_role("button", name="Đặt hàng"))
    assert Order.objects.count() == 1


def test_a_labels_page_leads_to_the_basket_of_who_has_goods_in_it(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    shop = three_sellers()
    label = f"{live_project.url}/P/{code_for(shop.product).value}/10/{shop.lot.code}"
    buyer = new_phone()
    buyer.set_viewport_size({"width": 360, "height": 640})
    link = buyer.get_by_role("link", name="Giỏ hàng")
    buyer.goto(label)
    expect(buyer.locator(".verdict")).to_be_visible()
    expect(link).to_have_count(0)
    fill(buyer, live_project.url, shop.offers[:2])
    buyer.goto(label)
    expect(link).to_have_text("Giỏ hàng · 2")
    shown, verdict = box(link), box(buyer.locator(".verdict"))
    assert shown["height"] >= 48 and shown["x"] + shown["width"] == 360
    assert verdict["y"] >= shown["y"] + shown["height"]
    follow(buyer, link)
    expect(buyer.locator(".basket__part")).to_have_count(2)
