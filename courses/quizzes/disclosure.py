"""Record when a result was shown, and limit what arrives later.

`Attempt.told_at` is the moment the server first showed the result of an attempt. Later rows don't change that
result:

- an answer that the server received after it doesn't count, whatever time it gives;
- a beginning received after it is numbered after those known by then, as if begun when it arrived;
- the moment of handing in stays.

It covers all attempts of the member at the step that were begun by then, also on other phones: the answers of
one reveal those of the others. An attempt begun after it is a new one. A phone without a connection has not
shown the result. What it sends counts as long as nobody has opened the result under the member's name. That
is the price of a shared account: if one phone shows the result before another has sent, the other's answers
are stored without counting, with a reason.

So an attempt that the clock closed doesn't show its result while answers may still arrive. The member asks
for it, or the grace ends. If a quiz gives feedback at once, the phone has the key from the start and no
server can guard it; the same rules begin there with the result.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min

from courses.authoring.content_shape import QuizContent
from courses.models import Attempt


def first_disclosed_at(attempt: Attempt) -> datetime | None:
    """Return when a result at this step was first shown after this attempt was recorded, in any version.

    None if no result was shown. One query.
    """
    tellings = Attempt.objects.filter(
        user=attempt.user_id,
        version__course=attempt.version.course_id,
        lesson_key=attempt.lesson_key,
        step_key=attempt.step_key,
        told_at__gte=attempt.recorded_at,
    )
    return tellings.aggregate(first=Min("told_at"))["first"]


def in_order(attempts: list[Attempt]) -> list[Attempt]:
    """Return one member's attempts at one step of one version in the order that numbers them.

    They are sorted by their beginnings. An attempt that arrived after a result was shown is sorted by its
    arrival. So it comes after all attempts known then.
    """
    first_disclosed = min((row.told_at for row in attempts if row.told_at is not None), default=None)

    def begun(row: Attempt) -> tuple[datetime, str]:
        late = first_disclosed is not None and row.recorded_at > first_disclosed
        return (row.recorded_at if late else row.started_at), row.pk.hex

    return sorted(attempts, key=begun)


def awaits_answers(quiz: QuizContent, attempt: Attempt, now: datetime) -> bool:
    """Return whether a phone may still send answers given in time.

    True if the clock closed the attempt, no result was shown, and the grace isn't over.
    """
    if attempt.deadline_at is None or attempt.finished_at != attempt.deadline_at or attempt.told_at:
        return False
    return now <= attempt.deadline_at + timedelta(hours=quiz["offline_grace_hours"])
