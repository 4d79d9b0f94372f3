"""A number locked by wrong PINs: its owner signs in on a new phone by a code, and who guesses gains nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.models import User
from members.signing_in.actions.guesses import FREE_TRIES
from tests.factories.members import PIN, LanFactory

pytestmark = pytest.mark.django_db
NEW = "529306"
OFFER = "Gửi mã cho tôi"
MADE_FOR_THE_PAGE = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|[?&]v=\w+')


def log_in(client: Client, login: str, secret: str) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": secret})


@pytest.fixture
def lan() -> User:
    return LanFactory()


@pytest.fixture
def guesser(lan: User) -> Client:
    """Return the browser of somebody who guessed Lan's PIN until it was locked."""
    client = Client()
    for _ in range(FREE_TRIES):
        assert OFFER not in log_in(client, lan.phone, "999111").text
    return client


def take_offer(client: Client, page: str) -> Any:
    """Press the button of the refused log-in page, and return the answer."""
    start = page.index(f'action="{reverse("account_reset_password")}"')
    value = page[start:].split('name="login" value="', 1)[1].split('"', 1)[0]
    return client.post(reverse("account_reset_password"), {"login": value})


@pytest.mark.parametrize("login", ["0912 345 671", "1000 0008"])
def test_owner_signs_in_on_a_new_phone_by_the_code_that_the_refused_page_offers(guesser, lan, phone, login):
    new_phone = Client()
    refused = log_in(new_phone, login, PIN)
    assert "Đã thử sai nhiều lần" in refused.text and OFFER in refused.text
    sent = take_offer(new_phone, refused.text)
    assert sent["Location"] == reverse("account_reset_by_code")
    fields = {"code": phone.code(lan.phone), "secret": NEW}
    assert new_phone.post(sent["Location"], fields).status_code == 302
    assert new_phone.session["_auth_user_id"] == str(lan.pk)
    lan.refresh_from_db()
    assert lan.check_password(NEW)
    # The guesser's phone asks for the code that only Lan reads.
    assert "_auth_user_id" not in guesser.session
    assert log_in(Client(), login, NEW).status_code == 302


def test_guesser_who_takes_the_offer_gains_nothing(guesser, lan, phone):
    take_offer(guesser, log_in(guesser, lan.phone, "999112").text)
    code = phone.code(lan.phone)
    for _ in range(3):
        wrong = {"code": "000000" if code != "000000" else "111111", "secret": NEW}
        assert "Mã chưa đúng" in guesser.post(reverse("account_reset_by_code"), wrong).text
    # The code is spent: even the right one is refused, and the PIN is still locked for this browser.
    assert guesser.post(reverse("account_reset_by_code"), {"code": code, "secret": NEW}).status_code == 400
    assert OFFER in log_in(guesser, lan.phone, PIN).text
    lan.refresh_from_db()
    assert lan.check_password(PIN) and "_auth_user_id" not in guesser.session


def test_page_says_the_same_of_a_number_without_an_account(guesser, lan, phone):
    nobody, unknown = Client(), "0912 345 699"
    for _ in range(FREE_TRIES):
        log_in(nobody, unknown, "999111")
    pages = [log_in(Client(), login, PIN).text for login in (unknown, lan.phone)]
    shown = [
        MADE_FOR_THE_PAGE.sub("", page.replace(login, ""))
        for page, login in zip(pages, (unknown, lan.phone), strict=True)
    ]
    assert OFFER in shown[0] and shown[0] == shown[1]
    assert take_offer(nobody, pages[0])["Location"] == reverse("account_reset_by_code")
    assert not any("đặt lại PIN" in text for text in phone.texts("+84912345699"))


def test_tile_of_a_shared_phone_offers_a_code_without_showing_the_number(lan, phone):
    shared = Client()
    log_in(shared, lan.phone, PIN)
    tile = shared.post(reverse("members:switch_person"), follow=True)
    key = tile.text.split("?nguoi=", 1)[1][:16]
    for _ in range(FREE_TRIES + 1):
        refused = shared.post(f"{reverse('account_login')}?nguoi={key}", {"login": key, "password": "999111"})
    assert OFFER in refused.text and "12 345 671" not in refused.text and lan.card_number not in refused.text
    take_offer(shared, refused.text)
    assert phone.code(lan.phone).isdigit()
    for _ in range(2):
        take_offer(shared, refused.text)
    spent = take_offer(shared, refused.text)
    assert (spent.status_code, 'type="hidden" name="login"' in spent.text) == (400, True)
