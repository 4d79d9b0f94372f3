"""Which Stripe account a producer's cards are paid into, and its secrets."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from backend.common import sealing
from backend.common.sealing import SecretLost
from backend.ledger.row_states import write_states
from orders.payments.ways.card.models import CardAccount, CardPayment
from products.models import Producer

UNION = "hoi"
_PURPOSE = b"pieu.orders.card-account"


def seal(secret: str) -> str:
    return sealing.seal(secret.encode(), purpose=_PURPOSE)


def _unsealed(sealed: str) -> str:
    try:
        return sealing.unseal(sealed, purpose=_PURPOSE).decode() if sealed else ""
    except SecretLost:
        return ""


def key_of(account: CardAccount) -> str:
    """Return the secret key; empty if there is none, or if it can't be decrypted."""
    return settings.STRIPE_SECRET_KEY if account.producer_id is None else _unsealed(account.sealed_key)


def signing_secret_of(account: CardAccount) -> str:
    """Return the secret that signs the account's messages; empty if there is none."""
    return (
        settings.STRIPE_WEBHOOK_SECRET if account.producer_id is None else _unsealed(account.sealed_signing)
    )


def is_unions(producer: Producer) -> bool:
    """Return True if the Union's own card account is used for this producer."""
    return bool(settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET) and (
        producer.pk in settings.STRIPE_PRODUCERS
    )


def takes_cards(producer: Producer) -> bool:
    """Return True if buyers may pay this producer by card."""
    if is_unions(producer):
        return True
    account: CardAccount | None = getattr(producer, "card_account", None)
    return (
        account is not None
        and account.closed_at is None
        and bool(account.sealed_key and account.sealed_signing)
    )


def account_for(producer: Producer) -> CardAccount | None:
    """Return the account that receives this producer's card payments now; None if it takes no cards."""
    if is_unions(producer):
        return _unions_account()
    account: CardAccount | None = getattr(producer, "card_account", None)
    return account if account is not None and takes_cards(producer) else None


@transaction.atomic
def _unions_account() -> CardAccount:
    """Return the Union's account, and create it on first use."""
    account, made = CardAccount.objects.get_or_create(ref=UNION, defaults={"producer": None})
    if made:
        write_states("card_account.opened", [account])
    return account


def find_account(ref: str) -> CardAccount | None:
    """Return the account that gets its messages at the address with `ref`.

    None if there is none, or if its signing secret is missing.
    """
    if ref == UNION:
        if not settings.STRIPE_WEBHOOK_SECRET:
            return None
        return _unions_account()
    return CardAccount.objects.filter(ref=ref).exclude(sealed_signing="").first()


def refundable_amount(payment: CardPayment) -> int:
    """Return the đồng of a paid payment that are neither refunded nor being refunded."""
    gone = sum(refund.amount for refund in payment.refunds.exclude(state="failed"))
    return max(payment.amount - gone, 0) if payment.paid_at else 0
