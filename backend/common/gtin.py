"""GTINs: the numbers under retail barcodes (GS1 General Specifications 7.9.1 for the check digit).

GTIN-8, -12, -13 and -14 are one number in four lengths. The project stores 14 digits and shows 13, as a barcode does.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

_DIGITS = re.compile(r"[0-9]+")
_LENGTHS = (8, 12, 13, 14)


class GtinError(DomainError):
    """The text is not a GTIN. The subclass says why."""


class GtinNotDigits(GtinError):
    """The text contains something other than digits, spaces and hyphens."""


class GtinWrongLength(GtinError):
    """The text doesn't have 8, 12, 13 or 14 digits."""


class GtinWrongCheckDigit(GtinError):
    """The check digit doesn't fit: a digit was mistyped, or two digits changed places."""


def check_digit(digits: str) -> str:
    """Return the check digit of `digits`, a GTIN of any length without its last digit.

    >>> check_digit("952123450001")
    '8'
    """
    # Weights 3, 1, 3, … from the right, so that leading zeros change nothing.
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def normalise_gtin(raw: str) -> str:
    """Return `raw` as 14 digits with leading zeros. Spaces and hyphens are ignored.

    Raises GtinNotDigits, GtinWrongLength or GtinWrongCheckDigit.
    """
    digits = re.sub(r"[\s\-]", "", raw)
    if not _DIGITS.fullmatch(digits):
        raise GtinNotDigits(_("Mã vạch GTIN chỉ gồm chữ số."), field="gtin", code="gtin_not_digits")
    if len(digits) not in _LENGTHS or not digits.strip("0"):
        raise GtinWrongLength(
            _("Mã vạch GTIN có 8, 12, 13 hoặc 14 chữ số. Chị chép lại cả dãy số dưới mã vạch."),
            field="gtin",
            code="gtin_length",
        )
    if check_digit(digits[:-1]) != digits[-1]:
        raise GtinWrongCheckDigit(
            _("Mã vạch GTIN này sai một chữ số hoặc đảo hai chữ số. Chị xem lại dãy số dưới mã vạch."),
            field="gtin",
            code="gtin_check_digit",
        )
    return digits.zfill(14)


def short_gtin(gtin14: str) -> str:
    """Return a GTIN as printed under a barcode: 13 digits, or 14 for a case, whose first digit isn't 0."""
    return gtin14.removeprefix("0")
