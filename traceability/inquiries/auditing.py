"""Compare buyers' reports and the answers with their entries.

The texts and telephone numbers are pinned.
"""

from __future__ import annotations

from collections.abc import Iterator

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, EntryPayload, Finding, entries_of
from backend.ledger.pins import pin
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import TAKEN_UP
from members.people.audit_comparisons import differing, is_near, unequal, who_and_when
from traceability.inquiries.enums import InquiryState
from traceability.models import Inquiry

STATED = (Stated(Inquiry, subject=lambda inquiry: f"inquiry:{inquiry.ref}", pinned=("contact_phone",)),)


def compare_inquiries() -> Iterator[Finding | int]:
    count = 0
    sent = {entry.subject: (entry, one) for entry, one in entries_of("inquiry.sent")}
    answered = {entry.subject: (entry, one) for entry, one in entries_of("inquiry.answered")}
    closed = {entry.subject: (entry, one) for entry, one in entries_of("inquiry.closed")}
    rows = Inquiry.objects.select_related("producer", "answered_by", "on_behalf_of").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        subject = f"inquiry:{row.ref}"
        about = f"lot:{row.lot_id}" if row.lot_id else subject
        recorded = sent.pop(subject, None)
        if recorded is None:
            yield Finding(about, "lời nhắn của người mua không có mục / a buyer's message has no entry")
            continue
        if row.lot_id is None and recorded[1].get("lot"):
            about = f"lot:{recorded[1]['lot']}"
        names = [*_as_sent(row, recorded), *_as_answered(row, answered.get(subject), closed.get(subject))]
        yield from differing(about, "lời nhắn của người mua", "buyer's message", names)
    for _entry, one in sent.values():
        about = f"lot:{one['lot']}" if one.get("lot") else _entry.subject
        yield Finding(about, "một lời nhắn của người mua đã mất / a buyer's message is gone")
    yield count


def inquiries_of_before() -> Iterator[Fact]:
    """Yield a ledger fact for each inquiry that has no entry, without a pin of its text.

    These are inquiries from before inquiries were recorded in the ledger.
    """
    recorded = {entry.subject for entry, _one in entries_of("inquiry.sent")}
    for row in Inquiry.objects.select_related("producer").order_by("pk").iterator(CHUNK):
        if f"inquiry:{row.ref}" not in recorded:
            yield Fact("inquiry.sent", f"inquiry:{row.ref}", row.facts())


def _as_sent(row: Inquiry, recorded: EntryPayload) -> Iterator[str]:
    entry, one = recorded
    ours = row.facts()
    yield from unequal(**{name: (ours[name], one.get(name)) for name in ours})
    if "text" in one and (row.text_salt is None or pin(bytes(row.text_salt), row.text) != one["text"]):
        yield "text"
    if not one.get(TAKEN_UP) and not is_near(row.created_at, entry.recorded_at):
        yield "created_at"


def _as_answered(row: Inquiry, answered: EntryPayload | None, closed: EntryPayload | None) -> Iterator[str]:
    state = InquiryState.CLOSED if closed else InquiryState.ANSWERED if answered else InquiryState.OPEN
    if row.state != state:
        yield "state"
    first = answered or closed
    if first is None:
        if row.answered_at is not None or row.answered_by_id or row.answer:
            yield "answer"
        return
    yield from who_and_when(first[0], row, "answered_by", "answered_at")
    if answered is None or "answer" not in answered[1]:
        return
    if row.answer_salt is None:
        # Erased with the person who answered.
        if row.answered_by_id is not None:
            yield "answer"
    elif pin(bytes(row.answer_salt), row.answer) != answered[1]["answer"]:
        yield "answer"
