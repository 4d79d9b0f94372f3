"""Calls to Stripe.

Only this module loads the `stripe` package (a quarter of a second, 23 MB), once an account is configured.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from orders.errors import OrderError
from orders.payments.ways.card.accounts import key_of, signing_secret_of
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund

if TYPE_CHECKING:
    from stripe import StripeClient

# VND has no minor unit: Stripe uses đồng as they are (docs.stripe.com/currencies, zero-decimal currencies).
CURRENCY = "vnd"
TIMEOUT = 10.0


class CardServiceAway(OrderError):
    """Stripe can't be reached or is busy; the request may be repeated."""

    status_code = 503


class CardBusy(CardServiceAway):
    """Stripe still works on the same request (docs.stripe.com/error-codes: idempotency_key_in_use)."""


class CardRefused(OrderError):
    """Stripe refuses the request; repeating it won't help."""

    status_code = 502


class CardMissing(CardRefused):
    """Stripe has no such object in this account."""


class ForgedEvent(OrderError):
    """The message isn't signed by the account's secret, or is too old."""


def _client(key: str) -> StripeClient:
    import stripe  # noqa: PLC0415 loaded only where an account is configured

    return stripe.StripeClient(
        key,
        base_addresses={"api": settings.STRIPE_API_URL},
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def _asked(account: CardAccount, ask: Any, *, key: str = "") -> Any:
    """Return the result of `ask` with the account's client, as plain values.

    `key` replaces the account's own.
    Raises CardServiceAway, CardRefused.
    """
    import stripe  # noqa: PLC0415

    key = key or key_of(account)
    if not key:
        raise CardRefused(_("Tài khoản thẻ chưa có khoá dùng được."), code="card_key_missing")
    try:
        return ask(_client(key).v1)
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise CardServiceAway(
            _("Chưa gọi được Stripe. Xin thử lại sau một lát."), code="card_service_away"
        ) from error
    except stripe.StripeError as error:
        if (error.http_status or 500) >= 500:
            raise CardServiceAway(
                _("Stripe đang bận. Xin thử lại sau một lát."), code="card_service_away"
            ) from error
        if error.http_status == 409:
            raise CardBusy(
                _("Stripe đang mở trang trả thẻ. Xin thử lại sau một lát."), code="card_busy"
            ) from error
        # docs.stripe.com/error-codes: "resource_missing" means that the object does not exist.
        kind = CardMissing if error.code == "resource_missing" else CardRefused
        raise kind(
            _("Stripe không nhận: %(why)s") % {"why": str(error.user_message or error)[:150]},
            code="card_refused",
        ) from error


def create_session(payment: CardPayment, *, name: str, back_to: str) -> dict[str, Any]:
    """Open a page at Stripe on which `payment` is paid; the same payment key gives the same page."""
    params: dict[str, Any] = {
        "mode": "payment",
        "client_reference_id": str(payment.key),
        "metadata": {"payment": str(payment.key), "order": payment.order.number},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": CURRENCY,
                    "unit_amount": payment.amount,
                    "product_data": {"name": name},
                },
            }
        ],
        "payment_intent_data": {"metadata": {"payment": str(payment.key), "order": payment.order.number}},
        # An amount in the buyer's own currency would differ from the order's.
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(payment.expires_at.timestamp()),
        "success_url": back_to,
        "cancel_url": back_to,
    }
    return _asked(
        payment.account,
        lambda v1: v1.checkout.sessions.create(
            params, {"idempotency_key": f"session-{payment.key}"}
        ).to_dict(),
    )


def fetch_session(payment: CardPayment) -> dict[str, Any]:
    return _asked(payment.account, lambda v1: v1.checkout.sessions.retrieve(payment.session).to_dict())


def find_session(account: CardAccount, number: str) -> dict[str, Any] | None:
    """Return a session by Stripe's number; None if Stripe has none."""
    return _found(account, lambda v1: v1.checkout.sessions.retrieve(number).to_dict())


def knows_session(account: CardAccount, number: str, *, key: str) -> bool:
    """Return whether `key`, which is not stored yet, opens the account that has this session."""
    try:
        _asked(account, lambda v1: v1.checkout.sessions.retrieve(number).to_dict(), key=key)
    except CardMissing:
        return False
    return True


def find_refund(account: CardAccount, number: str) -> dict[str, Any] | None:
    """Return a refund by Stripe's number; None if Stripe has none."""
    return _found(account, lambda v1: v1.refunds.retrieve(number).to_dict())


def _found(account: CardAccount, ask: Any) -> dict[str, Any] | None:
    try:
        return _asked(account, ask)
    except CardMissing:
        return None


def expire_session(payment: CardPayment) -> dict[str, Any]:
    """Close the page at Stripe, so that no card can pay on it. Raises CardRefused if it has ended already."""
    return _asked(payment.account, lambda v1: v1.checkout.sessions.expire(payment.session).to_dict())


def create_refund(refund: CardRefund) -> dict[str, Any]:
    params = {
        "payment_intent": refund.payment.intent,
        "amount": refund.amount,
        "metadata": {"refund": str(refund.key), "order": refund.payment.order.number},
    }
    return _asked(
        refund.payment.account,
        lambda v1: v1.refunds.create(params, {"idempotency_key": f"refund-{refund.key}"}).to_dict(),
    )


def sessions_between(
    account: CardAccount, since: dt.datetime, until: dt.datetime
) -> Iterator[dict[str, Any]]:
    """Yield every session that Stripe created from `since` to before `until`."""
    return _listed(account, "sessions", since, until)


def refunds_between(account: CardAccount, since: dt.datetime, until: dt.datetime) -> Iterator[dict[str, Any]]:
    return _listed(account, "refunds", since, until)


def disputes_between(
    account: CardAccount, since: dt.datetime, until: dt.datetime
) -> Iterator[dict[str, Any]]:
    """Yield the disputes that cardholders opened at their banks from `since` to before `until`."""
    return _listed(account, "disputes", since, until)


def _listed(
    account: CardAccount, what: str, since: dt.datetime, until: dt.datetime
) -> Iterator[dict[str, Any]]:
    span = {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
    last: str | None = None
    while True:
        params: dict[str, Any] = {"created": span, "limit": 100}
        if last:
            params["starting_after"] = last

        def ask(v1: Any, params: dict[str, Any] = params) -> Any:
            doors = {"sessions": v1.checkout.sessions, "refunds": v1.refunds, "disputes": v1.disputes}
            return doors[what].list(params).to_dict()

        page = _asked(account, ask)
        yield from page["data"]
        if not page["has_more"] or not page["data"]:
            return
        last = page["data"][-1]["id"]


def read_event(account: CardAccount, body: bytes, header: str) -> dict[str, Any]:
    """Return the event in `body`, whose Stripe-Signature is `header` (docs.stripe.com/webhooks/signature).

    Raises ForgedEvent, OrderError.
    """
    import stripe  # noqa: PLC0415

    secret = signing_secret_of(account)
    if not header.isascii():
        raise ForgedEvent(_("Chữ ký không đúng."), code="event_forged")
    try:
        stripe.WebhookSignature.verify_header(body, header, secret, stripe.Webhook.DEFAULT_TOLERANCE)
    except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
        raise ForgedEvent(_("Chữ ký không đúng."), code="event_forged") from error
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OrderError(_("Nội dung gửi đến không phải JSON."), code="event_unreadable") from error
    is_event = isinstance(event, dict) and isinstance(event.get("data"), dict)
    if not is_event or not isinstance(event["data"].get("object"), dict):
        raise OrderError(_("Nội dung gửi đến không phải tin của Stripe."), code="event_unreadable")
    return event
