"""Limits of làm hộ: it never changes a member's log-in, and never saves one member's text for another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import AccountChange, AssistSession, SmsCode, User
from members.people.actions.accounts import choose_language, open_account
from members.rules import NotAllowed
from members.signing_in.actions.sms_codes import confirm_phone, send_phone_code, send_secret_code
from tests.factories.members import PIN, LanFactory, MinhFactory, OfficerFactory, chapter

pytestmark = pytest.mark.django_db
WAYS_IN = [
    "members:phone", "members:confirm_phone", "account_change_password", "mfa_list_webauthn", "mfa_add_webauthn",
    "usersessions_list", "account_reauthenticate", "members:api_token",
]  # fmt: skip


def helping(officer: User, member: User, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(officer)
    client.post(reverse("members:start_helping", args=[member.pk]))
    return client


@pytest.mark.parametrize("name", WAYS_IN)
def test_ways_in_are_refused_with_a_way_out_while_helping(name):
    client = helping(OfficerFactory(), LanFactory())
    for answer in (client.get(reverse(name)), client.post(reverse(name), {})):
        assert answer.status_code == 403
        assert reverse("members:stop_helping") in answer.text


def test_officers_own_pin_stays_while_helping():
    officer, lan = OfficerFactory(), LanFactory()
    before = {officer.pk: officer.password, lan.pk: lan.password}
    helping(officer, lan).post(
        reverse("account_change_password"), {"oldpassword": PIN, "password1": "529306"}
    )
    assert dict(User.objects.values_list("pk", "password")) == before
    assert not AccountChange.objects.exists()


def test_officer_acting_on_behalf_cannot_attach_a_phone_number():
    officer, lan = OfficerFactory(), LanFactory(phone=None)
    helping(officer, lan).post(reverse("members:phone"), {"phone": "0987 654 321"})
    actor = Actor(by=officer, member=lan)
    with pytest.raises(NotAllowed):
        send_phone_code(actor=actor, phone="0987 654 321")
    with pytest.raises(NotAllowed):
        confirm_phone(actor=actor, phone="0987 654 321", code="123456")
    lan.refresh_from_db()
    assert (lan.phone, lan.phone_to_verify, SmsCode.objects.count()) == (None, "", 0)


def test_phone_named_at_opening_resets_no_pin(phone):
    opened = open_account(
        officer=OfficerFactory(), branch=chapter(), full_name="Lò Thị Lan", phone="0987 654 321"
    )
    assert (opened.member.phone, opened.member.phone_to_verify) == (None, "+84987654321")
    for login in ("0987 654 321", opened.member.card_number):
        send_secret_code(typed=login)
    assert not SmsCode.objects.filter(user=opened.member).exists()
    assert not any("mã đặt lại PIN" in text for text in phone.texts("+84987654321"))


# --- A tab left open --------------------------------------------------------------------------------------------------


def hidden(client: Client, url: str) -> dict[str, str]:
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', client.get(url).text))
    return {name: fields[name] for name in ("idempotency_key", "acting_for")}


@pytest.mark.parametrize("then", ["another", "nobody"])
def test_form_opened_for_one_member_is_not_saved_for_another(then):
    officer, lan, minh = OfficerFactory(), LanFactory(), MinhFactory()
    client = helping(officer, lan)
    forms = {
        reverse("members:edit_profile"): {
            "full_name": "Lò Thị Lan Anh",
            "birth_year": "1984",
            "language": "vi",
        },
        reverse("members:consents"): {"purpose": "public_name"},
    }
    stale = {url: fields | hidden(client, url) for url, fields in forms.items()}
    client.post(reverse("members:stop_helping"))
    if then == "another":
        helping(officer, minh, client)
    for url, fields in stale.items():
        answer = client.post(url, fields)
        assert answer.status_code == 409
        assert reverse("home") in answer.text
    assert not User.objects.filter(full_name="Lò Thị Lan Anh").exists()
    assert not minh.consents.exists() and not lan.consents.exists()


@pytest.mark.databases
def test_form_is_saved_for_the_member_it_was_opened_for():
    lan = LanFactory()
    client = helping(OfficerFactory(), lan)
    url = reverse("members:edit_profile")
    fields = {"full_name": "Lò Thị Lan Anh", "birth_year": "1984", "language": "vi"} | hidden(client, url)
    assert client.post(url, fields).status_code == 302
    lan.refresh_from_db()
    assert lan.full_name == "Lò Thị Lan Anh"


@pytest.mark.databases
def test_help_begun_twice_from_one_page_is_begun_once():
    officer, lan = OfficerFactory(), LanFactory()
    client = Client()
    client.force_login(officer)
    fields = hidden(client, reverse("members:member", args=[lan.pk]))
    for _again in range(2):
        assert client.post(reverse("members:start_helping", args=[lan.pk]), fields).status_code == 302
    assert AssistSession.objects.filter(officer=officer, member=lan).count() == 1


def test_language_chosen_on_behalf_has_an_entry_and_the_members_own_choice_has_none():
    officer, lan = OfficerFactory(), LanFactory()
    choose_language(actor=Actor.of(lan), language="en")
    assert not Entry.objects.filter(kind="member.language").exists()
    for _again in range(2):
        choose_language(actor=Actor(by=officer, member=lan), language="vi")
    assert Entry.objects.filter(kind="member.language", by=officer.ref, on_behalf_of=lan.ref).count() == 1


@pytest.mark.databases
def test_stop_sent_again_does_not_end_the_next_help():
    officer, lan, minh = OfficerFactory(), LanFactory(), MinhFactory()
    client = helping(officer, lan)
    stop = reverse("members:stop_helping")
    fields = hidden(client, reverse("members:profile"))
    client.post(stop, fields)
    helping(officer, minh, client)
    assert client.post(stop, fields).status_code == 302
    assert list(AssistSession.objects.filter(ended_at=None).values_list("member", flat=True)) == [minh.pk]


# --- The paper --------------------------------------------------------------------------------------------------------


def test_paper_for_the_member_lists_the_acts_of_that_session():
    officer, lan, minh = OfficerFactory(), LanFactory(), MinhFactory()
    client = helping(officer, lan)
    choose_language(actor=Actor(by=officer, member=lan), language="en")
    client.post(reverse("members:stop_helping"))
    helping(officer, minh, client)
    client.post(reverse("members:stop_helping"))
    first, second = AssistSession.objects.order_by("pk")
    page = client.get(reverse("members:paper_of_help", args=[first.pk])).text
    assert ("Lò Thị Lan" in page, page.count("Đổi tiếng của thông báo"), "Bắt đầu làm hộ" in page) == (
        True,
        1,
        False,
    )
    assert "chưa ghi việc nào" in client.get(reverse("members:paper_of_help", args=[second.pk])).text
    assert reverse("members:paper_of_help", args=[first.pk]) in client.get(reverse("members:assist")).text


def test_paper_opens_for_one_day_to_the_officer_who_acted_on_behalf():
    officer, lan = OfficerFactory(), LanFactory()
    client = helping(officer, lan)
    client.post(reverse("members:stop_helping"))
    url = reverse("members:paper_of_help", args=[AssistSession.objects.get().pk])
    for other in (lan, MinhFactory()):
        stranger = Client()
        stranger.force_login(other)
        assert stranger.get(url).status_code == 404
    assert client.get(url).status_code == 200
    AssistSession.objects.update(started_at=timezone.now() - timedelta(days=1, minutes=1))
    assert client.get(url).status_code == 404
    assert url not in client.get(reverse("members:assist")).text
