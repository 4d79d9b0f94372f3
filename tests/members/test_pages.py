"""The pages as a browser sees them: what each kind of visitor gets, and the flows through several."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.common.idempotency import hash_body
from backend.common.models import IdempotencyKey
from members.acting import Actor
from members.assist.actions import LASTS
from members.branches.actions.memberships import confirm_membership, request_membership
from members.branches.enums import MembershipState
from members.consent.enums import ConsentPurpose
from members.models import (
    AssistSession,
    Consent,
    GuessLimit,
    KnownDevice,
    Membership,
    Notice,
    RecoveryTicket,
    RoleGrant,
    SmsCode,
    User,
)
from members.notices.actions.notices import notify
from members.rules import is_officer
from members.signing_in.actions.tickets import issue_ticket, redeem_ticket
from tests.factories.members import (
    PIN,
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    UserFactory,
    chapter,
    commune,
)
from tests.layout import without_layout
from tests.people import HOA

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NEW = "529306"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def log_in(client: Client, login: str, secret: str = PIN):
    return client.post(reverse("account_login"), {"login": login, "password": secret})


# --- Signing up and in ------------------------------------------------------------------------------------------------


def test_member_signs_up_by_sms_code_and_says_who_she_is(client, phone):
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


def test_signing_up_with_a_known_number_notifies_only_its_owner(client, phone):
    lan = LanFactory()
    known = client.post(reverse("account_signup"), {"phone": lan.phone, "password1": NEW})
    assert "đã có tài khoản" in phone.texts(lan.phone)[-1]
    assert User.objects.count() == 1
    unknown = Client().post(reverse("account_signup"), {"phone": "0987654321", "password1": NEW})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    page = client.get(reverse("account_verify_phone"))
    assert "Nhập mã trong tin nhắn" in page.text


def test_signing_up_twice_in_a_row_sends_one_code_and_keeps_one_account(client, phone):
    lan, data = LanFactory(), {"phone": "0987654321", "password1": NEW}
    first = client.post(reverse("account_signup"), data)
    again = client.post(reverse("account_signup"), data)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Client().post(reverse("account_signup"), data).status_code == 429
    for status in (302, 429):
        form = {"phone": lan.phone, "password1": NEW}
        assert Client().post(reverse("account_signup"), form).status_code == status
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


def test_card_and_pin_sign_in_from_the_same_form(client):
    lan = LanFactory(phone=None)
    answer = log_in(client, "1000 0008")
    assert answer["Location"] == "/"
    assert client.get("/toi/").status_code == 200
    assert KnownDevice.objects.filter(user=lan).count() == 1
    assert answer.cookies["device"]["httponly"]


def test_wrong_pin_reads_the_same_for_known_and_unknown(client):
    lan = LanFactory()
    messages = set()
    for login in (lan.phone, "0987654321", lan.card_number, "junk"):
        page = log_in(Client(), login, "999111")
        messages.add((page.status_code, str(page.context["form"].errors.as_data())))
    assert len(messages) == 1
    assert "Số hoặc mã PIN chưa đúng" in messages.pop()[1]


def test_locked_account_says_how_long(client):
    lan = LanFactory()
    for _ in range(5):
        log_in(client, lan.card_number, "999111")
    page = log_in(client, lan.card_number, PIN)
    assert "Chị đợi 1 phút rồi thử lại" in page.text


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


def test_pages_of_a_signed_in_person_are_not_cached():
    client = signed_in(LanFactory())
    for path in ("/", "/toi/", "/thong-bao/"):
        assert client.get(path)["Cache-Control"] == "private, no-store", path


def test_switching_person_leaves_the_outbox_and_nothing_else():
    client = signed_in(LanFactory())
    answer = client.post(reverse("members:switch_person"))
    assert answer["Location"] == reverse("account_login")
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


# --- Getting back in --------------------------------------------------------------------------------------------------


def test_forgotten_pin_is_replaced_and_the_new_one_logs_in(client, phone):
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


def test_paper_lets_her_in_on_a_phone_nobody_is_signed_in_on(client):
    lan = LanFactory()
    code = issue_ticket(officer=OfficerFactory(), member=lan).code
    answer = client.post(reverse("members:use_ticket"), {"card": "1000 0008", "code": code, "secret": NEW})
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(lan.pk)


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


def test_changing_the_number_takes_her_pin(phone):
    lan = LanFactory()
    client = signed_in(lan)
    page = client.post(reverse("members:phone"), {"phone": "0987654321", "secret": "999111"})
    assert "Mã PIN chưa đúng" in page.text
    assert phone.texts("+84987654321") == []
    client.post(reverse("members:phone"), {"phone": "0987654321", "secret": PIN})
    client.post(reverse("members:confirm_phone"), {"code": phone.code("+84987654321")})
    lan.refresh_from_db()
    assert lan.phone == "+84987654321"


# --- The officer's desk -----------------------------------------------------------------------------------------------

DESK = [
    "members:desk",
    "members:members",
    "members:roles",
    "members:assist",
    "members:open_account",
    "members:consent_sheet",
]


@pytest.mark.slow
def test_desk_opens_to_officers_and_staff_only():
    visitors = [
        (None, 302),
        (LanFactory(), 403),
        (HoaFactory(), 403),
        (OfficerFactory(), 200),
        (StaffFactory(), 200),
    ]
    for user, status in visitors:
        client = signed_in(user) if user else Client()
        for name in DESK:
            assert client.get(reverse(name)).status_code == status, (user, name)


@pytest.mark.slow
def test_member_page_opens_to_her_own_officers():
    lan = LanFactory()
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    names = ["member", "ticket", "new_card", "member_card", "give_role"]
    for user, status in ((OfficerFactory(), 200), (far, 403), (MinhFactory(), 403)):
        for name in names:
            answer = signed_in(user).get(reverse(f"members:{name}", args=[lan.pk]))
            assert answer.status_code == status, (user, name)


def test_waiting_member_is_confirmed_from_the_desk():
    waiting = UserFactory(full_name="Cầm Thị Chờ")
    membership = Membership.objects.create(user=waiting, branch=chapter())
    client = signed_in(OfficerFactory())
    assert "Cầm Thị Chờ" in client.get(reverse("members:desk")).text
    assert signed_in(OfficerFactory(branch=commune("Xã Mường Lạn", 4246))).post(
        reverse("members:confirm", args=[membership.pk])
    ).status_code == 404  # fmt: skip
    text = client.post(reverse("members:confirm", args=[membership.pk]), follow=True).text
    assert "Đã xác nhận: Cầm Thị Chờ là hội viên." in text
    membership.refresh_from_db()
    assert membership.state == MembershipState.CONFIRMED
    assert "Cầm Thị Chờ" not in client.get(reverse("members:desk")).text


@pytest.mark.parametrize("query", ["lan", "LÒ THỊ", "0912345671", "1000 0008"])
def test_members_are_found_without_accents_by_phone_and_by_card(query):
    LanFactory()
    HoaFactory()
    page = signed_in(OfficerFactory()).get(reverse("members:members"), {"q": query}).text
    assert "Lò Thị Lan" in page
    assert HOA.full_name not in page


def test_lists_cost_the_same_however_long(django_assert_max_num_queries):
    officer = OfficerFactory()
    client = signed_in(officer)
    LanFactory()
    for _ in range(3):
        Membership.objects.create(user=UserFactory(), branch=chapter())
    for path in ("members:desk", "members:members"):
        with django_assert_max_num_queries(34):
            client.get(reverse(path))


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


def test_new_card_sent_for_twice_is_one_card():
    lan = LanFactory()
    desk = signed_in(OfficerFactory())
    numbers = set()
    for _ in range(2):
        answer = desk.post(reverse("members:new_card", args=[lan.pk]), {"idempotency_key": "k" * 20})
        assert answer["Location"] == reverse("members:member_card", args=[lan.pk])
        lan.refresh_from_db()
        numbers.add(lan.card_number)
    assert len(numbers) == 1
    for name in ("members:ticket", "members:new_card"):
        assert 'name="idempotency_key"' in desk.get(reverse(name, args=[lan.pk])).text


# --- Làm hộ -----------------------------------------------------------------------------------------------------------


def test_officer_opens_an_account_prints_the_paper_and_acts_for_her():
    officer = OfficerFactory()
    client = signed_in(officer)
    fields = {
        "full_name": "Lường Thị Bằng",
        "branch": chapter().pk,
        "birth_year": "1961",
        "idempotency_key": "k" * 20,
    }
    answer = client.post(reverse("members:open_account"), fields)
    again = client.post(reverse("members:open_account"), fields)
    assert answer["Location"] == again["Location"] == reverse("members:first_paper")
    member = User.objects.get(full_name="Lường Thị Bằng")
    paper = client.get(reverse("members:first_paper")).text
    assert member.card_number[:4] in paper
    assert "chưa ký đồng ý việc nào" in paper
    home = client.get("/").text
    assert "Đang làm hộ cho" in home
    assert "Chào chị Bằng" in home
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert "không hiện lại" in client.get(reverse("members:first_paper")).text


def helping(officer: User, member: User) -> Client:
    client = signed_in(officer)
    client.post(reverse("members:start_helping", args=[member.pk]))
    return client


@pytest.mark.slow
def test_helping_gives_the_members_rights_and_no_more():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert "Lò Thị Lan" in client.get("/toi/").text
    for name in (
        "members:desk",
        "members:members",
        "members:data",
        "members:data_file",
        "members:data_archive",
        "members:erase",
    ):
        assert client.get(reverse(name)).status_code == 403, name
    assert client.get(reverse("members:phone")).status_code == 403  # the member changes it
    client.post(reverse("members:stop_helping"))
    assert client.get(reverse("members:desk")).status_code == 200
    assert AssistSession.objects.get().ended_at is not None


@pytest.mark.slow
def test_helping_ends_with_the_role_the_membership_the_hours_and_the_log_out():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert "Đang làm hộ cho" in client.get("/").text
    with time_machine.travel(timezone.now() + LASTS + timedelta(minutes=1)):
        assert "Đang làm hộ cho" not in client.get("/").text
    RoleGrant.objects.filter(user=officer).update(ended_at=timezone.now())
    assert not is_officer(officer)
    assert "Đang làm hộ cho" not in client.get("/").text
    RoleGrant.objects.filter(user=officer).update(ended_at=None)
    Membership.objects.filter(user=lan).update(state=MembershipState.LEFT)
    assert "Đang làm hộ cho" not in client.get("/").text
    Membership.objects.filter(user=lan).update(state=MembershipState.CONFIRMED)
    client.post(reverse("account_logout"))
    assert AssistSession.objects.get().ended_at is not None


def test_stranger_cannot_start_helping():
    lan = LanFactory()
    for user, status in ((MinhFactory(), 403), (OfficerFactory(branch=commune("Xã Mường Lạn", 4246)), 404)):
        assert signed_in(user).post(reverse("members:start_helping", args=[lan.pk])).status_code == status
    assert not AssistSession.objects.exists()


def test_waiting_entries_are_kept_apart_for_each_member_helped():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    assert client.get(reverse("theme:csrf")).json()["owner"] == f"{officer.ref}:{lan.ref}"
    assert f'data-owner="{officer.ref}:{lan.ref}"' in client.get("/").text
    client.post(reverse("members:stop_helping"))
    assert client.get(reverse("theme:csrf")).json()["owner"] == str(officer.ref)


def test_member_reads_who_did_what_for_her():
    lan, officer = LanFactory(), OfficerFactory()
    client = helping(officer, lan)
    client.post(
        reverse("members:edit_profile"), {"full_name": "Lò Thị Lan", "birth_year": "1985", "language": "vi"}
    )
    page = signed_in(lan).get(reverse("members:helped")).text
    assert "Sửa họ tên, năm sinh" in page
    assert "Cà Thị Vân" in page
    assert "Sửa họ tên" not in signed_in(MinhFactory()).get(reverse("members:helped")).text


# --- Consent, data, notices, language ---------------------------------------------------------------------------------


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


@pytest.mark.slow
def test_export_has_only_the_members_own_data():
    lan = LanFactory()
    MinhFactory()
    answer = signed_in(lan).get(reverse("members:data_file"))
    assert "attachment" in answer["Content-Disposition"]
    text = answer.getvalue().decode()
    assert json.loads(text)["person"]["full_name"] == "Lò Thị Lan"
    assert "Minh" not in text
    assert "Lò Thị Lan" in signed_in(lan).get(reverse("members:data")).text


@pytest.mark.slow
def test_export_of_an_officer_has_the_times_of_help_and_no_names():
    officer, lan = OfficerFactory(), LanFactory()
    client = signed_in(officer)
    client.post(reverse("members:start_helping", args=[lan.pk]))
    client.post(reverse("members:stop_helping"))
    text = client.get(reverse("members:data_file")).getvalue().decode()
    [session] = json.loads(text)["helped"]["gave"]
    assert session["started_at"] < session["ended_at"]
    assert str(lan) not in text


def test_notices_are_personal_and_read_when_opened():
    lan = LanFactory()
    first = notify(user=lan, kind="test", title="Tin cũ", url="/toi/")
    second = notify(user=lan, kind="test", title="Tin mới", url="https://evil.example/")
    client = signed_in(lan)
    assert client.get(reverse("members:notices")).text.count("badge--info") == 2
    assert signed_in(MinhFactory()).post(reverse("members:open_notice", args=[first.pk])).status_code == 404
    assert client.post(reverse("members:open_notice", args=[first.pk]))["Location"] == "/toi/"
    assert client.post(reverse("members:open_notice", args=[second.pk]))["Location"] == reverse(
        "members:notices"
    )
    assert not Notice.objects.filter(user=lan, read_at=None).exists()


def test_notices_list_shows_the_unread_first():
    lan = LanFactory()
    old = notify(user=lan, kind="test", title="Chưa đọc, cũ")
    new = notify(user=lan, kind="test", title="Đã đọc, mới")
    Notice.objects.filter(pk=new.pk).update(read_at=timezone.now())
    page = signed_in(lan).get(reverse("members:notices")).context["page"]
    assert [row.pk for row in page.rows] == [old.pk, new.pk]


def test_language_is_stored_with_her(client):
    lan = LanFactory()
    client = signed_in(lan)
    client.post(reverse("theme:language"), {"language": "en", "next": "/"})
    lan.refresh_from_db()
    assert lan.language == "en"
    answer = log_in(Client(), lan.card_number)
    assert answer.cookies["django_language"].value == "en"


def test_branch_is_found_without_accents_and_joined(client):
    lan = UserFactory()
    chapter()
    page = client.get(reverse("members:branches"), {"q": "DOAN ket"}).text
    assert "Xã Đoàn Kết" in page
    assert "Chi hội bản Áng" in page
    signed_in(lan).post(reverse("members:join_branch", args=[chapter().pk]))
    assert Membership.objects.get(user=lan).branch == chapter()


def test_officers_name_shows_only_when_she_agrees(client):
    officer = OfficerFactory()
    url = reverse("members:branch", args=[commune().pk])
    assert str(officer) not in client.get(url).text
    signed_in(officer).post(reverse("members:consents"), {"purpose": "public_name", "act": "give"})
    assert str(officer) in client.get(url).text


def test_officers_name_waits_for_who_only_asked_to_join():
    officer, lan = OfficerFactory(), LanFactory()
    url = reverse("members:branch", args=[commune().pk])
    asked = request_membership(actor=Actor.herself(lan), branch=commune(), leave_current=True)
    page = signed_in(lan).get(url).text
    assert ("Đơn của chị đang chờ" in page, str(officer) in page) == (True, False)
    confirm_membership(actor=Actor.herself(officer), membership=asked)
    assert str(officer) in signed_in(lan).get(url).text


def test_consents_say_what_comes_and_shows_without_them():
    page = signed_in(LanFactory()).get(reverse("members:consents")).text
    assert "họ tên chị vẫn hiện" in page
    assert "Những tin này vẫn đến" in page


def test_new_chapter_is_added_by_the_communes_officer():
    url = reverse("members:add_chapter", args=[commune().pk])
    assert signed_in(LanFactory()).get(url).status_code == 403
    signed_in(OfficerFactory()).post(url, {"name": "Chi hội bản Lòng"})
    assert commune().children.filter(name="Chi hội bản Lòng").exists()


# --- Sent again ---------------------------------------------------------------------------------------------------------

KEY = {"idempotency_key": "11111111-2222-3333-4444-555555555555"}


def test_read_all_sent_again_leaves_what_came_since_unread():
    lan = LanFactory()
    notify(user=lan, kind="test", title="Tin cũ")
    client = signed_in(lan)
    client.post(reverse("members:read_all"), KEY)
    newer = notify(user=lan, kind="test", title="Tin mới")
    assert client.post(reverse("members:read_all"), KEY).status_code == 302
    newer.refresh_from_db()
    assert newer.read_at is None


def test_number_sent_again_gets_one_code_and_the_key_keeps_no_pin(phone):
    lan = LanFactory()
    client = signed_in(lan)
    fields = {"phone": "0987 654 321", "secret": PIN} | KEY
    for _again in range(2):
        answer = client.post(reverse("members:phone"), fields)
        assert answer["Location"] == reverse("members:confirm_phone")
    assert SmsCode.objects.filter(user=lan).count() == 1
    # A reader of the table can't try PINs against it: it isn't the plain hash of the sent form.
    stored = IdempotencyKey.objects.get().body_hash
    for secret in ([PIN], [hashlib.sha256(PIN.encode()).hexdigest()]):
        described = {
            "fields": {"phone": ["0987 654 321"], "secret": secret}, "files": {}, "method": "POST",
            "path": reverse("members:phone"),
        }  # fmt: skip
        assert stored != hash_body(described)


def test_wrong_pin_for_another_number_stays_counted():
    lan = LanFactory()
    client = signed_in(lan)
    for _again in range(2):
        client.post(reverse("members:phone"), {"phone": "0987 654 321", "secret": "999111"} | KEY)
    assert (GuessLimit.objects.get(key__startswith="pin:user").failures, SmsCode.objects.count()) == (2, 0)
    assert not IdempotencyKey.objects.exists()


def test_code_sent_again_leads_on_without_another_try(phone):
    lan = LanFactory(phone=None, phone_verified_at=None)
    client = signed_in(lan)
    client.post(reverse("members:phone"), {"phone": "0987 654 321"} | KEY)
    code = {"code": phone.code("+84987654321")}
    for _again in range(2):
        assert client.post(reverse("members:confirm_phone"), code)["Location"] == reverse("members:profile")
    assert not GuessLimit.objects.exists()
