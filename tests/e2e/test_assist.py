"""Làm hộ on the officer's phone: an account on paper, a product entered for the member, then the member alone."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from backend.common import qr
from members.consent.enums import ConsentChannel
from members.models import AssistSession, Consent, User
from products.models import Product
from tests.factories.members import PIN, OfficerFactory, chapter
from tests.factories.products import picture
from tests.live import LiveProject

pytestmark = pytest.mark.e2e
NEW_PIN = "529306"


def sign_in(page: Page, url: str, card: str, secret: str) -> None:
    page.goto(f"{url}/tai-khoan/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc số thẻ").fill(card)
    page.get_by_label("Mã PIN", exact=True).fill(secret)
    page.locator("main").get_by_role("button", name="Đăng nhập", exact=True).tap()
    page.wait_for_url(f"{url}/")


def put_in_a_product(page: Page, url: str) -> None:
    page.goto(f"{url}/san-pham-cua-toi/moi/")
    with page.expect_file_chooser() as chooser:
        page.locator("section:not([hidden]) .button--palm").tap()
    chooser.value.set_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture(1600, 1200)})
    for name, text in (("name", "Măng sặt khô"), ("price", "180000"), ("quantity", "20")):
        page.locator(f"section:not([hidden]) [name={name}]").press_sequentially(text)
        page.locator("section:not([hidden]) button[type=submit]").first.tap()
    page.wait_for_url(lambda address: urlsplit(address).path.endswith("/xem/"))


def test_member_without_a_smartphone_is_helped_and_sets_an_own_secret(
    live_project: LiveProject, browser: Browser, browser_context_args: dict, settings
) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher"
    ]  # as the live project has it
    url = live_project.url
    officer = OfficerFactory()
    chapter()
    desk = browser.new_context(**browser_context_args).new_page()
    sign_in(desk, url, officer.card_number, PIN)

    desk.goto(f"{url}/lam-ho/")
    desk.get_by_role("link", name="Mở tài khoản cho hội viên").tap()
    desk.get_by_label("Họ và tên").fill("Lường Thị Bằng")
    desk.get_by_label("Chi hội").select_option(label="Chi hội bản Áng")
    desk.get_by_label("Tôi đồng ý để Hội hiện họ tên của tôi trên trang sản phẩm").check()
    desk.get_by_role("button", name="Mở tài khoản và in giấy").tap()
    expect(desk.get_by_role("heading", name="Đã mở tài khoản cho Lường Thị Bằng")).to_be_visible()
    member = User.objects.get(full_name="Lường Thị Bằng")
    consent = Consent.objects.get(user=member)
    assert (consent.purpose, consent.channel) == ("public_name", ConsentChannel.PAPER)

    # The printed paper: its QR code opens the log-in page, and the code is on it as text.
    desk.emulate_media(media="print")
    shot = desk.locator(".member-card__qr").screenshot()
    desk.emulate_media(media="screen")
    assert read(shot) == [f"{url}/tai-khoan/dang-nhap/#so={member.card_number}"]
    code = desk.locator(".big-code").inner_text()

    expect(desk.get_by_text("Đang làm hộ cho")).to_be_visible()
    put_in_a_product(desk, url)
    product = Product.objects.get(name="Măng sặt khô")
    assert product.producer.people.get().user == member
    desk.get_by_role("button", name="Thôi làm hộ").tap()
    desk.wait_for_url(f"{url}/lam-ho/")
    assert AssistSession.objects.get().ended_at is not None
    desk.goto(f"{url}/san-pham-cua-toi/")
    expect(desk.get_by_text("Măng sặt khô")).to_have_count(0)

    # Another phone, the member alone.
    member_page = browser.new_context(**browser_context_args).new_page()
    member_page.goto(f"{url}/lay-lai/#so={member.card_number}")
    expect(member_page.get_by_label("Số thẻ")).to_have_value(member.card_number)
    member_page.get_by_label("Mã trên phiếu").fill(code.lower())
    member_page.get_by_label("Mã PIN chị tự đặt", exact=True).fill(NEW_PIN)
    member_page.get_by_role("button", name="Đặt mã PIN").tap()
    expect(member_page.get_by_role("heading", name="Chào chị Bằng")).to_be_visible()
    member_page.goto(f"{url}/san-pham-cua-toi/")
    expect(member_page.get_by_text("Măng sặt khô").first).to_be_visible()
    member_page.goto(f"{url}/toi/ai-lam-ho/")
    expect(member_page.get_by_text(str(officer)).first).to_be_visible()
    expect(member_page.get_by_text("Việc khác trên Piêu")).to_have_count(0)
    member.refresh_from_db()
    assert member.check_password(NEW_PIN)


def read(png: bytes) -> list[str]:
    with Image.open(io.BytesIO(png)) as image:
        return qr.decode(image)
