"""Codes of six digits by SMS: to reset a PIN, and to verify the number of a member or of a buyer.

A code is valid for ten minutes and three tries; one address gets three codes an hour and five a day. With the growing lock of
members.signing_in.actions.guesses, a code is guessed within a year with a chance of 0.04 %.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from members.acting import Actor
from members.models import SmsCode, User
from members.notices import sms_limits
from members.notices.tasks import send_sms_task
from members.people.actions.changes import note_account_change, state_account
from members.people.enums import AccountChangeKind
from members.rules import require
from members.signing_in.actions.secrets import (
    RecoveryError,
    WrongCode,
    check_secret,
    counted,
    set_secret,
    tried,
)
from members.signing_in.enums import SmsPurpose
from members.signing_in.logins import find_by_login, parse_login
from members.signing_in.onetime import hash_code, matches, new_sms_code, read_sms_code

SMS_LIFE = timedelta(minutes=10)
SMS_TRIES = 3
SMS_PER_HOUR, SMS_PER_DAY = 3, 5
# A form that is repeated within this time, because its response was lost, sends one SMS only.
SMS_AGAIN_AFTER = timedelta(minutes=1)


class TooManyCodes(RecoveryError):
    """The number or the network reached its limit of codes."""

    status_code = 429


@transaction.atomic
def send_secret_code(*, typed: str, network: str = "") -> str:
    """Send a code for a new PIN to the account of `typed` (phone or card number).

    Return the address for `reset_secret`. The result doesn't reveal whether the account exists. An unknown
    phone gets an SMS about it. An unknown card gets nothing, and so does a `network` over its limit of
    messages to unknown phones (sms_limits). Raises RecoveryError for other text, and TooManyCodes, also if the day's
    total of messages is used up.
    """
    address = parse_login(typed)
    if not address:
        raise RecoveryError(
            _("Chị viết số điện thoại (ví dụ 0912 345 678) hoặc 8 chữ số trên thẻ."),
            field="login",
            code="no_login",
        )
    user = find_by_login(address)
    if user is not None and not user.is_active:
        user = None
    _require_room()
    _check_sending(SmsPurpose.SECRET, address, user)
    phone = user.phone if user else (address if address.startswith("+") else None)
    # Without a number nothing is sent, so there must be no code to guess either.
    code = _keep_code(SmsPurpose.SECRET, address, user if phone else None)
    if user and phone:
        with translation.override(user.language):
            text = _("Piêu: mã đặt lại PIN của chị là %(code)s, dùng trong 10 phút. Đừng đọc mã này cho ai.")
        send_sms_task.enqueue(to=phone, text=text % {"code": code}, must=True)
    elif phone and _is_mobile(phone) and not sms_limits.is_over(network):
        text = _("Piêu: số này chưa có tài khoản. Chị có thể đăng ký trên trang Piêu.")
        send_sms_task.enqueue(to=phone, text=text)
    return address


def reset_secret(*, address: str, code: str, secret: str) -> User:
    """Set a new PIN with the code from the SMS, and return the user.

    Raises RecoveryError for a weak PIN (that is no try), WrongCode, TooManyGuesses.
    """
    user = find_by_login(address)
    check_secret(secret, user=user)
    with (
        tried("code", user, address),
        counted(_open_codes(SmsPurpose.SECRET, address)),
        transaction.atomic(),
    ):
        row = _open_code(SmsPurpose.SECRET, address, code)
        if row is None or row.user is None:
            raise _wrong_sms_code()
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        set_secret(Actor.of(row.user), secret)
    return row.user


@transaction.atomic
def send_phone_code(*, actor: Actor, phone: str) -> str:
    """Send a code to verify a new number of `actor.member`, and return the number in E.164.

    A number verified for another account gets a message without a code; the page doesn't reveal it. Not
    allowed while acting on behalf (làm hộ): whoever reads this code could reset the PIN with the next code.
    """
    require(not actor.is_helping, _("Số điện thoại chỉ chính chị ấy gắn được."))
    number = parse_mobile(phone)
    if number == actor.member.phone:
        raise RecoveryError(_("Số này đã là số của chị."), field="phone", code="same_phone")
    _require_room()
    _check_sending(SmsPurpose.PHONE, number, actor.member)
    taken = User.objects.filter(phone=number).exclude(pk=actor.member.pk).exists()
    code = _keep_code(SmsPurpose.PHONE, number, actor.member)
    User.objects.filter(pk=actor.member.pk).update(phone_to_verify=number)
    actor.member.phone_to_verify = number
    state_account(actor.member)
    with translation.override(actor.member.language):
        if taken:
            text = _("Piêu: số này đã thuộc một tài khoản khác. Chị nhờ cán bộ Hội xem giúp.")
        else:
            text = _("Piêu: mã xác nhận số này là %(code)s, dùng trong 10 phút. Đừng đọc mã này cho ai.")
    send_sms_task.enqueue(to=number, text=text % {"code": code} if "%" in text else text, must=True)
    return number


def confirm_phone(*, actor: Actor, phone: str, code: str) -> None:
    """Check the code from the SMS, and make `phone` the verified number of `actor.member`, which can sign in.

    Notifies the previous number, which can no longer sign in. Raises TooManyGuesses and WrongCode, also if
    another account verified the number in the meantime.
    """
    require(not actor.is_helping, _("Số điện thoại chỉ chính chị ấy gắn được."))
    number = parse_mobile(phone)
    codes = _open_codes(SmsPurpose.PHONE, number)
    with tried("code", actor.member, number), counted(codes), transaction.atomic():
        row = _open_code(SmsPurpose.PHONE, number, code)
        if row is None or row.user_id != actor.member.pk:
            raise _wrong_sms_code()
        if User.objects.filter(phone=number).exclude(pk=actor.member.pk).exists():
            raise _wrong_sms_code()
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        set_proven_phone(actor=actor, phone=number)


@transaction.atomic
def set_proven_phone(*, actor: Actor, phone: str, is_signup: bool = False) -> None:
    """Set the verified number.

    Notify the previous number by SMS, and the member by a notice (not during sign-up).
    """
    member = User.objects.select_for_update().get(pk=actor.member.pk)
    before = member.phone
    member.phone, member.phone_verified_at, member.phone_to_verify = phone, timezone.now(), ""
    member.save(update_fields=["phone", "phone_verified_at", "phone_to_verify"])
    for name in ("phone", "phone_verified_at", "phone_to_verify"):
        setattr(actor.member, name, getattr(member, name))
    if before and before != phone:
        with translation.override(member.language):
            text = _("Piêu: tài khoản của chị vừa đổi sang số khác. Không phải chị làm? Báo cán bộ Hội ngay.")
        send_sms_task.enqueue(to=before, text=text, must=True)
    note_account_change(actor=actor, kind=AccountChangeKind.PHONE, tell=not is_signup)


@transaction.atomic
def send_buyer_code(*, phone: str, network: str = "") -> bool:
    """Send a code to the number of a buyer without an account.

    Return False if the last was sent less than a minute ago. Raises TooManyCodes and PhoneError, also for a
    landline, which gets no SMS.
    """
    number = parse_mobile(phone)
    if _open_codes(SmsPurpose.BUYER, number).filter(created_at__gt=timezone.now() - SMS_AGAIN_AFTER).exists():
        return False
    _check_sending(SmsPurpose.BUYER, number, None)
    if sms_limits.is_day_full(must=True):
        raise TooManyCodes(
            _("Hôm nay Piêu đã gửi hết số tin nhắn của ngày. Bạn thử lại ngày mai, hoặc gọi cho người bán."),
            field="phone",
            code="sms_day_full",
        )
    if sms_limits.is_over(network):
        raise TooManyCodes(
            _("Lúc này Piêu gửi nhiều tin quá. Bạn đợi một giờ rồi thử lại."), field="phone", code="too_many"
        )
    code = _keep_code(SmsPurpose.BUYER, number, None)
    # One segment, also with accents.
    text = _("Piêu: Mã của bạn là %(code)s, dùng trong 10 phút. Đừng đọc cho ai.")
    send_sms_task.enqueue(to=number, text=text % {"code": code}, must=True)
    return True


def confirm_buyer_code(*, phone: str, code: str) -> str:
    """Check a buyer's code from the SMS, and return the number in E.164. Raises WrongCode, TooManyGuesses.

    Tries are counted in the caller's transaction, if any: catch the error, so that the transaction commits.
    """
    number = parse_mobile(phone)
    codes = _open_codes(SmsPurpose.BUYER, number)
    with tried("code", None, f"buyer:{number}"), counted(codes), transaction.atomic():
        row = _open_code(SmsPurpose.BUYER, number, code)
        if row is None:
            raise WrongCode(
                _("Mã chưa đúng hoặc đã hết hạn. Bạn xem lại tin nhắn mới nhất, hoặc xin mã mới."),
                field="code",
                code="wrong_code",
            )
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
    return number


def prune_sms_codes() -> int:
    """Delete codes older than a day, which the limits don't need, and return their number.

    Run by the clock.
    """
    return SmsCode.objects.filter(created_at__lt=timezone.now() - timedelta(days=1)).delete()[0]


def _require_room() -> None:
    """Raise TooManyCodes if the day's total allows no code, before it is known whose number it is."""
    if sms_limits.is_day_full(must=True):
        raise TooManyCodes(
            _(
                "Hôm nay Piêu đã gửi hết số tin nhắn của ngày. Chị thử lại ngày mai, hoặc nhờ cán bộ Hội in phiếu."
            ),
            code="sms_day_full",
        )


def _check_sending(purpose: SmsPurpose, address: str, user: User | None) -> None:
    now = timezone.now()
    sent = SmsCode.objects.filter(purpose=purpose).filter(
        Q(address=address) | Q(user__isnull=False, user=user)
    )
    in_day = sent.filter(created_at__gt=now - timedelta(days=1)).count()
    in_hour = sent.filter(created_at__gt=now - timedelta(hours=1)).count()
    if purpose == SmsPurpose.BUYER and (in_day >= SMS_PER_DAY or in_hour >= SMS_PER_HOUR):
        raise TooManyCodes(
            _("Đã gửi đủ số mã cho số này hôm nay. Bạn thử lại ngày mai, hoặc gọi cho người bán.")
            if in_day >= SMS_PER_DAY
            else _("Vừa gửi mấy mã liền cho số này. Bạn đợi một giờ rồi thử lại."),
            field="phone",
            code="too_many",
        )
    if in_day >= SMS_PER_DAY:
        raise TooManyCodes(
            _("Hôm nay đã gửi đủ số mã cho số này. Chị thử lại ngày mai, hoặc nhờ cán bộ Hội in phiếu."),
            code="too_many",
        )
    if in_hour >= SMS_PER_HOUR:
        raise TooManyCodes(
            _("Vừa gửi mấy mã liền. Chị đợi một giờ rồi thử lại, hoặc nhờ cán bộ Hội in phiếu."),
            code="too_many",
        )


def _keep_code(purpose: SmsPurpose, address: str, user: User | None) -> str:
    """Store a new code for `address`, invalidate earlier codes, and return the new code."""
    now = timezone.now()
    SmsCode.objects.filter(purpose=purpose, address=address, used_at=None, expires_at__gt=now).update(
        expires_at=now
    )
    code = new_sms_code()
    SmsCode.objects.create(
        purpose=purpose,
        address=address,
        user=user,
        code_hash=hash_code(code, of=f"sms:{purpose}:{address}:{user.pk if user else None}"),
        created_at=now,
        expires_at=now + SMS_LIFE,
    )
    return code


def _open_codes(purpose: SmsPurpose, address: str) -> QuerySet[SmsCode]:
    """Return the codes that can be used now. One that would be valid for longer is of before the clock was set back."""
    now = timezone.now()
    return SmsCode.objects.filter(
        purpose=purpose,
        address=address,
        used_at=None,
        expires_at__gt=now,
        expires_at__lte=now + 2 * SMS_LIFE,
    )


def _open_code(purpose: SmsPurpose, address: str, typed: str) -> SmsCode | None:
    """Return the open row that matches the code. The caller has counted the try."""
    rows = _open_codes(purpose, address).filter(attempts__lte=SMS_TRIES).select_related("user")
    row = rows.select_for_update(of=("self",)).order_by("-created_at", "-id").first()
    if row is None:
        return None
    # It covers the account, too: a row that somebody changed in the database opens nothing.
    of = f"sms:{purpose}:{address}:{row.user_id}"
    return row if matches(read_sms_code(typed), row.code_hash, of=of) else None


def _wrong_sms_code() -> WrongCode:
    return WrongCode(
        _("Mã chưa đúng hoặc đã hết hạn. Chị xem lại tin nhắn mới nhất, hoặc xin mã mới."),
        field="code",
        code="wrong_code",
    )


def _is_mobile(phone: str) -> bool:
    try:
        parse_mobile(phone)
    except DomainError:
        return False
    return True
