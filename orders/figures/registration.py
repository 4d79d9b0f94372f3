"""Register the acts of tax claims, the operator's link to them, and the figures on a seller's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.rules import is_staff
from orders.figures.auditing import STATED
from orders.figures.card_figures import card_figures
from orders.figures.road import road_of
from orders.figures.today import months_of, today_of
from products import ports

ACTS = (
    Act("tax.confirmed", words=_("Xác nhận một mức thuế")),
    Act("tax.withdrawn", words=_("Bỏ xác nhận một mức thuế")),
)


def register() -> None:
    """Register figures' acts and slots. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    ports.card_figures.provide(card_figures)
    slots.register(
        "home.road", "orders", template="orders/figures/slots/home_road.html", context=home_road, order=10
    )
    slots.register(
        "home.figures", "sales", template="orders/figures/slots/home_today.html", context=home_today, order=10
    )
    slots.register(
        "sales.figures",
        "month",
        template="orders/figures/slots/sales_month.html",
        context=month_of_sales,
        order=10,
    )
    slots.register(
        "officer.links", "tax", template="orders/figures/slots/desk_tax.html", context=for_operator, order=96
    )


def home_road(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the steps to the member's first order; None once there was one."""
    steps = road_of(request.actor.member)
    return {"steps": steps, "done": sum(step.is_done for step in steps)} if steps else None


def home_today(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the seller's three figures; None for a member who never sold."""
    today = today_of(request.actor.member)
    return {"today": today} if today else None


def month_of_sales(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the money of this month of each producer that the member runs; None without one."""
    months = months_of(request.actor.member)
    return {"months": months, "money": sum(each.money for each in months)} if months else None


def for_operator(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if is_staff(request.actor.member) else None
