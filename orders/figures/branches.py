"""A month's sales by branch; no seller can be identified (courses/reports/disclosure.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from courses.reports.disclosure import Figures, branches_upwards, printable_layers
from courses.reports.rules import ReportedBranches, rows_within
from members.models import Branch
from members.rules import has_desk
from orders.figures.periods import Period
from orders.models import Order
from orders.orders.enums import HOLDING


@dataclass(frozen=True, slots=True)
class BranchSales:
    """Producers who sold, their orders, and the đồng of these.

    The figures are None if the row would reveal fewer than five sellers, directly or by subtraction.
    """

    branch: Branch
    sellers: int | None = 0
    orders: int | None = 0
    money: int | None = 0


def branch_sales(branches: Sequence[Branch], month: Period) -> list[BranchSales]:
    """Return a row for each of `branches`, in their order, with the orders placed in `month`. One query.

    Cancelled and returned orders don't count.
    All branches together decide what is hidden, so that the result doesn't depend on the requested rows.
    """
    rows = (
        Order.objects.filter(state__in=HOLDING, created_at__gte=month.start, created_at__lt=month.end)
        .order_by()
        .values_list("producer__branch__path")
        .annotate(sellers=Count("producer", distinct=True), orders=Count("pk"), money=Sum("total"))
    )
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path, *figures in rows:
        # A producer without a branch is in no sum.
        for above in branches_upwards(path) if path else ():
            sums[above] = [one + more for one, more in zip(sums[above], figures, strict=True)]
    printed = printable_layers({path: Figures(enrolled=sellers) for path, (sellers, *_more) in sums.items()})
    return [
        BranchSales(branch)
        if branch.path not in sums
        else BranchSales(branch, *sums[branch.path])
        if printed[branch.path]
        else BranchSales(branch, None, None, None)
        for branch in branches
    ]


def overseen_sales(
    user: Any, branch_id: int | None, month: Period
) -> tuple[ReportedBranches, list[BranchSales], BranchSales | None] | None:
    """Return (branches, a row for each, the row of the branch that contains them) for a month.

    The branches are those directly below `branch_id`, or the topmost ones that `user` oversees. A single
    topmost branch is replaced by those below it. The last value is None if no branch contains all of them.
    None instead of all three if `user` doesn't oversee the branch.
    """
    if not has_desk(user):
        return None
    branches = Branch.objects.filter(is_active=True)
    reported = rows_within(branches if user.is_staff else branches & Branch.objects.run_by(user), branch_id)
    if reported is None:
        return None
    rows = branch_sales([*reported.rows, *([reported.whole] if reported.whole else [])], month)
    return reported, rows, rows.pop() if reported.whole else None
