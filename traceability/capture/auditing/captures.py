"""Compare the responses to partners' software with the events that it sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count

from backend.ledger.auditing import CHUNK, Finding, readable
from traceability.capture.jobs import MOST_PROBLEMS
from traceability.models import CaptureJob, EpcisEvent, Event

BEHAVIOURS = ("rollback", "proceed")


def compare_captures() -> Iterator[Finding | int]:
    """Check each capture job's numbers, and that each sender's events are as many as its jobs report.

    Yields the differences, then the number of jobs. A sender whose jobs were all deleted is skipped.
    """
    count, answered = 0, Counter[object]()
    for job in CaptureJob.objects.select_related("user").order_by("pk").iterator(CHUNK):
        count += 1
        answered[job.user.ref] += job.captured_count
        for name in readable(_differences(job)):
            yield Finding(
                f"member:{job.user.ref}",
                f"{name} của lần nhận sự kiện {job.pk} không khớp / the capture job's {name} does not add up",
            )
    sent = _events_of(EpcisEvent, "captured_by_ref", is_error=False)
    # Declarations count too, because a declaration does not record how it was made.
    declared = _events_of(Event, "by_ref", is_error=True) + _events_of(Event, "on_behalf_ref", is_error=True)
    for ref, number in answered.items():
        if not sent[ref] <= number <= sent[ref] + declared[ref]:
            yield Finding(
                f"member:{ref}",
                f"đã nhận {sent[ref]} sự kiện mà các lần nhận ghi {number} / events and capture jobs differ",
            )
    yield count


def _events_of(model: type[EpcisEvent] | type[Event], column: str, *, is_error: bool) -> Counter[object]:
    rows = model._default_manager.filter(is_error=is_error).exclude(**{column: None}).order_by(column)
    return Counter(dict(rows.values_list(column).annotate(n=Count("event_id"))))


def _differences(job: CaptureJob) -> Iterator[str]:
    if job.behaviour not in BEHAVIOURS:
        yield "behaviour"
    if job.success == bool(job.errors):
        yield "success"
    if job.created_at > job.finished_at:
        yield "created_at"
    is_cut = len(job.errors) == MOST_PROBLEMS < job.error_count
    if job.error_count != len(job.errors) and not is_cut:
        yield "error_count"
    places = {int(one["instance"].split("/")[3]) for one in job.errors}
    done = job.captured_count + job.repeated_count
    if job.behaviour == "rollback" and not job.success:
        if done:
            yield "captured_count"
    # If some problems weren't stored, each of them may belong to another event.
    elif not job.event_count - (job.error_count if is_cut else len(places)) <= done <= job.event_count:
        yield "event_count"
