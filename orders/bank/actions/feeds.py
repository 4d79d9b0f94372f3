"""Connect a producer's bank feed: an address for its messages, and the key that authenticates them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from orders.bank.enums import FeedForm
from orders.bank.signing import seal
from orders.errors import NotAllowed, OrderError
from orders.keys import new_ref
from orders.models import BankFeed
from orders.shops import rules
from products.models import Producer

SHORTEST_SECRET, LONGEST_SECRET = 16, 200


def _check(actor: Actor, producer: Producer) -> None:
    if not rules.may_set_account(actor.member, producer):
        raise NotAllowed(_("Chỉ người của nơi sản xuất đặt được tài khoản nhận tiền."))


def _append_feed_entry(actor: Actor, kind: str, feed: BankFeed, payload: dict[str, object]) -> None:
    payload = {**payload, **states(feed)}
    append_entry(kind=kind, subject=f"producer:{feed.producer.ref}", payload=payload, **actor.ledger_refs())


@transaction.atomic
def open_feed(*, actor: Actor, producer: Producer) -> BankFeed:
    """Return the producer's bank feed, and create it with its address if there is none.

    It accepts no message until it has a key. Raises NotAllowed.
    """
    _check(actor, producer)
    feed, made = BankFeed.objects.get_or_create(producer=producer)
    if made:
        _append_feed_entry(actor, "bank_feed.opened", feed, {})
    return feed


@transaction.atomic
def set_secret(*, actor: Actor, producer: Producer, form: str, secret: str) -> BankFeed:
    """Store the key that the service shows once; create the feed if there is none.

    The key is stored encrypted and never shown. Raises OrderError at "secret", NotAllowed.
    """
    _check(actor, producer)
    secret = secret.strip()
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise OrderError(
            _("Khoá chỉ gồm chữ không dấu, số và dấu nối. Chị dán lại."),
            field="secret",
            code="secret_letters",
        )
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise OrderError(
            _("Khoá dài từ 16 đến 200 chữ. Khoá ngắn thì người khác đoán được."),
            field="secret",
            code="secret_length",
        )
    feed = BankFeed.objects.select_for_update().get_or_create(producer=producer)[0]
    feed.form, feed.sealed_secret, feed.refused_at = FeedForm(form), seal(secret), None
    feed.save(update_fields=["form", "sealed_secret", "refused_at"])
    _append_feed_entry(actor, "bank_feed.key_set", feed, {"form": str(feed.form)})
    return feed


@transaction.atomic
def change_address(*, actor: Actor, producer: Producer) -> BankFeed:
    """Replace the feed's address; the old one stops accepting messages. The key stays. Raises NotAllowed."""
    _check(actor, producer)
    feed = BankFeed.objects.select_for_update().get_or_create(producer=producer)[0]
    feed.ref = new_ref()
    feed.save(update_fields=["ref"])
    _append_feed_entry(actor, "bank_feed.address_changed", feed, {})
    return feed


@transaction.atomic
def close_feed(*, actor: Actor, producer: Producer) -> None:
    """Disconnect the feed: delete its key and replace its address. Its transfers stay.

    A repeated call changes nothing. Raises NotAllowed.
    """
    _check(actor, producer)
    feed = BankFeed.objects.select_for_update().filter(producer=producer).exclude(sealed_secret="").first()
    if feed:
        feed.sealed_secret, feed.ref = "", new_ref()
        feed.save(update_fields=["sealed_secret", "ref"])
        _append_feed_entry(actor, "bank_feed.closed", feed, {})
