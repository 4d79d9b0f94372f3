"""The pages of consent."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from members.acting import Actor
from members.consent.actions import give_consent
from members.consent.enums import ConsentPurpose
from members.consent.wording import consent_wording
from members.models import AssistSession, Consent
from tests.factories.members import LanFactory, OfficerFactory
from tests.layout import without_layout
from tests.members.signing_in.test_pages import signed_in

pytestmark = pytest.mark.django_db


def switches(page):
    """Return {purpose: "true" or "false"} of the page's switches."""
    found = re.findall(r'aria-checked="(\w+)"\s+aria-labelledby="(\w+)-label', page)
    return {purpose: state for state, purpose in found}


def test_consents_are_switched_on_and_off_one_by_one():
    lan = LanFactory()
    client = signed_in(lan)
    url = reverse("members:consents")
    assert switches(client.get(url).text) == dict.fromkeys(ConsentPurpose.values, "false")
    client.post(url, {"purpose": "public_name", "act": "give"})
    client.post(url, {"purpose": "rubbish", "act": "give"})
    assert [row.purpose for row in Consent.objects.filter(withdrawn_at=None)] == ["public_name"]
    assert switches(client.get(url).text)["public_name"] == "true"
    client.post(url, {"purpose": "public_name", "act": "withdraw"})
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert switches(client.get(url).text) == dict.fromkeys(ConsentPurpose.values, "false")


def test_the_sentence_agreed_to_stays_shown_after_its_wording_changed():
    lan = LanFactory()
    Consent.objects.create(user=lan, purpose="public_name", wording="Câu ngày ấy.", channel="self")
    page = signed_in(lan).get(reverse("members:consents")).text
    assert "Câu ngày ấy." in page
    assert consent_wording("public_name") not in page
    assert consent_wording("public_photo") in page


@pytest.mark.parametrize(
    ("asked_on", "goes_to"),
    [("/thong-bao/", "/thong-bao/"), ("//else.example/", ""), ("https://else.example/", ""), ("x:y", "")],
)
def test_a_switch_returns_to_the_page_of_this_site_that_asked(asked_on, goes_to):
    lan = LanFactory()
    answer = signed_in(lan).post(
        reverse("members:consents"), {"purpose": "sms_news", "act": "give", "next": asked_on}
    )
    assert answer["Location"] == f"{goes_to or reverse('members:consents')}#sms_news"
    assert Consent.objects.get().user == lan


def test_officer_acting_for_a_member_records_a_signed_paper_and_sees_no_switch():
    lan, officer = LanFactory(), OfficerFactory()
    client = signed_in(officer)
    assist = AssistSession.objects.create(officer=officer, member=lan)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    page = client.get(reverse("members:consents")).text
    assert (switches(page), page.count("Chị ấy đã ký trên giấy")) == ({}, len(ConsentPurpose))
    client.post(reverse("members:consents"), {"purpose": "public_name", "act": "give"})
    assert (Consent.objects.get().user, Consent.objects.get().channel) == (lan, "paper")


def test_a_consent_is_switched_where_it_matters_but_only_by_the_member_herself():
    lan, officer = LanFactory(), OfficerFactory()
    client, url = signed_in(lan), reverse("members:notices")
    page = client.get(url).text
    assert switches(page) == {"sms_news": "false"}
    assert f'name="next" value="{url}"' in page
    give_consent(actor=Actor.of(lan), purpose="sms_news")
    assert switches(client.get(url).text) == {"sms_news": "true"}
    helping = signed_in(officer)
    assist = AssistSession.objects.create(officer=officer, member=lan)
    session = helping.session
    session["assist_session"] = assist.pk
    session.save()
    assert switches(helping.get(url).text) == {}


def test_home_of_a_new_member_asks_no_consent():
    page = signed_in(LanFactory()).get("/").text
    assert reverse("members:consents") not in without_layout(page)


def test_paper_form_ticks_nothing_by_itself():
    page = signed_in(OfficerFactory()).get(reverse("members:open_account")).text
    assert "checked" not in page


def test_consents_page_names_the_uses_that_need_no_consent():
    page = signed_in(LanFactory()).get(reverse("members:consents")).text
    assert "họ tên chị vẫn hiện" in page
    assert "Những tin này vẫn đến" in page
