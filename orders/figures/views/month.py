"""A producer's month in figures, with charts and as Excel."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.money import dong_words
from members.acting import ActorRequest
from orders.figures.bars import Bar, Picture, picture
from orders.figures.month import MonthFigures, month_figures
from orders.figures.month_sheets import best_words, month_sheets
from orders.figures.periods import Period, read_period, this_month
from orders.figures.running_out import running_out
from orders.figures.sheets import excel_answer
from orders.orders.rules import may_take_order
from orders.shops.producer_lookup import producer_of
from products.models import Producer


@login_required
@require_safe
def month(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Show orders, money, best sellers, low stock. ?thang=2026-10 another month, ?tep=xlsx as Excel."""
    producer = seller_of(request, producer_id)
    period = month_asked(request)
    figures, short = month_figures(producer, period), running_out(producer)
    if request.GET.get("tep") == "xlsx":
        return excel_answer(month_sheets(producer, figures, short), f"so-lieu-{period.key}")
    context: dict[str, Any] = {
        "producer": producer,
        "month": period,
        "figures": figures,
        "money_picture": _money_picture(figures),
        "best_picture": _best_picture(figures),
        "best_words": best_words(),
        "running_out": short,
        "later": None if period.is_running else period.next,
    }
    return render(request, "orders/figures/month.html", context)


def seller_of(request: ActorRequest, producer_id: int) -> Producer:
    """Return a producer that the member runs; others may not see its sales. Raises Http404."""
    producer = producer_of(request, producer_id)
    if not may_take_order(request.actor.member, producer):
        raise Http404
    return producer


def month_asked(request: ActorRequest) -> Period:
    """Return the month of ?thang=2026-10; this month if it is missing or in the future.

    Raises Http404 if it is malformed.
    """
    wanted = request.GET.get("thang", "")
    found = read_period(wanted) if wanted else this_month()
    if found is None or found.months != 1:
        raise Http404
    return min(found, this_month())


def _money_picture(figures: MonthFigures) -> Picture:
    bars = [
        Bar(each.words.capitalize(), amount, dong_words(amount), each == figures.month)
        for each, amount in figures.money
    ]
    return picture(_("Tiền nhận được từng tháng"), bars)


def _best_picture(figures: MonthFigures) -> Picture:
    bars = [Bar(best.name, best.money, dong_words(best.money)) for best in figures.best]
    return picture(_("Bán chạy"), bars)
