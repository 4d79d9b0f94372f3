"""Read a bank feed's message in SePay's format: strictly where money depends on it, tolerantly elsewhere."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.money import MAX_DONG
from orders.errors import OrderError

MAX_BYTES = 32 * 1024
MAX_WORDS = 500


@dataclass(frozen=True, slots=True)
class Message:
    """One movement of an account, as the feed reports it.

    number: the feed's own number.
    made_at: the moment of the bank's booking.
    amount: whole đồng.
    content: the payer's note.
    code: the payment code that the feed found in the note.
    reference: the bank's own reference.
    sub_account: a virtual account of `account` that received the money.
    """

    number: str
    is_incoming: bool
    amount: int
    made_at: dt.datetime
    account: str = ""
    sub_account: str = ""
    bank: str = ""
    content: str = ""
    code: str = ""
    reference: str = ""


def read_message(body: bytes) -> Message:
    """Return the message in `body`. Raises OrderError; `field` names the invalid part."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OrderError(_("Nội dung gửi đến không phải JSON."), code="message_unreadable") from error
    if not isinstance(payload, dict):
        raise OrderError(_("Nội dung gửi đến không phải JSON."), code="message_unreadable")
    direction = payload.get("transferType")
    if direction not in ("in", "out"):
        raise OrderError(
            _("transferType là in hoặc out."), field="transferType", code="message_direction_unknown"
        )
    return Message(
        number=_number(payload.get("id")),
        is_incoming=direction == "in",
        amount=_amount(payload.get("transferAmount")),
        made_at=_moment(payload.get("transactionDate")),
        account=_words(payload.get("accountNumber"), 40),
        sub_account=_words(payload.get("subAccount"), 40),
        bank=_words(payload.get("gateway"), 40),
        content=_words(payload.get("content") or payload.get("description"), MAX_WORDS),
        code=_words(payload.get("code"), 60),
        reference=_words(payload.get("referenceCode"), 60),
    )


def _number(raw: Any) -> str:
    text = str(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not text.isascii() or not text.isalnum() or len(text) > 40:
        raise OrderError(_("id là số của giao dịch."), field="id", code="message_number_missing")
    return text


def _amount(raw: Any) -> int:
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 14:
        raw = int(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= MAX_DONG:
        raise OrderError(
            _("transferAmount là số đồng nguyên, lớn hơn 0."),
            field="transferAmount",
            code="message_amount_wrong",
        )
    return raw


def _moment(raw: Any) -> dt.datetime:
    """Return the booking's moment; without an offset it is read as Vietnam's time.

    Now if it is missing or unreadable, more than a day ahead, or more than ten years old.
    """
    now = timezone.now()
    try:
        moment = dt.datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        return now
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return moment if dt.timedelta(days=-1) < now - moment < dt.timedelta(days=3660) else now


def _words(raw: Any, most: int) -> str:
    if not isinstance(raw, str | int):
        return ""
    text = str(raw).encode("utf-8", "replace").decode().replace("\0", " ")
    return " ".join(text.split())[:most]
