"""Sales by branch, for officers: only sums, and none of fewer than five sellers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.text import to_id
from members.acting import ActorRequest
from orders.figures.branches import BranchSales, overseen_sales
from orders.figures.sheets import Money, Sheet, Value, excel_answer
from orders.figures.views.month import month_asked

HIDDEN = "<5"


@login_required
@require_safe
def sales_by_branch(request: ActorRequest) -> HttpResponse:
    """Show a month's sales by branch.

    ?thang=2026-10 another month, ?co-so=7 what is below a branch, ?tep=xlsx as Excel.
    """
    wanted, month = request.GET.get("co-so", ""), month_asked(request)
    branch = to_id(wanted)
    sales = overseen_sales(request.actor.member, branch, month) if branch or not wanted else None
    if sales is None:
        raise Http404
    reported, rows, whole = sales
    sold = [row for row in rows if row.sellers != 0]
    if request.GET.get("tep") == "xlsx":
        return excel_answer([_sheet(sold, whole, month.words)], f"ban-hang-co-so-{month.key}")
    context = {
        "month": month,
        "later": None if month.is_running else month.next,
        "rows": sold,
        "others": len(rows) - len(sold),
        "whole": whole,
        "shown": reported,
        "here": reported.whole.pk if reported.whole else "",
        "hidden": HIDDEN,
    }
    return render(request, "orders/figures/branches.html", context)


def _sheet(rows: list[BranchSales], whole: BranchSales | None, words: str) -> Sheet:
    return Sheet(
        _("Bán hàng theo cơ sở"),
        [_("Cơ sở Hội"), _("Nơi bán được hàng"), _("Số đơn"), _("Tiền các đơn")],
        [_cells(row) for row in rows],
        (44, 20, 12, 20),
        above=[
            _("Bán hàng trên Piêu %(month)s") % {"month": words},
            _("Số dưới 5 được ẩn để không lộ từng nơi."),
        ],
        total=_cells(whole) if whole else (),
    )


def _cells(row: BranchSales) -> tuple[Value, ...]:
    if row.sellers is None or row.orders is None or row.money is None:
        return row.branch.name, HIDDEN, HIDDEN, HIDDEN
    return row.branch.name, row.sellers, row.orders, Money(row.money)
