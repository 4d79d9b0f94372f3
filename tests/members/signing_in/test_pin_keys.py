"""The name of the key that a phone made from a PIN: stored only for the PIN's owner, once the server accepted the PIN."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.signing_in.actions.tickets import issue_ticket
from tests.factories.members import PIN, LanFactory, MinhFactory, OfficerFactory

pytestmark = pytest.mark.django_db
NAME, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2


def ask(client):
    body = {"device": "0123456789abcdef"}
    return client.post(reverse("courses:device_key"), body, content_type="application/json")


def stored(client) -> str:
    return ask(client).json()["pin"]


def log_in(client, user, pin: str = PIN, name: str = NAME):
    data = {"login": user.card_number, "password": pin, "pin_key": name}
    return client.post(reverse("account_login"), data)


def test_log_in_names_the_key_of_its_pin(client):
    log_in(client, LanFactory())
    assert stored(client) == NAME


@pytest.mark.parametrize("name", ["", "short", "../../etc", "A" * 32, "0" * 33])
def test_invalid_name_is_ignored(client, name):
    assert log_in(client, LanFactory(), name=name).status_code == 302
    assert stored(client) == ""


def test_wrong_pin_names_no_key_and_the_next_person_gets_none(client):
    lan, minh = LanFactory(), MinhFactory()
    log_in(client, lan, "135790")
    assert "pin_key" not in client.session
    client.force_login(lan)
    assert stored(client) == ""
    client.logout()
    log_in(client, lan)
    session = client.session
    session["_auth_user_id"], session["_auth_user_hash"] = str(minh.pk), minh.get_session_auth_hash()
    session.save()
    assert stored(client) == ""


def test_a_changed_pin_names_its_new_key(client):
    lan = LanFactory()
    log_in(client, lan)
    data = {"oldpassword": "135790", "password1": "905172", "pin_key": OTHER}
    assert client.post(reverse("account_change_password"), data).status_code == 200
    assert stored(client) == NAME
    client.post(reverse("account_change_password"), data | {"oldpassword": PIN})
    assert stored(client) == OTHER


def test_a_ticket_names_the_key_of_the_new_pin_only_to_the_member(client):
    lan, officer = LanFactory(), OfficerFactory()
    data = {"card": lan.card_number, "secret": "905172", "pin_key": NAME}
    client.post(
        reverse("members:use_ticket"), data | {"code": issue_ticket(officer=officer, member=lan).code}
    )
    assert stored(client) == NAME
    client.logout()
    log_in(client, officer, name=OTHER)
    client.post(
        reverse("members:use_ticket"), data | {"code": issue_ticket(officer=officer, member=lan).code}
    )
    assert stored(client) == OTHER


def test_sign_up_names_the_key_once_the_number_is_confirmed(client, phone):
    client.post(reverse("account_signup"), {"phone": "0987 654 321", "password1": "905172", "pin_key": NAME})
    assert ask(client).status_code == 401
    client.post(reverse("account_verify_phone"), {"code": phone.code("+84987654321")})
    assert stored(client) == NAME
