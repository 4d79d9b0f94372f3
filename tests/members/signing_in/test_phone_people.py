"""A shared phone's people as tiles: who it is, then the PIN. What strangers and curious neighbours get: nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from members.models import User
from members.signing_in.phone_people import MOST, cookie_name
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PIN = "246813"
WHO = "members:who"


def person(name: str, **fields) -> User:
    user = UserFactory(full_name=name, **fields)
    user.set_password(PIN)
    user.save()
    return user


def sign_in(client: Client, user: User) -> None:
    answer = client.post(reverse("account_login"), {"login": user.card_number, "password": PIN})
    assert answer.status_code == 302, answer.text


def leave(client: Client) -> str:
    return client.post(reverse("members:switch_person"), follow=True).text


def keys(page: str) -> list[str]:
    return re.findall(r"\?nguoi=([0-9a-f]+)", page)


@pytest.fixture
def lan() -> User:
    return person("Lò Thị Lan", phone="+84912345671", card_number="10000008")


@pytest.fixture
def phone(lan: User) -> Client:
    """Return a browser in which Mai, then Lan signed in, and Lan left."""
    client = Client()
    for user in (person("Quàng Thị Mai"), lan):
        sign_in(client, user)
        leave(client)
    return client


def test_next_person_taps_her_tile_and_types_only_her_pin(phone, lan):
    page = phone.get(reverse(WHO)).text
    assert [name in page for name in ("Lan", "Mai", "Lò", "Quàng")] == [True, True, False, False]
    assert page.index(">Lan<") < page.index(">Mai<")
    url = f"{reverse('account_login')}?nguoi={keys(page)[0]}"
    form = phone.get(url).text
    assert 'type="hidden" name="login"' in form and "Chào Lan" in " ".join(form.split())
    answer = phone.post(url, {"login": keys(page)[0], "password": PIN})
    assert answer.status_code == 302
    assert phone.session["_auth_user_id"] == str(lan.pk)


def test_no_page_shows_a_number(phone, lan):
    page = phone.get(reverse(WHO)).text
    form = phone.get(f"{reverse('account_login')}?nguoi={keys(page)[0]}").text
    wrong = phone.post(
        f"{reverse('account_login')}?nguoi={keys(page)[0]}", {"login": "x", "password": "999999"}
    )
    for text in (page, form, wrong.text, phone.cookies[cookie_name()].value):
        for number in ("912345671", "912 345 671", lan.card_number, "1000 0008", str(lan.ref)):
            assert number not in text
    assert "Số hoặc mã PIN chưa đúng" in wrong.text and "_auth_user_id" not in phone.session


@pytest.mark.parametrize("cookie", [None, "", "eyJ4Ijox:abc:def", '["0"]'])
def test_stranger_without_the_cookie_sees_nobody(phone, cookie):
    page = phone.get(reverse(WHO)).text
    stranger = Client()
    if cookie is not None:
        stranger.cookies[cookie_name()] = cookie
    assert stranger.get(reverse(WHO))["Location"] == reverse("account_login")
    # A key that somebody copied from another phone names nobody here.
    form = stranger.get(f"{reverse('account_login')}?nguoi={keys(page)[0]}").text
    assert "Lan" not in form and 'type="hidden" name="login"' not in form


def test_tile_goes_when_she_asks_and_the_account_stays(phone, lan):
    page = phone.get(reverse(WHO)).text
    for _again in range(2):
        answer = phone.post(reverse("members:forget_person"), {"nguoi": keys(page)[0]})
        assert answer["Location"] == reverse(WHO)
    page = phone.get(reverse(WHO)).text
    assert ">Lan<" not in page and ">Mai<" in page
    phone.post(reverse("members:forget_person"), {"nguoi": keys(page)[0]})
    assert phone.get(reverse(WHO))["Location"] == reverse("account_login")
    sign_in(phone, lan)
    assert phone.get(reverse(WHO))["Location"] == reverse("home")


def test_account_that_ended_has_no_tile(phone, lan):
    User.objects.filter(pk=lan.pk).update(is_active=False)
    page = phone.get(reverse(WHO)).text
    assert ">Lan<" not in page and len(keys(page)) == 1


def test_guesses_at_a_tile_are_limited_like_any_other(phone, lan):
    url = f"{reverse('account_login')}?nguoi={keys(phone.get(reverse(WHO)).text)[0]}"
    for _guess in range(12):
        last = phone.post(url, {"login": "", "password": "999999"})
    assert last.status_code in (200, 400, 429)
    refused = phone.post(url, {"login": "", "password": PIN})
    assert "_auth_user_id" not in phone.session
    assert "Số hoặc mã PIN chưa đúng" not in refused.text


@pytest.mark.slow
def test_phone_remembers_few_people_and_tells_two_of_one_name_apart():
    client = Client()
    names = ["Lò Thị Lan", "Vì Thị Lan"] + [f"Cầm Thị N{n}" for n in range(MOST)]
    for name in names:
        sign_in(client, person(name))
        page = leave(client)
    assert len(keys(page)) == MOST
    assert "Lan" not in page
    for name in names[:2]:
        sign_in(client, User.objects.get(full_name=name))
        page = leave(client)
    assert [name in page for name in ("Lan L.", "Lan V.")] == [True, True]
