"""A passkey: created once on a phone, then used to log in without number and PIN."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from members.models import AccountChange
from members.people.enums import AccountChangeKind
from tests.factories.members import PIN, LanFactory
from tests.live import LiveProject


@pytest.mark.e2e
def test_member_signs_in_with_a_passkey(live_project: LiveProject, page: Page, settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher"
    ]  # as the live project has it
    lan = LanFactory()
    # A passkey belongs to a name, not to an address made of numbers.
    site = live_project.url.replace("127.0.0.1", "localhost")
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.goto(f"{site}/tai-khoan/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc số thẻ").fill(lan.card_number)
    page.get_by_label("Mã PIN", exact=True).fill(PIN)
    page.locator("main").get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Chào chị Lan")).to_be_visible()

    page.goto(f"{site}/tai-khoan/khoa/webauthn/")
    page.get_by_role("link", name="Cài trên máy này").click()
    page.get_by_label("Mã PIN", exact=True).fill(PIN)
    page.get_by_role("button", name="Đúng là tôi").click()
    page.get_by_role("button", name="Cài trên máy này").click()
    expect(page.get_by_text("Máy của tôi")).to_be_visible()
    assert AccountChange.objects.get(user=lan).kind == AccountChangeKind.PASSKEY_ADDED

    page.goto(f"{site}/toi/")
    page.get_by_role("button", name="Đổi người dùng máy này").click()
    page.get_by_role("link", name="Lan").click()
    page.get_by_role("button", name="Vào bằng vân tay hay khoá máy").click()
    expect(page.get_by_role("heading", name="Chào chị Lan")).to_be_visible()
