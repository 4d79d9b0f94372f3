"""Consent: stored with its sentence, and never given for somebody else."""

from __future__ import annotations

import pytest

from backend.ledger.models import Entry
from members.acting import Actor
from members.consent.actions import ConsentError, give_consent, withdraw_consent
from members.consent.enums import ConsentChannel, ConsentPurpose
from members.models import Consent
from members.rules import NotAllowed, has_consented
from tests.factories.members import LanFactory, OfficerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_consent_is_stored_with_its_wording_and_moments():
    lan = LanFactory()
    actor = Actor.of(lan)
    assert not has_consented(lan)
    first = give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME) == first
    assert first.wording.startswith("Tôi đồng ý để Hội hiện họ tên")
    assert has_consented(lan)
    assert not has_consented(lan, ConsentPurpose.PUBLIC_PHOTO)
    withdraw_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    withdraw_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert not has_consented(lan)
    second = give_consent(actor=actor, purpose=ConsentPurpose.PUBLIC_NAME)
    assert second.pk != first.pk
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["consent.given", "consent.withdrawn", "consent.given"]


def test_officer_records_paper_consent_and_cannot_consent_on_behalf():
    lan, officer = LanFactory(), OfficerFactory()
    helping = Actor(by=officer, member=lan)
    with pytest.raises(NotAllowed):
        give_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS)
    with pytest.raises(ConsentError):
        give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.SMS_NEWS, channel=ConsentChannel.PAPER)
    assert not Consent.objects.exists()
    give_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS, channel=ConsentChannel.PAPER)
    withdraw_consent(actor=helping, purpose=ConsentPurpose.SMS_NEWS)
    assert not has_consented(lan, ConsentPurpose.SMS_NEWS)
