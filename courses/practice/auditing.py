"""Compare hand-ins and the decisions about them with the ledger, both ways, for `./run audit_log`."""

from __future__ import annotations

from collections.abc import Iterator

from backend.ledger.auditing import CHUNK, EntryPayload, Finding, entries_of
from backend.ledger.row_values import Stated
from courses.practice.enums import HandInState
from courses.practice.models import HandIn, TaskState
from members.people.audit_comparisons import differing, is_near, is_user

GIVEN = "hand_in.given"
STATES = {
    GIVEN: HandInState.WAITING,
    "hand_in.withdrawn": HandInState.WITHDRAWN,
    "hand_in.accepted": HandInState.ACCEPTED,
    "hand_in.returned": HandInState.RETURNED,
    "hand_in.taken_back": HandInState.RETURNED,
}
UNREVIEWED = (GIVEN, "hand_in.withdrawn")

STATED = (
    Stated(
        TaskState,
        subject=lambda state: f"enrolment:{state.enrolment_id}",
        stated=("enrolment", "lesson_key", "step_key", "done_at", "subjects", "reopened_at"),
    ),
)


def compare_hand_ins() -> Iterator[Finding | int]:
    """Yield a Finding for each hand-in that differs from its entries, lacks them, or is gone.

    The last value yielded is the number of hand-ins.
    """
    count = 0
    recorded: dict[str, list[EntryPayload]] = {}
    for entry, payload in entries_of(*STATES):
        recorded.setdefault(entry.subject, []).append((entry, payload))
    rows = HandIn.objects.select_related("enrolment__user", "enrolment__version__course", "by", "reviewed_by")
    for row in rows.defer("enrolment__version__content", "enrolment__version__keys").iterator(CHUNK):
        count += 1
        subject = f"hand_in:{row.pk}"
        own = recorded.pop(subject, None)
        if own is None:
            yield Finding(subject, "bài nộp không có mục / the hand-in has no entry")
            continue
        yield from differing(subject, "bài nộp", "hand-in", _differences(row, own))
    for subject in recorded:
        yield Finding(subject, "bài nộp có mục mà đã mất / the hand-in has an entry and is gone")
    yield count


def _differences(row: HandIn, recorded: list[EntryPayload]) -> Iterator[str]:
    (given, payload), (last, _payload) = recorded[0], recorded[-1]
    if payload["member"] != str(row.enrolment.user.ref):
        yield "member"
    if payload["task"] != row.task_ref.removeprefix("task:").rstrip(":"):
        yield "task"
    if payload["result"] != row.kind:
        yield "kind"
    if not is_user(row.by, given.by):
        yield "by"
    if not is_near(row.handed_in_at, given.recorded_at):
        yield "handed_in_at"
    if row.state != STATES[last.kind]:
        yield "state"
    if last.kind in UNREVIEWED:
        if row.reviewed_by_id is not None or row.reviewed_at is not None:
            yield "reviewed_at"
        return
    if not is_user(row.reviewed_by, last.by):
        yield "reviewed_by"
    if not is_near(row.reviewed_at, last.recorded_at):
        yield "reviewed_at"
