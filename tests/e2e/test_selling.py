"""A buyer scans a label and orders from two producers on a phone, one by transfer and one in cash. The bank reports the transfer
twice, both producers pack and ship, the cash is recorded after delivery, and the buyer writes a review. A household answers where
it delivers, and only then and there it sells."""

from __future__ import annotations

import io
import json
import time
import urllib.request
from types import SimpleNamespace

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from members.models import Unit, User
from orders.bank.actions.feeds import set_secret
from orders.bank.signing import signature
from orders.models import BankFeed, Order
from orders.payments.ways.transfer.vietqr.reading import parse_vietqr
from tests.e2e.phone import NewPhone, follow, give_pin, log_in, sms_code
from tests.factories.shops import unset_delivery
from tests.live import LiveProject
from tests.orders.bank.test_feed import SECRET, bank_message
from tests.orders.conftest import make_shop
from tests.traceability.scans.test_copies import path_of
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.e2e


def test_a_buyer_orders_from_two_producers_and_both_send_it(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    buyer = new_phone(java_script_enabled=False)
    buyer.goto(url + path_of(printed(shop)))
    expect(buyer.get_by_role("status")).to_contain_text("Tem có trong sổ của Hội")
    follow(buyer, buyer.get_by_role("link", name="Đặt mua loại này"))
    for product, count in (("man-hau", "4"), ("ca-song-da", "2")):
        if product != "man-hau":
            buyer.goto(f"{url}/products/{product}/")
        buyer.get_by_label("Mua mấy").fill(count)
        follow(buyer, buyer.get_by_role("button", name="Cho vào giỏ"))
    expect(buyer.get_by_text("310.000 đ")).to_have_count(1)
    plums = buyer.locator("section", has_text="Vườn nhà Lan")
    plums.locator("summary").click()
    plums.get_by_label("Chuyển khoản cho người bán").check()
    buyer.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    buyer.get_by_label("Số điện thoại").fill("0912345678")
    buyer.get_by_label("Giao đến").select_option("Phường Mộc Châu")
    follow(buyer, buyer.get_by_role("button", name="Đặt hàng"))
    expect(buyer.get_by_role("heading", level=1)).to_have_text("Nhập mã trong tin nhắn")
    assert Order.objects.count() == 0
    buyer.get_by_label("Mã trong tin nhắn").fill(sms_code(live_project))
    follow(buyer, buyer.get_by_role("button", name="Đặt hàng"))
    expect(buyer.get_by_role("heading", level=1)).to_have_text("Đã đặt hàng")
    all_of_it = buyer.url

    follow(buyer, buyer.get_by_role("link", name="Vườn nhà Lan"))
    plum_order = Order.objects.get(producer=shop.producer)
    code = parse_vietqr(read_code(buyer))
    assert (code.bank, code.account, code.amount, code.purpose) == (
        "970418",
        "1234567890",
        130_000,
        plum_order.number,
    )
    with buyer.expect_download() as saved:
        buyer.get_by_role("link", name="Lưu ảnh").click()
    assert saved.value.suggested_filename == f"vietqr-{plum_order.number}.png"

    message = bank_message(
        plum_order, content=f"MBVCB.771.{code.purpose}.CT tu 0123", transferAmount=code.amount
    )
    for _again in range(2):
        assert send_bank_message(live_project, feed, message) == b'{"success": true}'
    assert plum_order.transfers.get().state == "matched"
    buyer.reload()
    expect(buyer.get_by_text("Ngân hàng báo 130.000 đ")).to_have_count(1)
    expect(buyer.locator(".vietqr")).to_have_count(0)

    carry_through(new_phone(), url, shop.lan, plum_order, "MAN-1", {})
    fish_order = Order.objects.get(producer=shop.other_product.producer)
    hoa = carry_through(new_phone(), url, shop.hoa, fish_order, "CA-1", {"Cân được (kg)": "1,9"})

    buyer.goto(all_of_it)
    expect(buyer.get_by_text("Đang giao")).to_have_count(2)
    follow(buyer, buyer.get_by_role("link", name="Bếp nhà Hoa"))
    expect(buyer.get_by_text("171.000 đ").first).to_be_visible()
    follow(buyer, buyer.get_by_role("button", name="Tôi đã nhận hàng"))
    fish_order.refresh_from_db()
    assert (fish_order.state, fish_order.paid_at) == ("delivered", None)
    # The buyer confirmed that the fish arrived; only the seller can confirm the cash.
    hoa.reload()
    follow(hoa, hoa.get_by_role("button", name="Đã nhận tiền 171.000 đ"))
    expect(hoa.get_by_role("button", name="Đã nhận tiền")).to_have_count(0)

    follow(buyer, buyer.get_by_role("link", name="Viết đánh giá").filter(has_text="Cá sông Đà"))
    buyer.get_by_label("4/5 · Hài lòng").check()
    buyer.get_by_label("Vài lời").fill("Cá tươi, gói kỹ.")
    follow(buyer, buyer.get_by_role("button", name="Đăng đánh giá"))
    buyer.goto(f"{url}/products/ca-song-da/")
    expect(buyer.get_by_text("4/5, 1 đánh giá").first).to_be_visible()
    expect(buyer.get_by_text("Cá tươi, gói kỹ.")).to_be_visible()
    for order, state, total, lot in (
        (plum_order, "shipped", 130_000, shop.lot),
        (fish_order, "delivered", 171_000, shop.fish_lot),
    ):
        order.refresh_from_db()
        assert (order.state, order.total, order.paid_amount) == (state, total, total)
        assert order.steps.filter(kind="paid").count() == 1
        assert [line.lot for line in order.lines.all()] == [lot]
    assert [line.scanned_lot for line in plum_order.lines.all()] == [shop.lot]
    assert plum_order.steps.get(kind="paid").by is None
    assert fish_order.steps.get(kind="paid").by == shop.hoa


def test_a_household_answers_where_it_delivers_and_a_buyer_farther_away_is_refused(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    unset_delivery(shop.producer)
    hanoi = Unit.objects.create(
        code=900001, name="Thành phố Hà Nội", kind="province", name_folded="thanh pho ha noi"
    )
    buyer, seller = new_phone(), new_phone()
    buyer.goto(f"{url}/products/man-hau/")
    expect(buyer.get_by_role("heading", name="Gọi hoặc nhắn để mua")).to_be_visible()
    expect(buyer.get_by_role("button", name="Cho vào giỏ")).to_have_count(0)

    give_pin(shop.lan)
    log_in(seller, url, shop.lan.card_number)
    asked = seller.locator("section", has_text="Giao tới đâu, phí bao nhiêu?").last
    follow(seller, asked.get_by_role("link", name="Trả lời"))
    expect(seller.locator("main input:checked")).to_have_count(0)
    expect(seller.get_by_label("Phí giao: Trong tỉnh Sơn La")).to_be_hidden()
    for place in ("Trong phường Mộc Châu", "Trong tỉnh Sơn La", "Tiền mặt"):
        seller.get_by_role("checkbox", name=place).check()
    seller.get_by_label("Phí giao: Trong phường Mộc Châu").fill("0")
    follow(seller, seller.get_by_role("button", name="Lưu cách giao"))
    expect(seller.locator(".field--error")).to_contain_text("Chị ghi phí giao, hoặc 0.")
    seller.get_by_label("Phí giao: Trong tỉnh Sơn La").fill("20k")
    follow(seller, seller.get_by_role("button", name="Lưu cách giao"))
    expect(seller.get_by_text("Đã lưu cách giao hàng.")).to_be_visible()

    buyer.reload()
    follow(buyer, buyer.get_by_role("button", name="Cho vào giỏ"))
    buyer.get_by_label("Giao đến", exact=True).select_option(hanoi.name)
    buyer.get_by_label("Xã, phường").fill("phường Cầu Giấy")
    follow(buyer, buyer.get_by_role("button", name="Xem phí giao"))
    refused = buyer.get_by_role("alert")
    expect(refused).to_contain_text("Vườn nhà Lan không giao đến phường Cầu Giấy, Thành phố Hà Nội.")
    expect(refused).to_contain_text("Nơi này giao đến: Tỉnh Sơn La.")
    expect(buyer.get_by_role("button", name="Đặt hàng")).to_be_disabled()
    follow(buyer, refused.get_by_role("button", name="Đổi nơi giao"))
    buyer.get_by_label("Giao đến", exact=True).select_option("Xã Quỳnh Nhai")
    follow(buyer, buyer.get_by_role("button", name="Xem phí giao"))
    buyer.locator(".basket__ways summary").click()
    buyer.get_by_label("Chuyển khoản cho người bán").check()
    buyer.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    buyer.get_by_label("Số điện thoại").fill("0912345678")
    follow(buyer, buyer.get_by_role("button", name="Đặt hàng"))
    order = Order.objects.get()
    assert (order.place_unit, order.fee, order.total) == (shop.far, 20_000, 45_000)


def send_bank_message(project: LiveProject, feed: BankFeed, message: dict) -> bytes:
    """Send it as SePay's server does, signed."""
    body, stamp = json.dumps(message).encode(), str(int(time.time()))
    headers = {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature(SECRET, stamp, body)}
    request = urllib.request.Request(
        f"{project.url}/webhooks/bank/{feed.ref}/",
        data=body,
        headers={"Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def printed(shop: SimpleNamespace) -> LabelRun:
    """Ten labels of the plums' lot."""
    return LabelRun.objects.create(
        lot=shop.lot,
        code=code_for(shop.product),
        count=10,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )


def read_code(page: Page) -> str:
    picture = Image.open(io.BytesIO(page.locator(".vietqr").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


def carry_through(
    page: Page, url: str, seller: User, order: Order, lot: str, weights: dict[str, str]
) -> Page:
    """From the notice on the home page to the parcel on its way, packed from `lot`."""
    give_pin(seller)
    log_in(page, url, seller.card_number)
    follow(page, page.get_by_role("link", name="Xem đơn"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đơn {order.number}")
    follow(page, page.get_by_role("button", name="Nhận đơn"))
    # The only lot is preselected.
    expect(page.get_by_label("Lô của").locator("option:checked")).to_contain_text(lot)
    for label, weight in weights.items():
        page.get_by_label(label).fill(weight)
    follow(page, page.get_by_role("button", name="Đã đóng gói"))
    page.get_by_label("Gửi bằng gì, số vận đơn").fill("xe khách, 0212 3 800 800")
    follow(page, page.get_by_role("button", name="Đã gửi đi"))
    return page
