"""Columns of the models of union: compared, derived, or free with a reason."""

from __future__ import annotations

from tests.audit.declared import STATES, Table
from tests.audit.declared.orders import ID, ROW

HIDDEN = "an entry would keep for ever who was afraid, and where"
RINGING = "how far the ringing is; each ring has its own state"

TABLES: dict[str, Table] = {
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
    "union.Alarm": Table(
        STATES,
        ROW,
        {
            **dict.fromkeys(("ref", "key"), "the number of the subject, and of the request that raised it"),
            **dict.fromkeys(("branch", "asker", "by"), HIDDEN),
            **dict.fromkeys(("round", "due_at"), RINGING),
            "erased_at": "when the words went; the state says that they did",
        },
        kinds={"key": "", "asker": "", "by": ""},
    ),
    "union.AlarmRing": Table(STATES, ID, {"seen_at": "when the officer opened it; decides nothing"}),
    # Topic and words are pinned: an entry stays for ever, and her trouble must not.
    "union.Question": Table(
        STATES, ROW, {"late_told_at": "when its handlers were reminded; the notice says so, too"}
    ),
    "union.Handover": Table(STATES, ROW),
    "union.Answer": Table(STATES, ROW),
    "union.PublicAnswer": Table(STATES, ROW),
    "union.UnionRole": Table(STATES, ID),
}
