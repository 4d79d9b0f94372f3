"""Build the text of a VietQR, and check which numbers and words it accepts."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from orders.payments.ways.transfer.banks import BANKS
from orders.payments.ways.transfer.vietqr.errors import UnknownBank, WrongAccount, WrongAmount, WrongText
from orders.payments.ways.transfer.vietqr.fields import (
    DONG,
    FORMAT,
    NAPAS,
    ONCE,
    REUSABLE,
    VIETNAM,
    Service,
    field,
    sealed,
)

MAX_TEXT = 25
MAX_AMOUNT = 10**13 - 1  # thirteen digits (EMVCo, tag 54)

_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_BARRED = str.maketrans({"đ": "d", "Đ": "D"})


def build_vietqr(
    *,
    bank: str,
    account: str,
    to_card: bool = False,
    amount: int | None = None,
    purpose: str = "",
    bill: str = "",
    reference: str = "",
    payee: str = "",
    reusable: bool | None = None,
) -> str:
    """Return the text of a code for a transfer to `account` at the bank with BIN `bank`.

    Args:
        to_card: `account` is a card number.
        amount: đồng, written as it is; without it the payer enters one.
        payee: the payee's name; usually empty, because apps ask the bank for it.
        reusable: the code may be paid repeatedly; by default true for a code without an amount.

    Texts are written by `plain_ascii`. Raises UnknownBank, WrongAccount, WrongAmount or WrongText.
    """
    if bank not in BANKS:
        raise UnknownBank(_("Chị chọn ngân hàng trong danh sách."), field="bank", code="vietqr_bank")
    if not _ACCOUNT.fullmatch(account):
        raise _wrong_account()
    if reusable is None:
        reusable = amount is None
    to = field("00", bank) + field("01", account)
    service = Service.CARD if to_card else Service.ACCOUNT
    body = field("00", FORMAT) + field("01", REUSABLE if reusable else ONCE)
    body += field("38", field("00", NAPAS) + field("01", to) + field("02", service))
    body += field("53", DONG)
    if amount is not None:
        body += field("54", _digits(amount))
    body += field("58", VIETNAM)
    if payee:
        body += field("59", plain_ascii(payee, name="payee"))
    texts = (("01", "bill", bill), ("05", "reference", reference), ("08", "purpose", purpose))
    if more := "".join(field(tag, plain_ascii(text, name=name)) for tag, name, text in texts if text):
        body += field("62", more)
    return sealed(body)


def clean_account(raw: str) -> str:
    """Return `raw` as the account is stored, without spaces, dots and hyphens. Raises WrongAccount.

    Letters stay as they are: wallets (MoMo, ZaloPay) have accounts with capitals among the digits.
    """
    account = re.sub(r"[\s.\-]", "", raw)
    if not _ACCOUNT.fullmatch(account):
        raise _wrong_account()
    return account


def plain_ascii(text: str, *, name: str = "purpose") -> str:
    """Return `text` as banks transmit it: without accents, at most 25 characters.

    đ becomes d, a dash "-", and any other character outside ASCII a space.

    Raises WrongText for `name` if nothing remains or the text is longer. It is refused, not cut: its end may
    be the order's number.

    >>> plain_ascii("Tiền mận hậu, đơn 12")
    'Tien man hau, don 12'
    """
    chars = []
    for char in unicodedata.normalize("NFKD", text.translate(_BARRED)):
        category = unicodedata.category(char)
        if " " <= char <= "~":
            chars.append(char)
        elif category == "Pd":
            chars.append("-")
        elif category not in ("Mn", "Cf"):
            chars.append(" ")
    plain = " ".join("".join(chars).split())
    if not plain:
        raise WrongText(_("Chị viết bằng chữ và số."), field=name, code="vietqr_text_empty")
    if len(plain) > MAX_TEXT:
        raise WrongText(
            _("Chị viết ngắn lại: dài nhất %(most)s chữ, kể cả dấu cách.") % {"most": MAX_TEXT},
            field=name,
            code="vietqr_text_long",
        )
    return plain


def _digits(amount: int) -> str:
    """Return an amount as digits. Accept only a real integer: Python would also take True for 1."""
    if type(amount) is not int or amount <= 0:
        raise WrongAmount(
            _("Số tiền chuyển khoản là số đồng nguyên, lớn hơn 0."), field="amount", code="vietqr_amount"
        )
    if amount > MAX_AMOUNT:
        raise WrongAmount(
            _("Số tiền này lớn quá. Chị xem lại có thừa số 0 không."),
            field="amount",
            code="vietqr_amount_large",
        )
    return str(amount)


def _wrong_account() -> WrongAccount:
    return WrongAccount(
        _("Số tài khoản có 1 đến 19 chữ số hoặc chữ cái không dấu."), field="account", code="vietqr_account"
    )
