"""How soon who must answer, as data. A correction is one row."""

from __future__ import annotations

import datetime as dt

from orders.complaints.enums import ComplaintKind

# Decree 248/2026/NĐ-CP: a listing goes within 24 hours of a request. How soon a seller answers is the house's own rule.
ANSWER_WITHIN: dict[ComplaintKind, dt.timedelta] = {
    ComplaintKind.TAKE_DOWN: dt.timedelta(hours=24),
    ComplaintKind.COMPLAINT: dt.timedelta(days=3),
}
# The officers are rung at once more, so long before a request's time is over.
RING_BEFORE = dt.timedelta(hours=6)
# The house's own rule, too: how soon a seller's objection to a take-down is answered.
OBJECTION_WITHIN = dt.timedelta(days=3)
# What the officers left that long after its time rings at the Union's staff, too.
STAFF_AFTER = dt.timedelta(days=3)
PHONE_KEPT = dt.timedelta(days=30)  # after the answer
