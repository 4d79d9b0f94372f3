"""Pin what the server showed as the result of an attempt, with the answers and grades that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.ledger import page_pins
from courses.models import Attempt

FAMILY = "attempt:"
CHUNK = 500


def pin_attempt(pk: Any) -> None:
    """Pin the attempt with this primary key as it is now, if its result was shown.

    In the transaction that shows or changes the result. Until then late answers may change it.
    """
    attempt = _rows().filter(pk=pk).first()
    if attempt is not None:
        page_pins.pin_row(f"{FAMILY}{attempt.pk}", _content(attempt))


def attempt_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (subject, content) of every attempt whose result was shown; empty if the account was erased."""
    for row in _rows().order_by("pk").iterator(CHUNK):
        yield f"{FAMILY}{row.pk}", {} if row.user.erased_at else _content(row)


def _rows() -> Any:
    return (
        Attempt.objects.filter(told_at__isnull=False)
        .select_related("user", "by")
        .prefetch_related("answers__grade__by")
    )


def _content(row: Attempt) -> dict[str, Any]:
    counted = sorted((each for each in row.answers.all() if each.counts), key=lambda each: each.question_key)
    return {
        "user": str(row.user.ref),
        "by": str(row.by.ref) if row.by else None,
        "version": row.version_id,
        "lesson": row.lesson_key,
        "step": row.step_key,
        "number": row.number,
        "startedAt": row.started_at.isoformat(),
        "deadlineAt": row.deadline_at.isoformat() if row.deadline_at else None,
        "recordedAt": row.recorded_at.isoformat(),
        "finishedAt": row.finished_at.isoformat() if row.finished_at else None,
        "toldAt": row.told_at.isoformat() if row.told_at else None,
        "questions": row.questions,
        "score": row.score,
        "passed": row.passed,
        "results": row.results,
        "waitsForGrade": row.waits_for_grade,
        "answers": [
            [each.question_key, each.response, each.given_at.isoformat(), each.device, each.sequence]
            for each in counted
        ],
        "grades": [
            [
                each.question_key,
                each.grade.share,
                each.grade.remark,
                str(each.grade.by.ref) if each.grade.by else None,
                each.grade.graded_at.isoformat(),
            ]
            for each in counted
            if hasattr(each, "grade")
        ],
    }
