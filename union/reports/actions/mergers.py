"""Merge a branch into another one: its reports from that period on are added up there."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states, write_states
from members.acting import Actor
from members.branches.actions.branches import change_branch
from members.models import Branch
from members.rules import require
from union.reports.checking import ReportRefused
from union.reports.models import BranchMerger, Report
from union.reports.rules import may_merge


@transaction.atomic
def merge_branch(*, actor: Actor, branch: Branch, into: Branch, merged_date: dt.date) -> BranchMerger:
    """Close `branch`, and count its reports of the period of `merged_date` and later for `into`.

    Earlier periods keep their history. Members and chapters are moved elsewhere. Raises NotAllowed, ReportRefused.
    """
    require(may_merge(actor.member))
    locked = Branch.objects.select_for_update().in_bulk(sorted({branch.pk, into.pk}))
    branch, into = locked[branch.pk], locked[into.pk]
    if branch.pk == into.pk or branch.level != into.level or not (branch.is_active and into.is_active):
        raise ReportRefused(
            _("Hai cơ sở cùng cấp, đều đang hoạt động thì mới nhập vào nhau được."),
            field="into",
            code="merger_branches",
        )
    if BranchMerger.objects.filter(branch=branch).exists():
        raise ReportRefused(_("Cơ sở này đã nhập vào nơi khác."), field="branch", code="merger_twice")
    merger = BranchMerger.objects.create(
        branch=branch, into=into, merged_date=merged_date, merged_by=actor.by
    )
    change_branch(actor=actor, branch=branch, name=branch.name, is_active=False)
    append_entry(
        kind="report.branch_merged",
        subject=f"branch:{branch.pk}",
        payload={"into": into.pk, "mergedDate": merged_date.isoformat(), **states(merger)},
        **actor.ledger_refs(),
    )
    rows = list(
        Report.objects.select_for_update(of=("self",))
        .filter(counts_for=branch, period__end_date__gte=merged_date)
        .select_related("saved_by", "sent_by", "decided_by")
    )
    for row in rows:
        row.counts_for = into
    Report.objects.bulk_update(rows, ["counts_for"], batch_size=200)
    write_states("report.moved", rows, by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)
    return merger
