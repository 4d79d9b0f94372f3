from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from backend.common.limits import SharedLimit
from backend.ledger.models import Entry
from members.acting import Actor
from members.keys import new_card_number
from members.models import (
    AccountChange,
    ApiToken,
    GuessLimit,
    Notice,
    NoticeDelivery,
    RecoveryTicket,
    RoleGrant,
    SmsCode,
    User,
)
from members.notices import sms_limits
from members.people.cards import luhn_digit
from members.people.enums import AccountChangeKind
from members.rules import NotAllowed
from members.signing_in.actions.guesses import TooManyGuesses
from members.signing_in.actions.secrets import RecoveryError, WrongCode, change_secret
from members.signing_in.actions.sms_codes import (
    TooManyCodes,
    confirm_phone,
    prune_sms_codes,
    reset_secret,
    send_phone_code,
    send_secret_code,
)
from members.signing_in.actions.tickets import issue_ticket, redeem_ticket, replace_card
from members.signing_in.enums import RecoveryKind
from tests.api import token_of
from tests.factories.members import (
    PIN,
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    commune,
)

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NEW = "529306"


def wrong_code(code: str) -> str:
    return "000000" if code != "000000" else "111111"


# --- A forgotten PIN, by SMS ------------------------------------------------------------------------------------------


def test_pin_is_reset_with_the_code_sent_by_sms(phone):
    lan = LanFactory()
    token_of(lan)
    address = send_secret_code(typed="0912 345 671")
    assert reset_secret(address=address, code=phone.code(lan.phone), secret=NEW) == lan
    lan.refresh_from_db()
    assert lan.check_password(NEW)
    assert not ApiToken.objects.filter(user=lan).exists()
    assert [change.kind for change in AccountChange.objects.filter(user=lan)] == [AccountChangeKind.SECRET]
    assert NoticeDelivery.objects.filter(notice__user=lan).count() == 1
    assert Entry.objects.get(subject=f"member:{lan.ref}").kind == "account.secret"


def test_code_asked_for_by_card_goes_to_the_phone_of_that_account(phone):
    lan = LanFactory()
    address = send_secret_code(typed=lan.card_number)
    reset_secret(address=address, code=phone.code(lan.phone), secret=NEW)
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_code_works_once(phone):
    lan = LanFactory()
    address = send_secret_code(typed=lan.phone)
    code = phone.code(lan.phone)
    reset_secret(address=address, code=code, secret=NEW)
    with pytest.raises(WrongCode):
        reset_secret(address=address, code=code, secret="613905")
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_code_is_refused_after_ten_minutes(phone):
    lan = LanFactory()
    address = send_secret_code(typed=lan.phone)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)), pytest.raises(WrongCode):
        reset_secret(address=address, code=phone.code(lan.phone), secret=NEW)
    assert_unchanged(lan)


def test_code_is_refused_after_three_wrong_ones(phone):
    lan = LanFactory()
    address = send_secret_code(typed=lan.phone)
    code = phone.code(lan.phone)
    for _ in range(3):
        with pytest.raises(WrongCode):
            reset_secret(address=address, code=wrong_code(code), secret=NEW)
    with pytest.raises(WrongCode):
        reset_secret(address=address, code=code, secret=NEW)
    assert_unchanged(lan)


def test_account_is_locked_after_five_wrong_codes_though_each_is_new(phone):
    lan = LanFactory()
    for tries in (3, 2):
        address = send_secret_code(typed=lan.phone)
        for _ in range(tries):
            with pytest.raises(WrongCode):
                reset_secret(address=address, code=wrong_code(phone.code(lan.phone)), secret=NEW)
    address = send_secret_code(typed=lan.phone)
    with pytest.raises(TooManyGuesses):
        reset_secret(address=address, code=phone.code(lan.phone), secret=NEW)
    assert_unchanged(lan)


def test_weak_pin_costs_no_try(phone):
    lan = LanFactory()
    address = send_secret_code(typed=lan.phone)
    for _ in range(6):
        with pytest.raises(RecoveryError) as refusal:
            reset_secret(address=address, code=phone.code(lan.phone), secret="123456")
        assert refusal.value.field == "secret"
    reset_secret(address=address, code=phone.code(lan.phone), secret=NEW)


def test_unknown_number_and_unknown_card_are_answered_like_known_ones(phone):
    assert send_secret_code(typed="0912 345 699") == "+84912345699"
    card = "9999999" + luhn_digit("9999999")
    assert send_secret_code(typed=card) == card
    assert phone.texts("+84912345699") == [
        "Piêu: số này chưa có tài khoản. Chị có thể đăng ký trên trang Piêu."
    ]
    for address in ("+84912345699", card):
        with pytest.raises(WrongCode, match="Mã chưa đúng hoặc đã hết hạn"):
            reset_secret(address=address, code="000000", secret=NEW)


def test_codes_are_limited_alike_for_known_and_unknown_numbers(phone):
    lan = LanFactory()
    for typed in (lan.phone, "0912345699"):
        for _ in range(3):
            send_secret_code(typed=typed)
        with pytest.raises(TooManyCodes):
            send_secret_code(typed=typed)
    with pytest.raises(TooManyCodes):
        send_secret_code(typed=lan.card_number)  # the same phone rings
    assert len(phone.texts(lan.phone)) == 3


def test_strangers_set_off_so_many_messages_an_hour_and_no_more(phone, client, monkeypatch):
    monkeypatch.setattr(
        sms_limits, "_by_strangers", SharedLimit("messages in a test", 2, seconds=3600, step=1)
    )
    numbers = [f"09123457{number:02}" for number in range(4)]
    for number in numbers[:3]:
        assert send_secret_code(typed=number)
    sign_up = {"phone": numbers[3], "password1": NEW}
    assert client.post(reverse("account_signup"), sign_up).status_code == 429
    assert [len(phone.texts("+84" + number[1:])) for number in numbers] == [1, 1, 0, 0]
    assert not User.objects.exists()
    lan = LanFactory()
    send_secret_code(typed=lan.phone)
    assert len(phone.texts(lan.phone)) == 1


def test_one_network_sets_off_so_many_messages_a_day_and_its_page_says_the_same(phone, client, monkeypatch):
    monkeypatch.setattr(
        sms_limits, "_of_a_network", SharedLimit("of a network in a test", 2, seconds=86_400, step=1)
    )
    lan = LanFactory()
    numbers = [f"09123458{number:02}" for number in range(4)]
    pages = []
    for login in (*numbers[:3], lan.phone):
        response = client.post(reverse("account_reset_password"), {"login": login}, REMOTE_ADDR="203.0.113.7")
        pages.append((response.status_code, response.headers.get("Location")))
    assert set(pages) == {(302, reverse("account_reset_by_code"))}
    assert [len(phone.texts("+84" + number[1:])) for number in numbers[:3]] == [1, 1, 0]
    assert len(phone.texts(lan.phone)) == 1
    client.post(reverse("account_reset_password"), {"login": numbers[3]}, REMOTE_ADDR="203.0.113.8")
    assert len(phone.texts("+84" + numbers[3][1:])) == 1


def test_five_codes_a_day_are_the_most(phone):
    lan = LanFactory()
    sent = 0
    for hour in range(6):
        with time_machine.travel(timezone.now() + timedelta(hours=2 * hour)):
            try:
                send_secret_code(typed=lan.phone)
                sent += 1
            except TooManyCodes:
                pass
    assert sent == 5


def test_account_without_phone_has_no_code_to_guess():
    lan = LanFactory(phone=None)
    send_secret_code(typed=lan.card_number)
    assert SmsCode.objects.get().user is None


def test_codes_are_forgotten_after_a_day():
    send_secret_code(typed="0912345699")
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert prune_sms_codes() == 1


def test_code_is_not_stored_in_clear_text(phone):
    lan = LanFactory()
    send_secret_code(typed=lan.phone)
    assert phone.code(lan.phone) not in str(SmsCode.objects.values_list().get())


def test_a_code_whose_row_somebody_changed_in_the_database_opens_nothing(phone):
    """Minh asks for a code for himself, and points its row at Lan's account or at another purpose."""
    lan, minh = LanFactory(), MinhFactory()
    send_secret_code(typed=minh.phone)
    code, row = phone.code(minh.phone), SmsCode.objects.filter(address=minh.phone)
    for change, address in (
        ({"user": lan}, minh.phone),
        ({"user": lan, "address": lan.phone}, lan.phone),
    ):
        row.update(**change)
        row = SmsCode.objects.filter(address=address)
        with pytest.raises(WrongCode):
            reset_secret(address=address, code=code, secret=NEW)
    before = lan.password
    lan.refresh_from_db()
    assert lan.password == before
    row.update(user=minh, address=minh.phone, attempts=0)
    assert reset_secret(address=minh.phone, code=code, secret=NEW) == minh


# --- A changed number -------------------------------------------------------------------------------------------------


def test_number_changes_with_the_code_sent_to_the_new_one(phone):
    lan = LanFactory()
    actor = Actor.of(lan)
    assert send_phone_code(actor=actor, phone="0987 654 321") == "+84987654321"
    lan.refresh_from_db()
    assert lan.phone == "+84912345671"
    confirm_phone(actor=actor, phone="+84987654321", code=phone.code("+84987654321"))
    lan.refresh_from_db()
    assert (lan.phone, lan.phone_to_verify) == ("+84987654321", "")
    assert "vừa đổi sang số khác" in phone.texts("+84912345671")[-1]
    assert AccountChange.objects.get(user=lan).kind == AccountChangeKind.PHONE


def test_number_of_somebody_else_is_not_taken_and_not_betrayed(phone):
    lan, minh = LanFactory(), MinhFactory()
    send_phone_code(actor=Actor.of(lan), phone=minh.phone)
    assert "đã thuộc một tài khoản khác" in phone.texts(minh.phone)[-1]
    with pytest.raises(WrongCode):
        confirm_phone(actor=Actor.of(lan), phone=minh.phone, code="000000")
    lan.refresh_from_db()
    minh.refresh_from_db()
    assert (lan.phone, minh.phone) == ("+84912345671", "+84912345672")


def test_code_for_one_member_proves_nothing_for_another(phone):
    lan, minh = LanFactory(), MinhFactory()
    send_phone_code(actor=Actor.of(lan), phone="0987654321")
    with pytest.raises(WrongCode):
        confirm_phone(actor=Actor.of(minh), phone="0987654321", code=phone.code("+84987654321"))
    minh.refresh_from_db()
    assert minh.phone == "+84912345672"


def test_number_only_named_signs_nobody_in():
    lan = LanFactory(phone=None)
    send_phone_code(actor=Actor.of(lan), phone="0987654321")
    assert send_secret_code(typed="0987654321") == "+84987654321"
    assert SmsCode.objects.filter(purpose="secret").get().user is None


# --- An officer's paper -----------------------------------------------------------------------------------------------


def test_member_sets_a_new_pin_with_a_recovery_ticket():
    lan, officer = LanFactory(), OfficerFactory()
    Authenticator.objects.create(user=lan, type=Authenticator.Type.WEBAUTHN, data={"name": "máy cũ"})
    printed = issue_ticket(officer=officer, member=lan)
    assert redeem_ticket(card_number="1000 0008", code=printed.code.lower(), secret=NEW) == lan
    lan.refresh_from_db()
    assert lan.check_password(NEW)
    assert lan.phone == "+84912345671"
    assert not Authenticator.objects.filter(user=lan).exists()
    kinds = list(AccountChange.objects.filter(user=lan).order_by("pk").values_list("kind", "by__full_name"))
    assert kinds == [("ticket", "Cà Thị Vân"), ("secret", "Lò Thị Lan")]
    delivery = NoticeDelivery.objects.filter(notice__user=lan).order_by("pk").first()
    assert "vừa in phiếu" in delivery.notice.title
    entry = Entry.objects.get(kind="account.ticket")
    assert (entry.by, entry.on_behalf_of) == (officer.ref, lan.ref)


def test_paper_for_a_lost_number_takes_the_number_off(phone):
    lan, officer = LanFactory(), OfficerFactory()
    printed = issue_ticket(officer=officer, member=lan, kind=RecoveryKind.PHONE)
    redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    lan.refresh_from_db()
    assert (lan.phone, lan.phone_verified_at) == (None, None)
    assert "vừa được gỡ" in phone.texts("+84912345671")[-1]


def test_officer_of_another_branch_prints_no_paper():
    lan = LanFactory()
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    for person in (far, MinhFactory(), HoaFactory(), lan):
        with pytest.raises(NotAllowed):
            issue_ticket(officer=person, member=lan)
    assert not RecoveryTicket.objects.exists()
    assert not AccountChange.objects.exists()


def test_paper_for_an_officer_takes_an_officer_above():
    officer = OfficerFactory()
    colleague = OfficerFactory(full_name="Lường Thị Hiền")
    above = OfficerFactory(branch=commune().parent, full_name="Đinh Thị Nga")
    with pytest.raises(NotAllowed):
        issue_ticket(officer=colleague, member=officer)
    assert issue_ticket(officer=above, member=officer).ticket.user == officer
    with pytest.raises(NotAllowed):
        issue_ticket(officer=above, member=StaffFactory())


def test_paper_works_once():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    with pytest.raises(WrongCode):
        redeem_ticket(card_number=lan.card_number, code=printed.code, secret="613905")
    lan.refresh_from_db()
    assert lan.check_password(NEW)


def test_paper_sent_again_by_a_phone_that_lost_the_answer_is_answered_alike():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    for _again in range(2):
        assert redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW) == lan
    assert AccountChange.objects.filter(user=lan, kind=AccountChangeKind.SECRET).count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=11)), pytest.raises(WrongCode):
        redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)


def test_used_paper_is_no_way_to_guess_the_pin_it_set():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    for tries in range(1, 4):
        with pytest.raises(WrongCode):
            redeem_ticket(card_number=lan.card_number, code=printed.code, secret="613905")
        assert GuessLimit.objects.get(key__startswith="ticket:").failures == tries


def test_paper_used_notifies_the_nearest_other_officer_and_not_who_printed_it():
    lan, printer = LanFactory(), OfficerFactory()
    other = OfficerFactory(full_name="Quàng Thị Mai", card_number=new_card_number(), phone="+84912345699")
    branch = printer.role_grants.get().branch
    RoleGrant.objects.get_or_create(user=other, role="officer", branch=branch, defaults={"granted_by": None})
    printed = issue_ticket(officer=printer, member=lan)
    redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    notices = Notice.objects.filter(kind="ticket_used")
    assert list(notices.values_list("user", flat=True)) == [other.pk]
    assert "Lan" not in notices.get().title + notices.get().body


def test_paper_expires_after_48_hours():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    with time_machine.travel(timezone.now() + timedelta(hours=48, minutes=1)), pytest.raises(WrongCode):
        redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    assert_unchanged(lan)


def test_newer_paper_ends_the_older_one():
    lan, officer = LanFactory(), OfficerFactory()
    first = issue_ticket(officer=officer, member=lan)
    second = issue_ticket(officer=officer, member=lan)
    with pytest.raises(WrongCode):
        redeem_ticket(card_number=lan.card_number, code=first.code, secret=NEW)
    redeem_ticket(card_number=lan.card_number, code=second.code, secret=NEW)


def test_paper_is_of_no_use_with_another_card():
    lan, minh = LanFactory(), MinhFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    with pytest.raises(WrongCode):
        redeem_ticket(card_number=minh.card_number, code=printed.code, secret=NEW)
    assert_unchanged(minh)


def test_paper_guessed_five_times_is_dead():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    wrong = issue_ticket(officer=OfficerFactory(full_name="Lường Thị Hiền"), member=MinhFactory()).code
    for _ in range(5):
        with pytest.raises(WrongCode):
            redeem_ticket(card_number=lan.card_number, code=wrong, secret=NEW)
    with pytest.raises(TooManyGuesses):
        redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)), pytest.raises(WrongCode):
        redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)
    assert_unchanged(lan)


def test_slip_of_the_pen_is_no_guess():
    lan = LanFactory()
    printed = issue_ticket(officer=OfficerFactory(), member=lan)
    slip = ("A" if printed.code[0] != "A" else "B") + printed.code[1:]
    for _ in range(9):
        with pytest.raises(RecoveryError) as refusal:
            redeem_ticket(card_number=lan.card_number, code=slip, secret=NEW)
        assert refusal.value.code == "mistyped_code"
        assert refusal.value.message == "Mã gõ sai một chữ. Xem lại phiếu."
    with pytest.raises(RecoveryError, match="8 chữ và số"):
        redeem_ticket(card_number=lan.card_number, code=printed.code[:7], secret=NEW)
    redeem_ticket(card_number=lan.card_number, code=printed.code, secret=NEW)


def test_officer_helping_cannot_set_the_pin():
    lan, officer = LanFactory(), OfficerFactory()
    with pytest.raises(NotAllowed):
        change_secret(actor=Actor(by=officer, member=lan), secret=NEW)
    assert_unchanged(lan)


# --- A lost card ------------------------------------------------------------------------------------------------------


def test_new_card_ends_the_old_one_and_keeps_the_pin():
    lan = LanFactory()
    number = replace_card(officer=OfficerFactory(), member=lan)
    lan.refresh_from_db()
    assert lan.card_number == number != "10000008"
    assert lan.check_password(PIN)
    assert AccountChange.objects.get(user=lan).kind == AccountChangeKind.CARD


def test_card_is_not_replaced_by_an_officer_of_another_branch():
    lan = LanFactory()
    with pytest.raises(NotAllowed):
        replace_card(officer=OfficerFactory(branch=commune("Xã Mường Lạn", 4246)), member=lan)
    lan.refresh_from_db()
    assert lan.card_number == "10000008"


def assert_unchanged(user) -> None:
    user.refresh_from_db()
    assert user.check_password(PIN)
    assert not AccountChange.objects.filter(user=user, kind=AccountChangeKind.SECRET).exists()
