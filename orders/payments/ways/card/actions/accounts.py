"""A producer's own Stripe account and its encrypted keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt
from backend.ledger.row_states import ERASED, states, write_states
from members.acting import Actor
from orders.errors import NotAllowed, OrderError
from orders.keys import new_ref
from orders.orders.enums import OrderState
from orders.payments.ways.card.accounts import key_of, refundable_amount, seal
from orders.payments.ways.card.client import knows_session
from orders.payments.ways.card.enums import CardState, RefundState
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund
from orders.shops import rules
from products.models import Producer

LONGEST = 300


def _check(actor: Actor, producer: Producer) -> None:
    if not rules.may_set_account(actor.member, producer):
        raise NotAllowed(_("Chỉ người của nơi sản xuất đặt được tài khoản nhận tiền."))


def _checked(text: str, field: str, beginnings: tuple[str, ...], refusal: str) -> str:
    text = text.strip()
    is_whole = text.isascii() and text.isprintable() and " " not in text and 20 <= len(text) <= LONGEST
    if not is_whole or not text.startswith(beginnings):
        raise OrderError(refusal, field=field, code=f"{field}_unknown")
    return text


def _checked_key(key: str) -> str:
    words = _("Khoá bí mật bắt đầu bằng sk_live_ hoặc rk_live_ (sk_test_, rk_test_ để thử).")
    return _checked(key, "key", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), words)


@transaction.atomic
def open_card_account(*, actor: Actor, producer: Producer) -> CardAccount:
    """Create the producer's address for Stripe's messages, or return it.

    It takes no payments before it has keys.
    Raises NotAllowed.
    """
    _check(actor, producer)
    account, made = CardAccount.objects.get_or_create(producer=producer)
    if made:
        _append_account_entry(actor, "card_account.opened", producer, account)
    return account


@dataclass(frozen=True, slots=True)
class Asked:
    """Stripe's answer about a new key: whether the key can read the page `session`.

    `session` is the page of the newest payment that is open or being refunded; empty if there is none.
    """

    session: str
    is_known: bool


NOT_ASKED = Asked("", False)


def ask_about_key(*, producer: Producer, key: str) -> Asked:
    """Ask Stripe whether `key` opens the account of the newest payment that is open or being refunded.

    It waits for Stripe, so it belongs outside a transaction. Raises OrderError at "key", CardServiceAway.
    """
    key = _checked_key(key)
    account = CardAccount.objects.filter(producer=producer).first()
    payment = _at_work(account) if account else None
    if account is None or payment is None or key == key_of(account):
        return NOT_ASKED
    return Asked(str(payment.session), knows_session(account, str(payment.session), key=key))


@transaction.atomic
def set_card_keys(
    *, actor: Actor, producer: Producer, key: str, signing: str, asked: Asked = NOT_ASKED
) -> CardAccount:
    """Store the secret (or restricted) key and the webhook's signing secret.

    They are encrypted and never shown. `asked` is the result of `ask_about_key` for this key. A key of
    another account is refused while a payment page is open or a refund is under way. Raises OrderError at
    "key" or "signing", NotAllowed.
    """
    _check(actor, producer)
    key = _checked_key(key)
    signing = _checked(signing, "signing", ("whsec_",), _("Khoá ký của webhook bắt đầu bằng whsec_."))
    account = CardAccount.objects.select_for_update().get_or_create(producer=producer)[0]
    _check_same(account, key, asked)
    account.sealed_key, account.sealed_signing, account.refused_at = seal(key), seal(signing), None
    account.closed_at = None
    account.save(update_fields=["sealed_key", "sealed_signing", "refused_at", "closed_at"])
    _append_account_entry(actor, "card_account.keys_set", producer, account)
    return account


def _at_work(account: CardAccount) -> CardPayment | None:
    """Return the newest payment with an open page or a refund under way; None if there is none."""
    at_work = account.payments.exclude(session=None).filter(
        Q(state__in=[CardState.OPENING, CardState.OPEN])
        | Q(refunds__state__in=[RefundState.ASKED, RefundState.PENDING])
    )
    return at_work.order_by("-pk").first()


def _check_same(account: CardAccount, key: str, asked: Asked) -> None:
    """Raise OrderError if the new key opens another account while a page is open or a refund is under way.

    With such a key neither could be followed up. Raise it also if a page was opened after Stripe was asked.
    """
    payment = _at_work(account)
    if payment is None or key == key_of(account):
        return
    if asked.session != payment.session:
        raise OrderError(
            _("Vừa có người mua mở trang trả thẻ. Chị bấm lại để Piêu hỏi Stripe."),
            field="key",
            code="card_page_opened",
        )
    if asked.is_known:
        return
    raise OrderError(
        _(
            "Khoá này của tài khoản Stripe khác, mà đơn %(number)s đang trả hoặc đang hoàn thẻ ở tài khoản cũ. Chị đợi xong rồi đổi."
        )
        % {"number": payment.order.number},
        field="key",
        code="key_of_another_account",
    )


@transaction.atomic
def close_card_account(*, actor: Actor, producer: Producer) -> None:
    """Stop taking cards. Payments stay. A repeated call changes nothing. Raises NotAllowed.

    The keys are deleted as soon as three conditions hold: no page is open, no refund is under way, and no
    paid order can be cancelled.
    """
    _check(actor, producer)
    account = CardAccount.objects.select_for_update().filter(producer=producer).exclude(sealed_key="").first()
    if account:
        if account.closed_at is None:
            account.closed_at = timezone.now()
            account.save(update_fields=["closed_at"])
            _append_account_entry(actor, "card_account.closed", producer, account)
        _forget_keys(account)


def close_left_account(account: CardAccount) -> None:
    """Close the account of a producer whose last seller was erased, without an actor.

    Refunds that are owed to cards can still be made.
    """
    account = CardAccount.objects.select_for_update().get(pk=account.pk)
    account.closed_at = account.closed_at or timezone.now()
    account.save(update_fields=["closed_at"])
    write_states("card_account.closed", [account])
    _forget_keys(account)


def forget_closed_accounts() -> int:
    """Delete the keys of closed accounts that have nothing open any more. Return the number of accounts."""
    gone = 0
    for pk in (
        CardAccount.objects.exclude(closed_at=None)
        .exclude(sealed_key="")
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        with transaction.atomic():
            account = CardAccount.objects.select_for_update().get(pk=pk)
            gone += account.closed_at is not None and _forget_keys(account)
    return gone


def _forget_keys(account: CardAccount) -> bool:
    is_open = account.payments.filter(state__in=[CardState.OPENING, CardState.OPEN]).exists()
    refunds = CardRefund.objects.filter(
        payment__account=account, state__in=[RefundState.ASKED, RefundState.PENDING]
    )
    # The buyer can still withdraw the order, and the clock cancels it if nobody confirms it. Both refund
    # the card.
    may_end = account.payments.exclude(paid_at=None).filter(
        order__state__in=[OrderState.PLACED, OrderState.CONFIRMED]
    )
    if is_open or refunds.exists() or any(refundable_amount(payment) for payment in may_end):
        return False
    account.sealed_key, account.sealed_signing, account.ref = "", "", new_ref()
    account.salt = new_salt()
    account.save(update_fields=["sealed_key", "sealed_signing", "ref", "salt"])
    write_states(ERASED, [account])
    return True


def _append_account_entry(actor: Actor, kind: str, producer: Producer, account: CardAccount) -> None:
    refs = actor.ledger_refs()
    append_entry(kind=kind, subject=f"producer:{producer.ref}", payload=states(account), **refs)
