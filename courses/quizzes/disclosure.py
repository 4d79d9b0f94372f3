"""When she was told what an attempt came to, and what follows from that for what is sent later.

`Attempt.told_at` is the moment the server first showed the result of an attempt. Later no row changes what she was told of:

- an answer that the server received after it doesn't count, whenever it says it was given;
- a beginning received after it comes behind those known by then, as if begun when it arrived;
- the moment of handing in stays.

It holds for all her attempts at the step that were begun by then, also on other phones: who knows the key of one knows that
of the others. An attempt begun after it is another go. A phone without a connection has not been told: what it sends
counts as long as nobody has looked at the result under her name. That is the price of a shared account: look on one phone
before another has sent, and the other's answers are kept without counting, and say why.

An attempt that the clock closed is therefore not told by itself while her phone's answers may still come: she asks for it, or
the grace ends. Where a quiz tells at once, the phone holds the key from the start and no server can guard it; the same
rules begin there with the result.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from courses.authoring.content_shape import QuizContent
from courses.models import Attempt


def first_told(attempt: Attempt) -> datetime | None:
    """When she was first told of any attempt at this step, in whichever version, after this one was begun. One query."""
    tellings = Attempt.objects.filter(
        user=attempt.user_id,
        version__course=attempt.version.course_id,
        lesson_key=attempt.lesson_key,
        step_key=attempt.step_key,
        told_at__gte=attempt.recorded_at,
    )
    return tellings.aggregate(first=Min("told_at"))["first"]


def in_order(attempts: list[Attempt]) -> list[Attempt]:
    """Her attempts at one step of one version as they are numbered."""
    told = min((row.told_at for row in attempts if row.told_at is not None), default=None)

    def begun(row: Attempt) -> tuple[datetime, str]:
        late = told is not None and row.recorded_at > told
        return (row.recorded_at if late else row.started_at), row.pk.hex

    return sorted(attempts, key=begun)


def awaits_answers(quiz: QuizContent, attempt: Attempt, now: datetime) -> bool:
    """Whether the clock closed it, she has not been told, and a phone may still send what was answered in time."""
    if attempt.deadline_at is None or attempt.finished_at != attempt.deadline_at or attempt.told_at:
        return False
    return now <= attempt.deadline_at + timedelta(hours=quiz["offline_grace_hours"])
