"""A buyer pays by card, and gets the money back on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from orders.models import Order
from orders.payments.ways.card.actions.accounts import set_card_keys
from orders.payments.ways.card.models import CardAccount
from tests.e2e.phone import NewPhone, follow, give_pin, log_in
from tests.live import LiveProject, RealDatabase
from tests.orders.conftest import make_shop
from tests.stripe_peer import StripePeer, running_peer

pytestmark = pytest.mark.e2e


@pytest.fixture
def peer() -> Iterator[StripePeer]:
    with running_peer() as peer:
        yield peer


@pytest.fixture
def project(
    real_db: RealDatabase, collected_static: str, tmp_path, peer: StripePeer
) -> Iterator[LiveProject]:
    """Return the project with the peer as its Stripe."""
    with LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        STRIPE_API_URL=peer.url,
        STRIPE_CHECKOUT_ORIGIN=peer.url,
    ) as project:
        yield project


def buy(page: Page, url: str, way: str) -> Order:
    page.goto(f"{url}/products/man-hau/")
    page.get_by_label("Mua mấy").fill("4")
    follow(page, page.get_by_role("button", name="Cho vào giỏ"))
    page.locator(".basket__ways summary").click()
    page.get_by_label(way).check()
    page.get_by_label("Tên người nhận").fill("Nguyễn Thu Hà")
    page.get_by_label("Số điện thoại").fill("0912345678")
    page.get_by_label("Giao đến").select_option("Phường Mộc Châu")
    follow(page, page.get_by_role("button", name="Đặt hàng"))
    return Order.objects.latest("pk")


def test_a_card_pays_and_gets_its_money_back(
    project: LiveProject, peer: StripePeer, new_phone: NewPhone
) -> None:
    url, shop = project.url, make_shop()
    set_card_keys(actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing)
    peer.webhook = f"{url}/webhooks/stripe/{CardAccount.objects.get().ref}/"

    stranger = new_phone()
    order = buy(stranger, url, "Thẻ quốc tế (Stripe)")
    stranger.get_by_role("button", name="Trả 130.000 đ bằng thẻ").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("130000 vnd")
    stranger.get_by_role("button", name="Pay").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text(f"Đơn {order.number}")
    expect(stranger.get_by_text("Trả bằng thẻ qua Stripe")).to_be_visible()

    give_pin(shop.lan)
    lan = new_phone()
    log_in(lan, url, shop.lan.card_number)
    lan.goto(f"{url}/ban-hang/don/{order.number}/")
    follow(lan, lan.get_by_role("button", name="Nhận đơn"))
    follow(lan, lan.get_by_role("button", name="Đã đóng gói"))
    follow(lan, lan.get_by_role("button", name="Đã gửi đi"))
    lan.get_by_text("Người mua trả hàng").click()
    lan.get_by_label("Vì sao").fill("dập")
    follow(lan, lan.get_by_role("button", name="Ghi trả hàng"))
    follow(lan, lan.get_by_role("button", name="Trả lại 130.000 đ vào thẻ"))
    lan.get_by_text("Lịch sử của đơn").click()
    expect(lan.get_by_text("Stripe trả lại 130.000 đ vào thẻ")).to_be_visible()
    assert [each["amount"] for each in peer.refunds.values()] == [130_000]
    stranger.reload()
    expect(stranger.get_by_text("Đã trả lại thẻ: 130.000 đ")).to_be_visible()
