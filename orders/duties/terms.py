"""Deadlines for answers, as data. A correction is one row."""

from __future__ import annotations

import datetime as dt

from orders.complaints.enums import ComplaintKind

# Decree 248/2026/NĐ-CP: take a listing down within 24 hours of a request. The sellers' deadline is a rule
# of Piêu.
ANSWER_WITHIN: dict[ComplaintKind, dt.timedelta] = {
    ComplaintKind.TAKE_DOWN: dt.timedelta(hours=24),
    ComplaintKind.COMPLAINT: dt.timedelta(days=3),
}
# Officers get one more reminder this long before a request's deadline.
RING_BEFORE = dt.timedelta(hours=6)
# Also a rule of Piêu: the deadline for a reply to a seller's objection.
OBJECTION_WITHIN = dt.timedelta(days=3)
# Staff are reminded as well if officers have not acted this long after the deadline.
STAFF_AFTER = dt.timedelta(days=3)
PHONE_RETENTION = dt.timedelta(days=30)  # after the answer
