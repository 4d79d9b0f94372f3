"""Passkeys and apps for codes: each added or removed one has an entry, and the audit names any other."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.taking_up import record_earlier_rows
from members.models import AccountChange, User
from members.own_data.actions import erase_member
from members.signing_in.actions.tickets import issue_ticket, redeem_ticket
from members.signing_in.auditing import FACTOR_ADDED, compare_factors
from tests.factories.members import PIN, LanFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PASSKEY = {"name": "máy cũ", "credential": {"id": "abc", "response": {"attestationObject": "o2N"}}}


def differences() -> list[str]:
    return [each.what.partition(" / ")[2] for each in compare_factors() if isinstance(each, Finding)]


def add(user: User, **data: object) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={**PASSKEY, **data})


def plant(user: User) -> None:
    """Insert a row as somebody with the database would: without a signal."""
    rows = [Authenticator(user=user, type="webauthn", data={**PASSKEY, "credential": {"id": "thief"}})]
    Authenticator.objects.bulk_create(rows)


def test_an_added_and_a_removed_factor_have_entries():
    lan = LanFactory()
    record_earlier_rows()
    passkey = add(lan)
    entry = Entry.objects.get(kind=FACTOR_ADDED)
    assert entry.subject == f"member:{lan.ref}" and "attestationObject" not in entry.body
    passkey.data["name"] = "máy mới"
    passkey.save()
    passkey.record_usage()
    assert differences() == []
    passkey.delete()
    assert differences() == [] and Entry.objects.filter(kind="account.factor_removed").count() == 1


def test_a_planted_a_changed_and_a_deleted_factor_are_named():
    lan = LanFactory()
    record_earlier_rows()
    passkey = add(lan)
    plant(lan)
    assert differences() == ["a second factor that no entry states"]
    add(lan, credential={"id": "def"})  # an honest one doesn't take the planted one up
    assert differences() == ["a second factor that no entry states"]
    rows = Authenticator.objects.filter(pk=passkey.pk)
    rows.update(data={**PASSKEY, "credential": {"id": "thief"}})
    assert len(differences()) == 3
    rows.update(data=PASSKEY)
    rows._raw_delete(rows.db)
    assert sorted(differences()) == [
        "a second factor is gone that the ledger states",
        "a second factor that no entry states",
    ]


def test_a_factor_that_is_moved_to_another_account_is_named():
    lan, minh = LanFactory(), OfficerFactory()
    record_earlier_rows()
    add(lan)
    Authenticator.objects.update(user=minh)
    assert sorted(differences()) == [
        "a second factor is gone that the ledger states",
        "a second factor that no entry states",
    ]


def test_older_factors_are_recorded_once_by_the_clock():
    lan = LanFactory()
    plant(lan)
    assert differences() == []
    record_earlier_rows()
    assert differences() == []
    plant(lan)
    assert differences() == ["a second factor that no entry states"]


def test_a_recovery_ticket_and_an_erasure_leave_the_audit_clean():
    lan = LanFactory()
    record_earlier_rows()
    add(lan)
    ticket = issue_ticket(officer=OfficerFactory(), member=lan)
    redeem_ticket(card_number=lan.card_number, code=ticket.code, secret="846297")
    assert not Authenticator.objects.exists() and differences() == []
    add(lan)
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    assert not Authenticator.objects.exists() and differences() == []


def test_a_passkey_is_removed_at_its_page_with_an_entry():
    lan, client = LanFactory(), Client()
    record_earlier_rows()
    client.post("/tai-khoan/dang-nhap/", {"login": lan.card_number, "password": PIN})
    passkey = add(lan)
    remove = f"/tai-khoan/khoa/webauthn/keys/{passkey.pk}/remove/"
    client.post(remove)
    assert Authenticator.objects.exists()  # the PIN is asked again first
    client.post(f"/tai-khoan/xac-nhan-lai/?next={remove}", {"password": PIN})
    client.post(remove)
    assert not Authenticator.objects.exists() and differences() == []


def test_an_app_for_codes_is_added_and_removed_at_its_pages_with_entries(django_capture_on_commit_callbacks):
    officer, client = OfficerFactory(), Client()
    record_earlier_rows()
    sign_in = {"login": officer.card_number, "password": PIN}
    client.post("/tai-khoan/dang-nhap/", sign_in)
    add_app, remove = "/tai-khoan/khoa/totp/activate/", "/tai-khoan/khoa/totp/deactivate/"
    client.post(f"/tai-khoan/xac-nhan-lai/?next={add_app}", {"password": PIN})
    secret = client.get(add_app).context["form"].secret
    assert client.post(add_app, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(add_app, {"code": code_of(secret)})
    app = Authenticator.objects.get(type="totp")
    entry = Entry.objects.get(kind=FACTOR_ADDED)
    assert differences() == [] and app.data["secret"] not in entry.body
    kinds = AccountChange.objects.filter(user=officer).values_list("kind", flat=True)
    assert "passkey_added" in kinds
    rows = Authenticator.objects.filter(pk=app.pk)
    rows.update(data={"secret": "another"})
    assert len(differences()) == 2
    rows.update(data=app.data)
    other = Client()
    other.post("/tai-khoan/dang-nhap/", sign_in)
    assert "_auth_user_id" not in other.session  # the PIN alone opens nothing any more
    client.post(remove)
    assert not Authenticator.objects.exists() and differences() == []
    assert "passkey_removed" in kinds.all()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
