"""Accounts opened by an officer, names and years of birth, unfinished sign-ups."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from members.acting import Actor
from members.branches.enums import MembershipState
from members.consent.enums import ConsentChannel
from members.models import AssistSession, Consent, Membership, User
from members.people.actions.accounts import (
    ProfileError,
    open_account,
    sweep_unfinished_signups,
    update_profile,
)
from members.rules import NotAllowed
from members.signing_in.actions.secrets import WrongCode
from members.signing_in.actions.tickets import redeem_ticket
from tests.factories.members import LanFactory, OfficerFactory, TrainerFactory, UserFactory, chapter, commune
from tests.members.branches.test_branches import FAR

pytestmark = pytest.mark.django_db


@pytest.mark.databases
def test_account_opened_on_paper_records_only_what_was_signed():
    officer = OfficerFactory()
    opened = open_account(
        officer=officer,
        branch=chapter(),
        full_name="Lường  Thị Bằng",
        birth_year=1961,
        phone="0912 345 690",
        signed=["public_name"],
    )
    member = opened.member
    assert (member.full_name, member.birth_year, member.opened_by) == ("Lường Thị Bằng", 1961, officer)
    assert (member.phone, member.phone_to_verify) == (None, "+84912345690")
    assert not member.has_usable_password()
    consent = Consent.objects.get(user=member)
    assert (consent.purpose, consent.channel, consent.recorded_by) == (
        "public_name",
        ConsentChannel.PAPER,
        officer,
    )
    assert Membership.objects.get(user=member).state == MembershipState.CONFIRMED
    assert AssistSession.objects.get(ended_at=None) == opened.assist
    redeem_ticket(card_number=member.card_number, code=opened.ticket.code, secret="529306")
    member.refresh_from_db()
    assert member.check_password("529306")
    with pytest.raises(WrongCode):
        redeem_ticket(card_number=member.card_number, code=opened.ticket.code, secret="613905")


def test_account_is_not_opened_in_another_branch():
    far = OfficerFactory(branch=commune(*FAR))
    people = User.objects.count()
    for person in (far, LanFactory(), TrainerFactory()):
        with pytest.raises(NotAllowed):
            open_account(officer=person, branch=chapter(), full_name="Lường Thị Bằng")
    assert User.objects.count() == people + 2


def test_account_is_not_half_opened_when_the_name_is_missing():
    officer = OfficerFactory()
    with pytest.raises(ProfileError):
        open_account(officer=officer, branch=chapter(), full_name="12")
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["", "L", "   ", "Lan<script>", "Lan 1984", "=SUM(A1)", "x" * 81])
def test_odd_name_is_refused(name):
    lan = LanFactory()
    with pytest.raises(ProfileError):
        update_profile(actor=Actor.of(lan), full_name=name, birth_year=1984)
    lan.refresh_from_db()
    assert lan.full_name == "Lò Thị Lan"


def test_birth_year_out_of_reach_is_refused():
    lan = LanFactory()
    for year in (1900, timezone.localdate().year - 5):
        with pytest.raises(ProfileError):
            update_profile(actor=Actor.of(lan), full_name="Lò Thị Lan", birth_year=year)
    lan.refresh_from_db()
    assert lan.birth_year == 1984


def test_unfinished_signup_is_swept_after_a_day_and_nothing_else():
    UserFactory(phone=None, full_name="", phone_to_verify="+84912345691")
    kept = [
        UserFactory(phone=None, full_name="", phone_to_verify="+84912345692", opened_by=OfficerFactory()),
        UserFactory(full_name=""),
        LanFactory(phone=None, phone_to_verify="+84912345693"),
    ]
    assert sweep_unfinished_signups() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert sweep_unfinished_signups() == 1
    assert User.objects.filter(pk__in=[user.pk for user in kept]).count() == 3
