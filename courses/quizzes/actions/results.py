"""Record that a result is shown, before it is shown; courses/quizzes/disclosure.py has the consequences."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from courses.models import Attempt, Enrolment
from courses.quizzes.actions.attempts import quiz_of
from courses.quizzes.disclosure import awaits_answers
from courses.quizzes.pinned_rows import pin_attempt


def mark_result_shown(*, attempt: Attempt, is_asked: bool = False) -> Attempt:
    """Record once that the result of `attempt` is shown now. Return the attempt.

    Does nothing for an open attempt, or while answers may still arrive; `is_asked` (the member asks for the
    result) records it although answers may arrive. No query if there is nothing to record.
    """
    if attempt.finished_at is None or attempt.told_at is not None:
        return attempt
    if not is_asked and awaits_answers(quiz_of(attempt).quiz, attempt, timezone.now()):
        return attempt
    with transaction.atomic():
        # Serialise with an answer that is being stored at this moment.
        list(Enrolment.objects.select_for_update().filter(user=attempt.user_id, version=attempt.version_id))
        Attempt.objects.filter(pk=attempt.pk, told_at=None).update(told_at=timezone.now())
        attempt.refresh_from_db(fields=["told_at"])
        pin_attempt(attempt.pk)
    return attempt


def mark_results_shown(attempts: Iterable[Attempt]) -> None:
    """Record for several attempts that their results are shown now on one page."""
    for attempt in attempts:
        mark_result_shown(attempt=attempt)
