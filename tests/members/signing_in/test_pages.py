"""Signing up and in, recovery and new log-in data, as a browser sees them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.common.idempotency import hash_body
from backend.common.models import IdempotencyKey
from members.branches.enums import MembershipState
from members.models import Consent, GuessLimit, KnownDevice, Membership, RecoveryTicket, SmsCode, User
from members.signing_in.actions.tickets import issue_ticket, redeem_ticket
from tests.factories.members import PIN, LanFactory, OfficerFactory, commune

pytestmark = pytest.mark.django_db

NEW = "529306"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def log_in(client: Client, login: str, secret: str = PIN):
    return client.post(reverse("account_login"), {"login": login, "password": secret})


def test_member_signs_up_by_sms_code_and_enters_the_profile(client, phone):
    commune()
    answer = client.post(reverse("account_signup"), {"phone": "0987 654 321", "password1": NEW})
    assert answer["Location"] == reverse("account_verify_phone")
    user = User.objects.get()
    assert (user.phone, user.phone_to_verify) == (None, "+84987654321")
    wrong = client.post(reverse("account_verify_phone"), {"code": "0"})
    assert "Mã chưa đúng" in wrong.text
    answer = client.post(reverse("account_verify_phone"), {"code": phone.code("+84987654321")})
    assert answer["Location"] == reverse("members:welcome")
    user.refresh_from_db()
    assert (user.phone, user.phone_to_verify) == ("+84987654321", "")
    answer = client.post(reverse("members:welcome"), {"full_name": "Lò Thị Lan", "commune": commune().pk})
    assert answer["Location"] == "/"
    assert Membership.objects.get(user=user).state == MembershipState.REQUESTED
    assert "đang xem đơn của chị" in client.get("/").text
    assert not Consent.objects.exists()


def test_wrong_codes_lead_back_to_signing_up(client, phone):
    client.post(reverse("account_signup"), {"phone": "0987654321", "password1": NEW})
    for _try in range(3):
        answer = client.post(reverse("account_verify_phone"), {"code": "0"})
    assert answer["Location"] == reverse("account_signup")
    assert "đã thử sai nhiều lần" in client.get(answer["Location"]).text


@pytest.mark.parametrize("pin", ["871245", "124563", "09871245"])
def test_signing_up_takes_no_pin_out_of_the_number(client, phone, pin):
    answer = client.post(reverse("account_signup"), {"phone": "0987 124 563", "password1": pin})
    assert "không được lấy từ số điện thoại" in answer.text
    assert not User.objects.exists() and not phone.texts("+84987124563")


def test_sign_up_with_a_known_number_is_revealed_only_to_its_owner(client, phone):
    lan = LanFactory()
    known = client.post(reverse("account_signup"), {"phone": lan.phone, "password1": NEW})
    assert "đã có tài khoản" in phone.texts(lan.phone)[-1]
    assert User.objects.count() == 1
    unknown = Client().post(reverse("account_signup"), {"phone": "0987654321", "password1": NEW})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    page = client.get(reverse("account_verify_phone"))
    assert "Nhập mã trong tin nhắn" in page.text


@pytest.mark.slow
def test_signing_up_twice_in_a_row_sends_one_code_and_keeps_one_account(client, phone):
    lan, data = LanFactory(), {"phone": "0987654321", "password1": NEW}
    first = client.post(reverse("account_signup"), data)
    again = client.post(reverse("account_signup"), data)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Client().post(reverse("account_signup"), data).status_code == 429
    for status in (302, 429):
        hers = {"phone": lan.phone, "password1": NEW}
        assert Client().post(reverse("account_signup"), hers).status_code == status
    assert (len(phone.texts("+84987654321")), len(phone.texts(lan.phone))) == (1, 1)
    assert User.objects.count() == 2
    answer = client.post(reverse("account_verify_phone"), {"code": phone.code("+84987654321")})
    assert answer["Location"] == reverse("members:welcome")


def test_signing_up_with_a_known_number_hashes_a_pin_like_a_new_one(client, monkeypatch):
    lan = LanFactory()
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for number in (lan.phone, "0987654321"):
        hashed.clear()
        Client().post(reverse("account_signup"), {"phone": number, "password1": NEW})
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


@pytest.mark.databases
def test_number_that_was_never_proven_signs_nobody_in_and_blocks_nobody(client, phone):
    client.post(reverse("account_signup"), {"phone": "0987654321", "password1": NEW})
    assert log_in(Client(), "0987654321", NEW).status_code == 200
    second = Client()
    with time_machine.travel(timezone.now() + timedelta(seconds=40)):
        second.post(reverse("account_signup"), {"phone": "0987654321", "password1": "613905"})
        second.post(reverse("account_verify_phone"), {"code": phone.code("+84987654321")})
    proven = User.objects.get(phone="+84987654321")
    assert proven.check_password("613905")


@pytest.mark.parametrize(
    "number", ["0212 3852 000", "0912 345 67", "o912345678", "+1 202 555 0100", "１２３４５６７８９０"]
)
def test_foreign_junk_is_no_number(client, number):
    answer = client.post(reverse("account_signup"), {"phone": number, "password1": NEW})
    assert answer.status_code == 200
    assert "field--error" in answer.text
    assert not User.objects.exists()


@pytest.mark.databases
def test_card_and_pin_sign_in_from_the_same_form(client):
    lan = LanFactory(phone=None)
    answer = log_in(client, "1000 0008")
    assert answer["Location"] == "/"
    assert client.get("/toi/").status_code == 200
    assert KnownDevice.objects.filter(user=lan).count() == 1
    assert answer.cookies["device"]["httponly"]


@pytest.mark.databases
def test_wrong_pin_reads_the_same_for_known_and_unknown(client):
    lan = LanFactory()
    said = set()
    for login in (lan.phone, "0987654321", lan.card_number, "junk"):
        page = log_in(Client(), login, "999111")
        said.add((page.status_code, str(page.context["form"].errors.as_data())))
    assert len(said) == 1
    assert "Số hoặc mã PIN chưa đúng" in said.pop()[1]


@pytest.mark.databases
def test_locked_account_says_how_long(client):
    lan = LanFactory()
    for _ in range(5):
        log_in(client, lan.card_number, "999111")
    page = log_in(client, lan.card_number, PIN)
    assert "Chị đợi 1 phút rồi thử lại" in page.text


@pytest.mark.databases
def test_address_is_limited_whatever_the_accounts(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/m/ip"}
    for _ in range(3):
        log_in(client, "0987654321", "999111")
    page = log_in(client, LanFactory().card_number, PIN)
    assert "đã thử sai nhiều lần" in page.text


def test_log_in_page_has_the_number_keypad(client):
    page = client.get(reverse("account_login")).text
    assert page.count('inputmode="numeric"') == 1
    assert 'inputmode="tel"' in page
    assert 'inputmode="numeric"' not in client.get(reverse("account_login") + "?chu=1").text


def test_admin_has_no_door_of_its_own(client):
    answer = client.get("/quan-tri/login/")
    assert answer["Location"].startswith(reverse("account_login"))


def test_pages_of_a_signed_in_member_are_not_cached():
    client = signed_in(LanFactory())
    for path in ("/", "/toi/", "/thong-bao/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path


def test_switching_person_leaves_the_outbox_and_nothing_else():
    client = signed_in(LanFactory())
    answer = client.post(reverse("members:switch_person"))
    assert answer["Location"] == reverse("members:who")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "Lan" not in client.get("/").text


def test_email_pages_of_allauth_are_not_there(client):
    for path in (
        "/tai-khoan/email/",
        "/tai-khoan/confirm-email/",
        "/tai-khoan/login/code/",
        "/tai-khoan/password/reset/",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.databases
def test_reset_of_a_forgotten_pin_signs_the_member_in(client, phone):
    lan = LanFactory()
    client.post(reverse("account_reset_password"), {"login": "0912345671"})
    answer = client.post(reverse("account_reset_by_code"), {"code": phone.code(lan.phone), "secret": NEW})
    assert answer["Location"] == "/"
    assert "Chào chị Lan" in client.get("/").text


def test_asking_for_a_code_answers_alike_for_everybody(client):
    LanFactory()
    pages = []
    for login in ("0912345671", "0987654321", "10000008", "20000006"):
        visitor = Client()
        answer = visitor.post(reverse("account_reset_password"), {"login": login}, follow=True)
        pages.append((answer.status_code, [hop for hop, _ in answer.redirect_chain]))
        assert "Nếu số hay thẻ này có tài khoản" in answer.text
    assert len(set(map(str, pages))) == 1


@pytest.mark.databases
def test_recovery_ticket_signs_the_member_in_on_a_signed_out_phone(client):
    lan = LanFactory()
    code = issue_ticket(officer=OfficerFactory(), member=lan).code
    answer = client.post(reverse("members:use_ticket"), {"card": "1000 0008", "code": code, "secret": NEW})
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(lan.pk)


@pytest.mark.databases
def test_paper_used_on_the_officers_phone_leaves_the_officer_signed_in():
    lan, officer = LanFactory(), OfficerFactory()
    client = signed_in(officer)
    paper = client.post(reverse("members:ticket", args=[lan.pk]), {"kind": "secret"}, follow=True)
    code = paper.context["printed"]["code"]
    answer = client.post(
        reverse("members:use_ticket"), {"card": lan.card_number, "code": code, "secret": NEW}
    )
    assert "Đã đặt mã PIN" in answer.text
    assert client.session["_auth_user_id"] == str(officer.pk)
    lan.refresh_from_db()
    assert lan.check_password(NEW)


@pytest.mark.databases
def test_changing_the_pin_takes_the_old_one_and_ends_other_sessions():
    lan = LanFactory()
    here, there = Client(), signed_in(lan)
    log_in(here, lan.card_number)
    wrong = here.post(reverse("account_change_password"), {"oldpassword": "999111", "password1": NEW})
    assert "Mã PIN hiện nay chưa đúng" in wrong.text
    here.post(reverse("account_change_password"), {"oldpassword": PIN, "password1": NEW})
    lan.refresh_from_db()
    assert lan.check_password(NEW)
    assert here.get("/toi/").status_code == 200
    assert there.get("/toi/").status_code == 302


@pytest.mark.databases
def test_change_of_the_phone_number_needs_the_pin(phone):
    lan = LanFactory()
    client = signed_in(lan)
    page = client.post(reverse("members:phone"), {"phone": "0987654321", "secret": "999111"})
    assert "Mã PIN chưa đúng" in page.text
    assert phone.texts("+84987654321") == []
    client.post(reverse("members:phone"), {"phone": "0987654321", "secret": PIN})
    client.post(reverse("members:confirm_phone"), {"code": phone.code("+84987654321")})
    lan.refresh_from_db()
    assert lan.phone == "+84987654321"


@pytest.mark.databases
@pytest.mark.slow
def test_paper_sent_for_twice_is_the_same_paper(client):
    lan, officer = LanFactory(), OfficerFactory()
    desk = signed_in(officer)
    fields = {"kind": "secret", "idempotency_key": "k" * 20}
    papers = [desk.post(reverse("members:ticket", args=[lan.pk]), fields, follow=True) for _ in range(2)]
    codes = {page.context["printed"]["code"] for page in papers}
    assert (len(codes), RecoveryTicket.objects.count()) == (1, 1)
    redeem_ticket(card_number=lan.card_number, code=codes.pop(), secret=NEW)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert "không hiện lại" in desk.get(reverse("members:ticket_paper", args=[lan.pk])).text


def test_paper_of_one_officer_is_not_shown_to_another():
    lan = LanFactory()
    code = (
        signed_in(OfficerFactory())
        .post(reverse("members:ticket", args=[lan.pk]), {"kind": "secret"}, follow=True)
        .context["printed"]["code"]
    )
    page = signed_in(OfficerFactory()).get(reverse("members:ticket_paper", args=[lan.pk]))
    assert "không hiện lại" in page.text
    assert code[:4] not in page.text


KEY = {"idempotency_key": "11111111-2222-3333-4444-555555555555"}


@pytest.mark.databases
def test_number_sent_again_gets_one_code_and_the_key_keeps_no_pin(phone):
    lan = LanFactory()
    client = signed_in(lan)
    fields = {"phone": "0987 654 321", "secret": PIN} | KEY
    for _again in range(2):
        answer = client.post(reverse("members:phone"), fields)
        assert answer["Location"] == reverse("members:confirm_phone")
    assert SmsCode.objects.filter(user=lan).count() == 1
    # The key is not the plain hash of the request, so it can't be used to guess the PIN.
    kept = IdempotencyKey.objects.get().body_hash
    for secret in ([PIN], [hashlib.sha256(PIN.encode()).hexdigest()]):
        described = {
            "fields": {"phone": ["0987 654 321"], "secret": secret}, "files": {}, "method": "POST",
            "path": reverse("members:phone"),
        }  # fmt: skip
        assert kept != hash_body(described)


@pytest.mark.databases
def test_wrong_pin_for_another_number_stays_counted():
    lan = LanFactory()
    client = signed_in(lan)
    for _again in range(2):
        client.post(reverse("members:phone"), {"phone": "0987 654 321", "secret": "999111"} | KEY)
    assert (GuessLimit.objects.get(key__startswith="pin:user").failures, SmsCode.objects.count()) == (2, 0)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.databases
def test_code_sent_again_leads_on_without_another_try(phone):
    lan = LanFactory(phone=None, phone_verified_at=None)
    client = signed_in(lan)
    client.post(reverse("members:phone"), {"phone": "0987 654 321"} | KEY)
    code = {"code": phone.code("+84987654321")}
    for _again in range(2):
        assert client.post(reverse("members:confirm_phone"), code)["Location"] == reverse("members:profile")
    assert not GuessLimit.objects.exists()
