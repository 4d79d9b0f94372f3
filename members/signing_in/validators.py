"""Validate PINs and passwords. A PIN has at least six digits, any other password at least eight characters."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from backend.common.phones import format_phone

# The most popular PINs that the rules below don't catch.
POPULAR = frozenset(
    "147258 159357 159753 258369 456852 741852 789456 852456 951753 963852 147852 258456 369258 100000 200000 500000 "
    "102030 123321 520520 521521 131420 686868 868686 393979 797939 181818 838383 999888 888999 666888 888666".split()
)


class PinOrPasswordValidator:
    """Rejects secrets that are short or easy to guess.

    A password with other characters than digits needs eight characters, a PIN six digits. Rejected PINs are
    sequences, few different digits, repeated halves, birthdays, and the user's own numbers.

    Of a million six-digit PINs some 930,000 remain.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if not password.isdigit():
            if len(password) < 8:
                raise ValidationError(
                    _("Mật khẩu có chữ cần ít nhất 8 ký tự; hoặc chị dùng mã PIN 6 chữ số."), code="too_short"
                )
            return
        if len(password) < 6:
            raise ValidationError(_("Mã PIN cần ít nhất 6 chữ số."), code="too_short")
        if _is_popular(password):
            raise ValidationError(_("Mã PIN này dễ đoán. Chị chọn số khác nhé."), code="too_easy")
        if _is_birthday(password):
            raise ValidationError(
                _("Mã PIN này giống ngày sinh, người quen dễ đoán. Chị chọn số khác nhé."), code="birthday"
            )
        if _is_own_number(password, user):
            raise ValidationError(
                _("Mã PIN không được lấy từ số điện thoại, số thẻ hay năm sinh."), code="own_number"
            )

    def get_help_text(self) -> str:
        return _("6 chữ số chị dễ nhớ nhưng người khác khó đoán. Không lấy ngày sinh hay số điện thoại.")


def _is_popular(pin: str) -> bool:
    steps = {(int(b) - int(a)) % 10 for a, b in zip(pin, pin[1:], strict=False)}
    half = len(pin) // 2
    return (
        len(set(pin)) <= 2  # 112112
        or len(steps) == 1  # 123456, 987654, 135791
        or pin[:half] * 2 == pin  # 258258
        or pin[::2] == pin[1::2]
        and len(set(pin)) <= 3  # 112233
        or pin in POPULAR
    )


def _is_birthday(pin: str) -> bool:
    """Return True if the digits can be the birthday of a living person.

    Forms: ddmmyy, yymmdd, ddmmyyyy, yyyymmdd.
    """

    def is_day(day: str, month: str, year: str) -> bool:
        full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 30 else 2000)
        return 1 <= int(day) <= 31 and 1 <= int(month) <= 12 and 1930 <= full <= 2020

    if len(pin) == 6:
        return is_day(pin[:2], pin[2:4], pin[4:]) or is_day(pin[4:], pin[2:4], pin[:2])
    if len(pin) == 8:
        return is_day(pin[:2], pin[2:4], pin[4:]) or is_day(pin[6:], pin[4:6], pin[:4])
    return False


def _is_own_number(pin: str, user: Any) -> bool:
    numbers = [getattr(user, "card_number", None) or ""]
    for phone in (getattr(user, "phone", None), getattr(user, "phone_to_verify", None)):
        if phone:
            numbers.append("".join(c for c in format_phone(phone) if c.isdigit()))
    year = getattr(user, "birth_year", None)
    return any(pin in number for number in numbers) or bool(year and str(year) in pin)
