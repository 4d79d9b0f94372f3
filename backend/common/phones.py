"""Parse, format and mask Vietnamese telephone numbers; they are stored as E.164.

Digits are the ASCII digits 0 to 9. libphonenumber also reads full-width digits and, in places, letters as
digits. Here both are refused with a readable message, because a number that only looks right sends the
sign-in code to a stranger. Short codes and 1800/1900 numbers are refused, too, and so are numbers of other
countries, except by parse_foreign_phone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import phonenumbers
from django.utils.translation import gettext as _

from backend.common.errors import DomainError

_COUNTRY = 84
_SEPARATORS = re.compile(r"[\s.\-‐‑‒–—()/·]+")
# Until 2018 mobile numbers had eleven digits; people still have them on paper (old prefix: new prefix).
_PREFIXES_OF_2018 = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


class PhoneError(DomainError):
    """The text is not a telephone number that Piêu accepts."""


def parse_phone(raw: str) -> str:
    """Return a Vietnamese mobile or landline number as E.164, such as "+84912345678". Raises PhoneError.

    Accepts 0…, +84…, 84… and 0084…, and any spaces, dots, hyphens, slashes and parentheses. Also accepts a
    superfluous 0 after the country code, and a number whose first 0 was lost in a spreadsheet.
    """
    return _parse(raw)[0]


def parse_mobile(raw: str) -> str:
    """Return a Vietnamese mobile number as E.164.

    Raises PhoneError, also for a landline, which gets no SMS.
    """
    e164, kind = _parse(raw)
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise PhoneError(
            _("Đây là số máy bàn, không nhận được tin nhắn. Xin viết số di động, ví dụ 0912 345 678."),
            field="phone",
            code="phone_landline",
        )
    return e164


def parse_foreign_phone(raw: str) -> str:
    """Return a number as E.164: of any country if it begins with + or 00, else of Vietnam.

    Raises PhoneError.
    """
    text = _SEPARATORS.sub("", "".join(c for c in str(raw) if unicodedata.category(c) != "Cf"))
    text = f"+{text[2:]}" if text.startswith("00") else text
    if not text.startswith("+") or text.startswith(f"+{_COUNTRY}"):
        return parse_phone(raw)
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise _error(
            "phone_unknown", _("Số điện thoại này không đúng. Số nước ngoài bắt đầu bằng + và mã nước.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """Format an E.164 number as people read it aloud: "0912 345 678". Other text is returned unchanged."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    form = phonenumbers.PhoneNumberFormat
    if number.country_code != _COUNTRY:
        return phonenumbers.format_number(number, form.INTERNATIONAL)
    return phonenumbers.format_number(number, form.NATIONAL)


def mask_phone(e164: str) -> str:
    """Return an E.164 number with its middle digits hidden, for its owner to recognise: "0912 *** 678"."""
    digits = re.sub(r"\D", "", format_phone(e164))
    return f"{digits[:4]} *** {digits[-3:]}" if len(digits) >= 9 else "***"


# A number in running text: 0…, 84…, +84… or 0084…, its digits together or parted as people part them.
_IN_TEXT = re.compile(r"(?<![\d.,])(?:\+\s?84|0084|84|0)(?:[\s.\-‐‑‒–—()/·]{0,2}\d){8,11}(?!\d)")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}(?!\d)")


def has_phone(text: str) -> bool:
    """Return True if `text` contains a Vietnamese phone number, also with spaces, dots or full-width digits.

    >>> has_phone("gọi 0912.345.678 nhé"), has_phone("mua 12.000 đ ngày 02.03.2026")
    (True, False)
    """
    return any(True for _found in _phones_in(unicodedata.normalize("NFKC", text)))


def hide_phones(text: str) -> str:
    """Return `text` with a placeholder in place of each Vietnamese phone number.

    >>> hide_phones("gọi +84 912 345 678 nhé")
    'gọi (số điện thoại) nhé'
    """
    for start, end in reversed(list(_phones_in(text))):
        text = f"{text[:start]}({_('số điện thoại')}){text[end:]}"
    return text


def split_phones(text: str) -> list[tuple[str, str]]:
    """Return the pieces of `text`, each with the number to dial if the piece is a phone number, else "".

    Numbers of service lines (1800, 1900) count, too.

    >>> split_phones("Hải Vân 0912 345 678, 1900 6776")
    [('Hải Vân ', ''), ('0912 345 678', '+84912345678'), (', ', ''), ('1900 6776', '19006776')]
    """
    found = [(start, end, _dialled(text[start:end])) for start, end in _phones_in(text)]
    found += [(hit.start(), hit.end(), re.sub(r"\D", "", hit[0])) for hit in _SERVICE_LINE.finditer(text)]
    pieces, at = [], 0
    for start, end, number in sorted(found):
        if start < at or not number:
            continue
        pieces += [(text[at:start], "")] * (start > at) + [(text[start:end], number)]
        at = end
    return [*pieces, (text[at:], "")] if at < len(text) else pieces


_SERVICE_LINE = re.compile(r"(?<![\d+])1[89]00[\s.]?\d{2,4}(?:[\s.]?\d{2})?(?!\d)")


def _dialled(written: str) -> str:
    """Return the number as E.164; empty if it can't be dialled any more."""
    try:
        return parse_phone(unicodedata.normalize("NFKC", written))
    except PhoneError:
        return ""


def _phones_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each phone number in the text.

    In "0912 345 678, 2 thùng" the figure 2 doesn't belong to the number.
    """
    for found in _IN_TEXT.finditer(text):
        if _DAY.match(found[0]):
            continue
        ends = [
            at
            for at in range(len(found[0]), 8, -1)
            if found[0][at - 1].isdigit() and not found[0][at : at + 1].isdigit()
        ]
        if end := next((at for at in ends if _is_phone(found[0][:at])), None):
            yield found.start(), found.start() + end


def _is_phone(written: str) -> bool:
    try:
        parse_phone(unicodedata.normalize("NFKC", written))
    except PhoneError as error:
        # Mobile numbers from before 2018 are still on paper, and identify a person.
        return error.code == "phone_old"
    return True


def _parse(raw: str) -> tuple[str, int]:
    # Numbers pasted from a contact list carry invisible direction marks.
    text = "".join(c for c in str(raw) if unicodedata.category(c) != "Cf")
    if len(text) > 40:
        raise _error("phone_length", _("Số điện thoại quá dài. Ví dụ đúng: 0912 345 678."))
    text = _SEPARATORS.sub("", text)
    if not text:
        raise _error("phone_empty", _("Chưa có số điện thoại."))
    plus, digits = text.startswith("+"), text.removeprefix("+")
    if any(c.isalpha() for c in digits):
        raise _error(
            "phone_letters",
            _("Số điện thoại chỉ có chữ số. Xin xem có viết nhầm chữ o thành số 0 không."),
        )
    if any(c.isdigit() and c not in "0123456789" for c in digits):
        raise _error(
            "phone_digits",
            _("Số này viết bằng kiểu chữ số khác. Xin viết lại bằng các số 0 đến 9 của bàn phím thường."),
        )
    if not digits.isdigit():
        raise _error(
            "phone_signs", _("Số điện thoại có dấu lạ. Xin chỉ viết các chữ số, ví dụ 0912 345 678.")
        )
    national = _national(digits, plus)
    renewed = _PREFIXES_OF_2018.get(national[:4]) if len(national) == 11 else None
    if renewed:
        raise _error(
            "phone_old",
            _("Số 11 chữ số đã được đổi từ năm 2018. Số mới có thể là %(number)s.")
            % {"number": format_phone(f"+{_COUNTRY}{renewed[1:]}{national[4:]}")},
        )
    number = phonenumbers.PhoneNumber(country_code=_COUNTRY, national_number=int(national))
    kind = phonenumbers.number_type(number)
    usable = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    # A second look at the length: the number of zeros in front is lost in the integer.
    if kind not in usable or national != "0" + str(int(national)):
        raise _error("phone_unknown", _("Số điện thoại này không đúng. Xin xem lại từng số."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind


def _national(digits: str, plus: bool) -> str:
    """Return `digits` as dialled inside Vietnam, with the first 0.

    plus: `digits` followed a "+". Raises PhoneError for foreign numbers.
    """
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if plus:
        if not digits.startswith("84"):
            raise _error(
                "phone_foreign", _("Đây không phải số của Việt Nam. Xin viết số bắt đầu bằng 0 hoặc +84.")
            )
        digits = digits[2:]
    elif digits.startswith("84") and len(digits.removeprefix("84").removeprefix("0")) >= 9:
        digits = digits[2:]
    return digits if digits.startswith("0") else "0" + digits


def _error(code: str, message: str) -> PhoneError:
    return PhoneError(message, field="phone", code=code)
