"""A buyer's or seller's data for the export, and what is erased with the account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.ledger.row_states import erase_words
from members.models import User
from orders.keys import new_ref
from orders.models import BankFeed, Complaint, Order, Purchase, Shop
from orders.payments.ways.finding import modules_of_ways

WORDS = {
    "number": _("Số đơn"),
    "state": _("Đến đâu"),
    "placed_at": _("Đặt lúc"),
    "producer": _("Nơi sản xuất"),
    "goods": _("Hàng"),
    "total": _("Tổng tiền (đồng)"),
    "name": _("Tên người nhận"),
    "phone": _("Số điện thoại"),
    "place": _("Xã, phường và tỉnh"),
    "landmark": _("Số nhà, đường, chỗ dễ tìm"),
    "note": _("Lời nhắn"),
    "reviews": _("Đánh giá"),
}


def _row(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "state": order.state_words,
        "placed_at": order.created_at,
        "producer": order.producer.name,
        "goods": [str(line) for line in order.lines.all()],
        "total": order.total,
    }


def bought(user: User) -> list[dict[str, Any]]:
    """Return the user's own orders, with the data that the user entered."""
    rows = (
        Order.objects.filter(purchase__user=user)
        .select_related("producer")
        .prefetch_related("lines__review", "lines__product")
    )
    return [
        {
            **_row(order),
            "name": order.buyer_name,
            "phone": order.buyer_phone,
            "place": order.buyer_place,
            "landmark": order.buyer_landmark,
            "note": order.buyer_note,
            "reviews": [
                f"{line.review.stars}/5 {line.review.words}".strip()
                for line in order.lines.all()
                if hasattr(line, "review")
            ],
        }
        for order in rows.order_by("pk")
    ]


def sold(user: User) -> list[dict[str, Any]]:
    """Return the orders of the user's producers, without the buyers' data."""
    rows = Order.objects.sold_by(user).select_related("producer").prefetch_related("lines__product")
    return [_row(order) for order in rows.order_by("pk")]


def erase(user: User) -> None:
    """Detach the user's purchases and answered complaints, and disconnect payment accounts.

    A producer's bank account, bank feed and accounts of ways of paying are emptied if nobody else runs the
    producer. Buyers' data in orders stays for the term of contracts (orders/orders/actions/overdue.py).
    """
    Purchase.objects.filter(user=user).update(user=None)
    Complaint.objects.filter(answered_by=user).update(answered_by=None)
    Complaint.objects.filter(on_behalf_of=user).update(on_behalf_of=None)
    for shop in Shop.objects.filter(producer__people__user=user).exclude(account="").distinct():
        if not shop.producer.people.filter(until=None).exclude(user=user).exists():
            erase_words(Shop.objects.filter(pk=shop.pk), bank="", account="", holder="")
    for feed in BankFeed.objects.filter(producer__people__user=user).exclude(sealed_secret="").distinct():
        if not feed.producer.people.filter(until=None).exclude(user=user).exists():
            erase_words(BankFeed.objects.filter(pk=feed.pk), sealed_secret="", ref=new_ref())
    for module in modules_of_ways("own_data"):
        module.erase(user)
