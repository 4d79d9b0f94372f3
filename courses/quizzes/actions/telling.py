"""She is told what an attempt came to. Written before it is shown: courses/quizzes/disclosure.py says what follows from it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from courses.models import Attempt, Enrolment
from courses.quizzes.actions.attempts import quiz_of
from courses.quizzes.disclosure import awaits_answers


def tell_result(*, attempt: Attempt, is_asked: bool = False) -> Attempt:
    """Note that the result of `attempt` is shown now, once; an open one, or one that awaits answers, is not told.

    `is_asked`: she wants it told although answers may still come. No query where it is told already or not to be told.
    """
    if attempt.finished_at is None or attempt.told_at is not None:
        return attempt
    if not is_asked and awaits_answers(quiz_of(attempt).quiz, attempt, timezone.now()):
        return attempt
    with transaction.atomic():
        # Behind whatever answer of hers is being kept at this moment, or before it.
        list(Enrolment.objects.select_for_update().filter(user=attempt.user_id, version=attempt.version_id))
        Attempt.objects.filter(pk=attempt.pk, told_at=None).update(told_at=timezone.now())
        attempt.refresh_from_db(fields=["told_at"])
    return attempt


def tell_results(attempts: Iterable[Attempt]) -> None:
    """The same of several whose scores stand on one page."""
    for attempt in attempts:
        tell_result(attempt=attempt)
