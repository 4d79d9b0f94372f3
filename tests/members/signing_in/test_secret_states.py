"""The hash of a PIN is pinned in the ledger: whoever puts another into the database is named, and Django's renewal is not."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from backend.ledger.auditing import Finding
from backend.ledger.row_states import compare_states
from backend.ledger.taking_up import record_earlier_rows
from members.models import User
from tests.factories.members import PIN, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
OLD = "django.contrib.auth.hashers.PBKDF2PasswordHasher"


@pytest.fixture
def lan(settings):
    """Lan, whose PIN has a hash of an older kind."""
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, OLD]
    lan = LanFactory()
    User.objects.filter(pk=lan.pk).update(password=make_password(PIN, hasher="pbkdf2_sha256"))
    record_earlier_rows()
    return lan


def found() -> list[str]:
    return [one.subject for one in compare_states("members.User") if isinstance(one, Finding)]


def sign_in(client, lan, pin: str) -> None:
    client.post(reverse("account_login"), {"login": lan.card_number, "password": pin})
    assert "_auth_user_id" in client.session


@pytest.mark.slow
def test_renewed_hash_at_signing_in_is_no_finding(client, lan):
    before = User.objects.get(pk=lan.pk).password
    sign_in(client, lan, PIN)
    assert User.objects.get(pk=lan.pk).password != before
    assert found() == []


@pytest.mark.slow
def test_hash_put_into_the_database_is_named_also_after_it_was_renewed(client, lan):
    User.objects.filter(pk=lan.pk).update(password=make_password("864213", hasher="pbkdf2_sha256"))
    assert found() == [f"member:{lan.ref}"]
    sign_in(client, lan, "864213")
    assert found() == [f"member:{lan.ref}"]


def test_unproven_number_put_into_the_database_is_named(lan):
    User.objects.filter(pk=lan.pk).update(phone_to_verify="+84912000999")
    assert found() == [f"member:{lan.ref}"]
