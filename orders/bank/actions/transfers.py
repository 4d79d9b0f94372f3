"""Store the transfers of a bank feed, match them with orders, and let the seller handle the others."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_moment
from backend.common.money import format_dong
from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.notices.actions.notices import notify
from orders.bank.enums import TO_LOOK_AT, TransferState
from orders.bank.matching import is_same_account, numbers_in
from orders.bank.reading import Message
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import BankFeed, Order, Shop, Transfer
from orders.orders import rules
from orders.orders.actions.settling import is_all_back, settle
from orders.orders.actions.steps import mark_paid, pay_by_message, record_refund
from orders.orders.enums import OrderState, StepKind
from products.producers.news import people_of


class MessageChanged(WrongState):
    """The feed repeated the number of a transfer with another amount; the first report counts."""


@transaction.atomic
def receive_transfer(*, feed: BankFeed, message: Message) -> Transfer | None:
    """Store a reported transfer, link it to the order that it names, and notify the seller, all at once.

    A repeated report changes nothing.
    Return None for outgoing money. Money in another account than the shop's pays no order by itself: the
    seller looks at it. Raises MessageChanged.
    """
    BankFeed.objects.filter(pk=feed.pk).update(heard_at=timezone.now())
    if not message.is_incoming:
        return None
    account = _shops_account(feed)
    # A shop may give buyers a virtual account: the feed then names it next to the account behind it.
    reported_account = (
        message.sub_account if is_same_account(account, message.sub_account) else message.account
    )
    row, made = Transfer.objects.get_or_create(
        feed=feed,
        number=message.number,
        defaults={
            "amount": message.amount,
            "made_at": message.made_at,
            "content": message.content,
            "code": message.code,
            "reference": message.reference,
            "bank": message.bank,
            "account": reported_account,
        },
    )
    if not made:
        if row.amount != message.amount:
            raise MessageChanged(
                _("Giao dịch này đã báo với số tiền khác."), field="transferAmount", code="message_changed"
            )
        return row
    if not is_elsewhere(row) and (order := _named(feed, row)):
        _put(row, order, is_by_hand=False)
    _notify(row)
    return row


@transaction.atomic
def link_transfer(*, actor: Actor, transfer: Transfer, number: str) -> Transfer:
    """Link a transfer to an order of the seller by its number.

    Raises OrderError at "number", WrongState, NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    order = Order.objects.filter(
        producer=row.feed.producer_id, number__in=numbers_in(number) or [number]
    ).first()
    if order is None:
        raise OrderError(
            _("Không có đơn nào của chị mang số này."), field="number", code="transfer_order_unknown"
        )
    if row.order_id == order.pk:
        return row
    if row.order_id is not None:
        raise WrongState(_("Khoản này đã nối với một đơn. Chị gỡ ra rồi nối lại."), code="transfer_linked")
    _check_free(row)
    if row.returned:
        raise WrongState(_("Khoản này đã ghi trả lại."), code="transfer_returned")
    _put(row, order, is_by_hand=True)
    _append_transfer_entry(actor, "transfer.linked", row, {"order": str(order.ref)})
    return row


def _check_free(row: Transfer) -> None:
    if row.state == TransferState.SEVERAL:
        numbers = ", ".join(row.paid_orders.order_by("pk").values_list("number", flat=True))
        raise WrongState(
            _(
                "Khoản này đã trả cho các đơn %(numbers)s. Đơn nào thôi thì chị mở đơn ấy, ghi trả lại tiền ở đó."
            )
            % {"numbers": numbers},
            code="transfer_paid_several",
        )


def is_elsewhere(transfer: Transfer) -> bool:
    """Return True if the feed names another account than the one shown to buyers.

    False if either is unknown.
    """
    account = _shops_account(transfer.feed)
    return bool(account and transfer.account) and not is_same_account(account, transfer.account)


def _shops_account(feed: BankFeed) -> str:
    shop = Shop.objects.filter(producer=feed.producer_id).only("account").first()
    return shop.account if shop else ""


def several_of(transfer: Transfer) -> list[Order]:
    """Return the unpaid orders that an unlinked transfer names, if their total is exactly its amount.

    Empty if it names fewer than two, or if the total differs.
    """
    if transfer.order_id is not None or transfer.state != TransferState.UNMATCHED:
        return []
    numbers = numbers_in(transfer.code, transfer.content)
    named = Order.objects.filter(producer=transfer.feed.producer_id, number__in=numbers, paid_at=None)
    rows = list(named.exclude(state__in=[OrderState.CANCELLED, OrderState.RETURNED]).order_by("pk"))
    return rows if len(rows) > 1 and sum(row.total for row in rows) == transfer.amount else []


@transaction.atomic
def pay_several(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Mark the unpaid orders that a transfer names as paid by it. Do nothing if repeated.

    No other order can use the transfer afterwards. Raises WrongState if the orders are fewer than two or
    their total isn't the transfer's amount; NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    orders = several_of(row)
    if not orders:
        if row.state == TransferState.SEVERAL:
            return row
        raise WrongState(_("Khoản này không vừa đủ cho các đơn nó ghi."), code="not_several")
    for order in orders:
        mark_paid(actor=actor, order=order, transfer=row)
    row.state, row.closed_at = TransferState.SEVERAL, None
    row.save(update_fields=["state", "closed_at"])
    _append_transfer_entry(actor, "transfer.closed", row, {"orders": [str(order.ref) for order in orders]})
    return row


@transaction.atomic
def unlink_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Undo `link_transfer`, unless the order is paid by the transfer. A repeated call changes nothing.

    Raises WrongState, NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    if row.order_id is None:
        return row
    if row.returned:
        raise WrongState(_("Khoản này đã ghi trả lại."), code="transfer_returned")
    order = _locked(row.order_id)
    is_paid_by_bank = order.steps.filter(kind=StepKind.PAID, by=None).exists()
    if is_paid_by_bank and row.state in (TransferState.MATCHED, TransferState.OVER):
        raise WrongState(
            _("Đơn %(number)s đã ghi trả tiền bằng khoản này, không gỡ được nữa.") % {"number": order.number},
            code="transfer_paid_by",
        )
    row.order, row.is_by_hand, row.back = None, False, 0
    row.state, row.closed_at = TransferState.UNMATCHED, None
    row.save(update_fields=["order", "is_by_hand", "back", "state", "closed_at"])
    settle(order)
    _append_transfer_entry(actor, "transfer.unlinked", row, {"order": str(order.ref)})
    return row


@transaction.atomic
def return_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Record that the seller returned what is owed of a transfer: the excess, or all of it.

    All of it is owed if the order is over or the buyer paid twice. All of it is also returned if it has no
    order or paid only a part of it. More may be owed later, for example after a part return. While nothing is
    owed, a repeated call changes nothing.

    Raises WrongState if nothing is to be returned or it paid several orders; NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    _check_free(row)
    is_all = row.order_id is None or row.state == TransferState.PARTIAL
    back = row.net_amount if is_all else row.back
    if not back:
        if row.returned:
            return row
        raise WrongState(_("Khoản này không có gì phải trả lại."), code="nothing_to_return")
    row.returned += back
    row.save(update_fields=["returned"])
    if row.order_id is None:
        row.state = TransferState.RETURNED
        row.save(update_fields=["state"])
    else:
        order = _locked(row.order_id)
        is_over = order.state in (OrderState.CANCELLED, OrderState.RETURNED)
        settle(order)
        # Money recorded by hand is returned by hand too (mark_refunded).
        if is_over and is_all_back(order):
            record_refund(order, actor)
        row.refresh_from_db()
    _append_transfer_entry(actor, "transfer.returned", row, {"amount": back})
    return row


@transaction.atomic
def keep_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Undo the record that a transfer was returned, unless its order is recorded as refunded.

    Raises WrongState, NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    if not row.returned:
        return row
    order = _locked(row.order_id) if row.order_id is not None else None
    if order is not None and order.refunded_at is not None:
        raise WrongState(_("Đơn đã ghi trả lại tiền."), code="order_refunded")
    row.returned = 0
    row.save(update_fields=["returned"])
    if order is None:
        row.state = TransferState.UNMATCHED
        row.save(update_fields=["state"])
    else:
        settle(order)
        row.refresh_from_db()
    _append_transfer_entry(actor, "transfer.kept", row, {})
    return row


@transaction.atomic
def close_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Mark a transfer as done: it is not from a buyer, or buyer and seller agreed. No amount changes.

    Raises WrongState if it needs no decision; NotAllowed.
    """
    row = _lock_own_transfer(actor, transfer)
    if row.closed_at is None:
        if row.state not in TO_LOOK_AT:
            raise WrongState(_("Khoản này không còn việc gì."), code="transfer_done")
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        _append_transfer_entry(actor, "transfer.closed", row, {})
    return row


@transaction.atomic
def reopen_transfer(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Undo `close_transfer`. Raises NotAllowed."""
    row = _lock_own_transfer(actor, transfer)
    if row.closed_at is not None:
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        _append_transfer_entry(actor, "transfer.reopened", row, {})
    return row


def _lock_own_transfer(actor: Actor, transfer: Transfer) -> Transfer:
    """Return the transfer, locked after its order, as every writer of an order's transfers does.

    Raises NotAllowed.
    """
    if transfer.order_id is not None:
        _locked(transfer.order_id)
    row = (
        Transfer.objects.select_for_update(of=("self",)).select_related("feed__producer").get(pk=transfer.pk)
    )
    if not rules.may_take_order(actor.member, row.feed.producer):
        raise NotAllowed(_("Khoản tiền này không phải của chị."))
    return row


def _locked(order_id: int) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=order_id)


def _named(feed: BankFeed, row: Transfer) -> Order | None:
    """Return the order that the transfer note names; of several, the one with exactly this total.

    None if no order matches, or more than one.
    """
    numbers = numbers_in(row.code, row.content)
    named = list(Order.objects.filter(producer=feed.producer_id, number__in=numbers)) if numbers else []
    if len(named) > 1:
        named = [order for order in named if order.total == row.amount]
    return named[0] if len(named) == 1 else None


def _put(row: Transfer, order: Order, *, is_by_hand: bool) -> None:
    order = _locked(order.pk)
    row.order, row.is_by_hand, row.closed_at = order, is_by_hand, None
    row.save(update_fields=["order", "is_by_hand", "closed_at"])
    net_paid = settle(order)
    is_over = order.state in (OrderState.CANCELLED, OrderState.RETURNED)
    if not is_over and net_paid >= order.total:
        words = _("Ngân hàng báo %(amount)s lúc %(when)s") % {
            "amount": format_dong(net_paid),
            "when": format_moment(row.made_at),
        }
        pay_by_message(order, amount=net_paid, words=words, source="bank")
    row.refresh_from_db()


def _notify(row: Transfer) -> None:
    amount = format_dong(row.amount)
    if row.state == TransferState.MATCHED and row.order is not None:
        title = filled(
            gettext_lazy("Tiền đơn %(number)s đã về: %(amount)s"),
            {
                "number": row.order.number,
                "amount": amount,
            },
        )
        url = reverse("orders:sale", args=[row.order.number])
    else:
        title = filled(
            gettext_lazy("Tiền về cần chị xem: %(amount)s, %(state)s"),
            {
                "amount": amount,
                "state": gettext_lazy("vào tài khoản khác")
                if is_elsewhere(row)
                else TransferState(row.state).label,
            },
        )
        url = reverse("orders:transfer", args=[row.pk])
    append_entry(
        kind="transfer.received",
        subject=f"producer:{row.feed.producer.ref}",
        payload={"transfer": row.pk, **states(row)},
        by=None,
    )
    for person in people_of(row.feed.producer):
        notify(user=person, kind="transfer.received", title=title, url=url, key=f"transfer:{row.pk}")


def _append_transfer_entry(actor: Actor, kind: str, row: Transfer, payload: dict[str, object]) -> None:
    append_entry(
        kind=kind,
        subject=f"producer:{row.feed.producer.ref}",
        payload={"transfer": row.pk, **payload, **states(row)},
        **actor.ledger_refs(),
    )
