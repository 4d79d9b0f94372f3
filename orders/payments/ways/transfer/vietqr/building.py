"""The text of a VietQR, and what of a number or of words may stand in it."""

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
    """The text of the code that has a banking app fill in a transfer to `account` at the bank with BIN `bank`.

    `account` is a card's number `to_card`. `amount` is in đồng and stands as it is; without it the payer writes her own.
    Texts are written by `plain_ascii`. The payee's name only stands in it where `payee` says one: apps ask the bank for
    the name. `reusable` says whether the code is for paying again and again; unless told, one without an amount is.

    Raises UnknownBank, WrongAccount, WrongAmount or WrongText.
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
    """`raw` as the account is kept: spaces, dots and hyphens between are forgiven. Raises WrongAccount.

    Letters stay as they are: wallets (MoMo, ZaloPay) have accounts with capitals among the digits.
    """
    account = re.sub(r"[\s.\-]", "", raw)
    if not _ACCOUNT.fullmatch(account):
        raise _wrong_account()
    return account


def plain_ascii(text: str, *, name: str = "purpose") -> str:
    """`text` as banks carry it: đ as d, no accents, anything else outside ASCII a space, at most 25 characters.

    What is too long is refused and not cut, because the end may be the number by which the order is found.
    `name` is the field that a WrongText is told of.

    >>> plain_ascii("Tiền mận hậu, đơn 12")
    'Tien man hau, don 12'
    """
    kept = []
    for char in unicodedata.normalize("NFKD", text.translate(_BARRED)):
        category = unicodedata.category(char)
        if " " <= char <= "~":
            kept.append(char)
        elif category == "Pd":
            kept.append("-")
        elif category not in ("Mn", "Cf"):
            kept.append(" ")
    plain = " ".join("".join(kept).split())
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
    """As Python would also take True for 1 and 120000.5 for an amount, only a real integer is let through."""
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
