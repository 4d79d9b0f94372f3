"""Accounts that the operator makes in the shell sign in with what was printed."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from members.branches.actions.units import load_province
from members.models import RoleGrant, User
from members.rules import is_officer_of

pytestmark = pytest.mark.django_db
PIN = "407193"
CAO_BANG = 4


def run(command: str, **options) -> str:
    told = StringIO()
    call_command(command, stdout=told, **options)
    return told.getvalue()


def signs_in(client, card: str, secret: str) -> bool:
    client.post(reverse("account_login"), {"login": card, "password": secret})
    return "_auth_user_id" in client.session


def test_first_officer_signs_in_with_the_printed_card_and_code(client):
    root = load_province(CAO_BANG)
    told = run("first_officer", name="Nông Thị Hạnh", phone="0912 345 678")
    card, code = re.search(r"Card number: (.+)\n.*PIN: (\S+)\n", told).groups()
    client.post(reverse("members:use_ticket"), {"card": card, "code": code, "secret": PIN})
    officer = User.objects.get()
    client.logout()
    assert signs_in(client, card, PIN)
    assert is_officer_of(officer, root)
    assert (officer.full_name, officer.phone, officer.phone_to_verify, officer.is_staff) == (
        "Nông Thị Hạnh",
        None,
        "+84912345678",
        True,
    )


def test_a_second_first_officer_changes_nothing():
    load_province(CAO_BANG)
    run("first_officer", name="Nông Thị Hạnh", phone="0912 345 678")
    before = list(User.objects.values())
    assert "has an officer already" in run("first_officer", name="Hoàng Thị Mai", phone="0912 345 679")
    assert "has an officer already" in run("first_officer")
    assert (list(User.objects.values()), RoleGrant.objects.count()) == (before, 1)


@pytest.mark.parametrize(
    ("name", "phone", "reason"),
    [("Nông Thị Hạnh", "0912", "số"), ("123", "0912 345 678", "họ và tên"), ("", "", "--name")],
)
def test_a_wrong_name_or_phone_makes_no_account(name, phone, reason):
    load_province(CAO_BANG)
    with pytest.raises(CommandError, match=reason):
        run("first_officer", name=name, phone=phone)
    assert not User.objects.exists()


def test_superuser_gets_a_card_that_signs_in(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PIN)
    told = run("createsuperuser", interactive=False)
    card = re.search(r"sign in: (\d{4} \d{4})", told)[1]
    assert signs_in(client, card, PIN)


def test_superuser_with_a_number_that_can_never_sign_in_is_refused():
    with pytest.raises(CommandError, match="check digit"):
        run("createsuperuser", interactive=False, card_number="12345678")
    assert not User.objects.exists()
