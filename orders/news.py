"""Telling those who sell."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from members.actions.notices import notify
from orders.models import Order, OrderLine
from products.news import people_of


def tell_sellers(order: Order, what: str, *, title: object, body: object = "") -> None:
    """A notice, with an SMS, to everybody who runs the order's producer; once a `what`."""
    for person in people_of(order.producer):
        notify(
            user=person,
            kind=f"order.{what}",
            title=title,
            body=body,
            url=reverse("orders:sale", args=[order.number]),
            key=f"order:{order.number}:{what}",
            sms=True,
        )


def words_of(lines: list[OrderLine]) -> str:
    """The goods of an order in a few words: "2 × Mận hậu, túi 500 g và 1 thứ khác"."""
    first = f"{lines[0].count} × {lines[0].name}, {lines[0].label}"
    if len(lines) == 1:
        return first
    return _("%(first)s và %(count)s thứ khác") % {"first": first, "count": len(lines) - 1}
