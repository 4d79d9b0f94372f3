"""A branch was merged into another one: its reports from that period on are added up there."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from backend.ledger.row_states import write_states
from members.acting import Actor
from members.models import Branch
from union.issues.models import Succession
from union.reports.models import Report


def carry_over(*, succession: Succession, actor: Actor) -> None:
    """Answer the port branch_merged: reports of the period of the merger and later count for the successor.

    Earlier periods keep their history.
    """
    rows = list(
        _moving(succession.branch, succession.merged_date)
        .select_for_update(of=("self",))
        .select_related("saved_by", "sent_by", "decided_by")
    )
    for row in rows:
        row.counts_for = succession.successor
    Report.objects.bulk_update(rows, ["counts_for"], batch_size=200)
    write_states("report.moved", rows, by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)


def count_moving(*, branch: Branch, merged_date: dt.date) -> int:
    """Answer the port reports_to_move."""
    return _moving(branch, merged_date).count()


def _moving(branch: Branch, merged_date: dt.date) -> QuerySet[Report]:
    return Report.objects.filter(counts_for=branch, period__end_date__gte=merged_date)
