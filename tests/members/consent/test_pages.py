"""The pages of consent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.consent.enums import ConsentPurpose
from members.models import Consent
from tests.factories.members import LanFactory, OfficerFactory
from tests.layout import without_layout
from tests.members.signing_in.test_pages import signed_in

pytestmark = pytest.mark.django_db


def test_consents_are_given_and_withdrawn_one_by_one():
    lan = LanFactory()
    client = signed_in(lan)
    page = without_layout(client.get(reverse("members:consents")).text)
    assert page.count("Tôi đồng ý</span>") == len(ConsentPurpose)
    assert "checked" not in page
    client.post(reverse("members:consents"), {"purpose": "public_name", "act": "give"})
    client.post(reverse("members:consents"), {"purpose": "rubbish", "act": "give"})
    assert [row.purpose for row in Consent.objects.filter(withdrawn_at=None)] == ["public_name"]
    client.post(reverse("members:consents"), {"purpose": "public_name", "act": "withdraw"})
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_paper_form_ticks_nothing_by_itself():
    page = signed_in(OfficerFactory()).get(reverse("members:open_account")).text
    assert "checked" not in page


def test_consents_page_names_the_uses_that_need_no_consent():
    page = signed_in(LanFactory()).get(reverse("members:consents")).text
    assert "họ tên chị vẫn hiện" in page
    assert "Những tin này vẫn đến" in page
