"""A branch was merged into another one: its reports from that period on are added up there."""

from __future__ import annotations

from backend.ledger.row_states import write_states
from members.acting import Actor
from union.issues.models import Succession
from union.reports.models import Report


def carry_over(*, succession: Succession, actor: Actor) -> None:
    """Answer the port branch_merged: reports of the period of the merger and later count for the successor.

    Earlier periods keep their history.
    """
    rows = list(
        Report.objects.select_for_update(of=("self",))
        .filter(counts_for=succession.branch, period__end_date__gte=succession.merged_date)
        .select_related("saved_by", "sent_by", "decided_by")
    )
    for row in rows:
        row.counts_for = succession.successor
    Report.objects.bulk_update(rows, ["counts_for"], batch_size=200)
    write_states("report.moved", rows, by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)
