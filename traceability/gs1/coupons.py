"""The two North American coupon codes inside AI 8110 and AI 8112: digits in which each length precedes its
field.

AI 8110: "North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols". AI 8112: "GS1 AI
(8112) Coupon Data Specification".
"""

from __future__ import annotations

from traceability.gs1.dates import is_yymmdd


class _Misfit(Exception):
    """The digits end too early, or one is not allowed at its position."""


class _Digits:
    """A string of digits that is read from the left."""

    def __init__(self, value: str) -> None:
        if not value.isdigit() or not value.isascii():
            raise _Misfit
        self.left = value

    def take(self, count: int) -> str:
        if len(self.left) < count:
            raise _Misfit
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def one_of(self, allowed: str) -> int:
        digit = self.take(1)
        if digit not in allowed:
            raise _Misfit
        return int(digit)

    def has(self, mark: str) -> bool:
        """Return whether the optional field `mark` comes next, and consume its mark."""
        if self.left.startswith(mark):
            self.take(1)
            return True
        return False


def couponcode(value: str) -> bool:
    """Return whether `value` is valid for AI 8110."""
    try:
        _read_coupon(_Digits(value))
    except _Misfit:
        return False
    return True


def couponposoffer(value: str) -> bool:
    """Return whether `value` is valid for AI 8112: format, funder, offer, serial number, nothing else."""
    try:
        digits = _Digits(value)
        digits.one_of("01")
        digits.take(6 + digits.one_of("0123456"))
        digits.take(6)
        digits.take(6 + digits.one_of("0123456789"))
    except _Misfit:
        return False
    return not digits.left


def _read_coupon(digits: _Digits) -> None:
    digits.take(6 + digits.one_of("0123456"))  # company prefix
    digits.take(6)  # offer
    digits.take(digits.one_of("12345"))  # save value
    _purchase(digits)
    if digits.has("1"):
        digits.one_of("0123")  # how the purchase requirements combine
        _other_purchase(digits)
    if digits.has("2"):
        _other_purchase(digits)
    expires = _day(digits) if digits.has("3") else ""
    starts = _day(digits) if digits.has("4") else ""
    if expires and starts and starts > expires:
        raise _Misfit
    if digits.has("5"):
        digits.take(6 + digits.one_of("0123456789"))  # serial number
    if digits.has("6"):
        digits.take(6 + digits.one_of("1234567"))  # retailer
    if digits.has("9"):
        digits.one_of("01256")  # save value code
        digits.one_of("012")  # the item it applies to
        digits.take(1)  # store coupon
        digits.one_of("01")  # don't multiply
    if digits.left:
        raise _Misfit


def _purchase(digits: _Digits) -> None:
    """Read the requirement, its code, and the family of the goods to buy."""
    digits.take(digits.one_of("12345"))
    digits.one_of("012349")
    digits.take(3)


def _other_purchase(digits: _Digits) -> None:
    """Read a further requirement: its code, its goods, and the company prefix of the goods.

    The digit 9 in place of a prefix stands for the first prefix.
    """
    _purchase(digits)
    length = digits.one_of("01234569")
    if length != 9:
        digits.take(6 + length)


def _day(digits: _Digits) -> str:
    day = digits.take(6)
    if not is_yymmdd(day):
        raise _Misfit
    return day
