"""Columns of the models of union: compared, derived, or free with a reason."""

from __future__ import annotations

from tests.audit.declared import STATES, Table
from tests.audit.declared.orders import ID, ROW

TABLES: dict[str, Table] = {
    "union.BranchMerger": Table(STATES, ID),
    "union.Document": Table(STATES, ID),
    "union.Issue": Table(STATES, ROW),
    "union.Receipt": Table(
        STATES,
        ROW,
        dict.fromkeys(
            ("soon_reminded_at", "late_reminded_at"), "that a notice was sent; the notice itself says of what"
        ),
    ),
    "union.Succession": Table(STATES, ID),
    "union.Report": Table(STATES, ROW),
    "union.ReportForm": Table(STATES, ID),
    "union.ReportPeriod": Table(STATES, ID),
    "union.ReportValue": Table(STATES, ROW),
    "union.UnionRole": Table(STATES, ID),
}
