from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.ledger.actions import leaf_hash
from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.memberships import confirm_membership, request_membership
from members.branches.enums import MembershipState
from members.consent.actions import give_consent
from members.consent.enums import ConsentPurpose
from members.models import Consent, KnownDevice, Membership, Notice, RecoveryTicket, RoleGrant, SmsCode, User
from members.own_data import erasing, exporting
from members.own_data.actions import (
    ErasureError,
    cancel_erasure,
    erase_due_members,
    erase_member,
    request_erasure,
)
from members.rules import NotAllowed
from members.signing_in.actions.guesses import TooManyGuesses, WrongSecret, remember_device
from members.signing_in.actions.sms_codes import send_phone_code
from members.signing_in.actions.tickets import issue_ticket
from members.signing_in.actions.tokens import create_token
from members.signing_in.enums import Scope
from tests.factories.members import PIN, HoaFactory, LanFactory, MinhFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture(autouse=True)
def var(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def with_erasure_requested(user: User) -> User:
    return request_erasure(actor=Actor.of(user), secret=PIN)


def later(days: int = 3):
    return time_machine.travel(timezone.now() + timedelta(days=days, minutes=1))


def test_erasure_waits_three_days_and_notifies_the_member():
    lan = LanFactory()
    due = with_erasure_requested(lan).erase_due_at
    assert timedelta(days=2, hours=23) < due - timezone.now() <= timedelta(days=3)
    assert with_erasure_requested(lan).erase_due_at == due
    assert Notice.objects.get(user=lan).deliveries.count() == 1
    assert erase_due_members() == 0
    with pytest.raises(ErasureError):
        erase_member(user_id=lan.pk)
    lan.refresh_from_db()
    assert lan.is_active


def test_erasure_needs_the_pin():
    lan = LanFactory()
    for _ in range(5):
        with pytest.raises(WrongSecret):
            request_erasure(actor=Actor.of(lan), secret="999111")
    with pytest.raises(TooManyGuesses):
        with_erasure_requested(lan)
    lan.refresh_from_db()
    assert lan.erase_due_at is None


def test_officer_acting_on_behalf_cannot_request_erasure():
    lan, officer = LanFactory(), OfficerFactory()
    with pytest.raises(NotAllowed):
        request_erasure(actor=Actor(by=officer, member=lan), secret=PIN)
    lan.refresh_from_db()
    assert lan.erase_due_at is None


def test_erasure_can_be_cancelled():
    lan = LanFactory()
    with_erasure_requested(lan)
    cancel_erasure(actor=Actor.of(lan))
    with later():
        assert erase_due_members() == 0
    lan.refresh_from_db()
    assert lan.full_name == "Lò Thị Lan"


def test_erased_account_is_empty_and_the_ledger_still_verifies():
    lan, officer = LanFactory(), OfficerFactory()
    actor = Actor.of(lan)
    give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    send_phone_code(actor=actor, phone="0987654321")
    issue_ticket(officer=officer, member=lan)
    remember_device(user=lan, device="0" * 32)
    with_erasure_requested(lan)
    before = list(Entry.objects.order_by("pk").values_list("pk", "body", "leaf_hash"))
    with later():
        assert erase_due_members() == 1
        assert erase_due_members() == 0
    lan.refresh_from_db()
    assert (lan.full_name, lan.phone, lan.phone_to_verify, lan.birth_year) == ("", None, "", None)
    assert lan.card_number != "10000008"
    assert not lan.is_active
    assert not lan.has_usable_password()
    assert Membership.objects.get(user=lan).state == MembershipState.LEFT
    assert Consent.objects.get(user=lan).withdrawn_at is not None
    for model in (Notice, RecoveryTicket, SmsCode, KnownDevice):
        assert not model.objects.filter(user=lan).exists()
    waiting = str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert "912345671" not in waiting
    assert "987654321" not in waiting
    after = list(Entry.objects.order_by("pk").values_list("pk", "body", "leaf_hash"))
    assert after[: len(before)] == before
    assert Entry.objects.order_by("pk").last().kind == "member.erased"
    for entry in Entry.objects.all():
        assert bytes(entry.leaf_hash) == leaf_hash(entry.body.encode())
        for word in ("Lan", "912345671", "987654321", "10000008"):
            assert word not in entry.body


def test_database_refuses_an_erased_row_with_personal_words():
    lan = LanFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=lan.pk).update(erased_at=timezone.now())


def test_database_refuses_a_number_that_nobody_proved():
    with pytest.raises(IntegrityError), transaction.atomic():
        LanFactory(phone_verified_at=None)


def test_number_is_free_for_somebody_else_after_erasure():
    lan = LanFactory()
    with_erasure_requested(lan)
    with later():
        erase_due_members()
    assert MinhFactory(phone="+84912345671", card_number="10000008").phone == "+84912345671"


def test_roles_end_with_the_account():
    officer = OfficerFactory()
    with_erasure_requested(officer)
    with later():
        erase_due_members()
    assert RoleGrant.objects.get(user=officer).ended_at is not None


def test_other_apps_erase_in_the_same_transaction(monkeypatch):
    lan, minh = LanFactory(), MinhFactory()
    with_erasure_requested(lan)
    with_erasure_requested(minh)
    monkeypatch.setattr(erasing, "_erasers", {})
    erased = []

    def erase(user: User) -> None:
        if user == lan:
            raise RuntimeError("the products app is broken")
        erased.append(user.pk)

    erasing.register("products", erase)
    with later():
        assert erase_due_members() == 1
    lan.refresh_from_db()
    minh.refresh_from_db()
    assert erased == [minh.pk]
    assert lan.full_name == "Lò Thị Lan"
    assert minh.erased_at is not None


def test_export_holds_only_the_members_own_data():
    lan = LanFactory()
    MinhFactory()
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.PUBLIC_NAME)
    known = exporting.collect(lan)
    assert known["person"]["full_name"] == "Lò Thị Lan"
    assert known["person"]["phone"] == "0912 345 671"
    assert known["memberships"][0]["branch"] == "Chi hội bản Áng"
    assert known["consents"][0]["wording"].startswith("Tôi đồng ý")
    assert "Minh" not in str(known)


@pytest.mark.slow
def test_export_has_own_decisions_and_the_existence_of_an_api_key():
    lan, officer, hoa = LanFactory(), OfficerFactory(), HoaFactory()
    waiting = request_membership(
        actor=Actor.of(hoa), branch=Membership.objects.get(user=lan).branch, leave_current=True
    )
    confirm_membership(actor=Actor.of(officer), membership=waiting)
    create_token(actor=Actor.of(lan), secret=PIN, name="Phần mềm", scopes=[Scope.READ], days=30)
    known = exporting.collect(officer)["decided"]
    assert [row["state"] for row in known["memberships"]] == ["Đã xác nhận"]
    assert hoa.full_name not in str(known)
    assert len(exporting.collect(lan)["signing_in"]["programs"]) == 1
    assert exporting.collect(lan)["decided"] == {"memberships": [], "roles": []}


def test_export_holds_sections_of_other_apps(monkeypatch):
    lan = LanFactory()
    monkeypatch.setattr(exporting, "_sections", dict(exporting._sections))
    exporting.register("boats", "Thuyền", lambda user: [{"name": f"thuyền của {user}"}], order=1)
    assert next(iter(exporting.collect(lan))) == "boats"
    assert exporting.collect(lan)["boats"] == [{"name": "thuyền của Lò Thị Lan"}]


# --- Restored from a backup -------------------------------------------------------------------------------------------


def test_member_restored_by_an_older_backup_is_erased_again(var):
    """The backup is older than the request: it has the name and no request."""
    lan, minh = LanFactory(), MinhFactory()
    with_erasure_requested(lan)
    with later():
        assert erase_due_members() == 1
        listed = (var / "erased.txt").read_text()
        assert listed.split()[1:] == [str(lan.ref)]
        assert (var / "erased.txt").stat().st_mode & 0o077 == 0
        User.objects.filter(pk=lan.pk).update(
            full_name="Lò Thị Lan", phone="+84912345678", phone_verified_at=timezone.now(), is_active=True,
            erased_at=None, erase_due_at=None,
        )  # fmt: skip
        assert erase_due_members() == 1
    lan.refresh_from_db()
    minh.refresh_from_db()
    assert (lan.full_name, lan.phone, lan.is_active) == ("", None, False)
    assert lan.erased_at is not None
    assert (minh.erased_at, minh.erase_due_at) == (None, None)
    assert (var / "erased.txt").read_text() == listed


def test_list_that_could_not_be_written_is_made_good_with_the_next_run(var):
    lan, minh = LanFactory(), MinhFactory()
    with_erasure_requested(lan)
    with later():
        erase_member(user_id=lan.pk)  # the process ended here
        (var / "erased.txt").write_text(
            f"2026-11-29T14:00:00+07:00 {minh.ref}\n2026-11-29T14:"
        )  # and a line before was cut off
        with_erasure_requested(minh)
        assert erase_due_members() == 1  # Minh is in it already
    refs = [line.split()[-1] for line in (var / "erased.txt").read_text().splitlines()]
    assert (refs.count(str(lan.ref)), refs.count(str(minh.ref))) == (1, 1)
