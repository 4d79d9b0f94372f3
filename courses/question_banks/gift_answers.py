"""Read the content of the braces of a GIFT question."""

from __future__ import annotations

from typing import Any

from courses.quizzes.gift_rows import Braces
from courses.quizzes.gift_text import Written, find, text_fields
from courses.quizzes.kinds import found_kinds


def read_answers(raw: str, start: int, written: Written) -> dict[str, Any]:
    """Return the kind, answers and general feedback that the text between the braces gives.

    `start`: position of `raw` in the question's text, for errors.
    """
    made: dict[str, Any] = {}
    if (general := find(raw, "####")) >= 0:
        made |= text_fields("feedback", written.words(raw[general + 4 :]))
        raw = raw[:general]
    return made | read_kind(Braces(raw, start, written))


def read_kind(braces: Braces | None) -> dict[str, Any]:
    """Return the question's kind and its own fields.

    Each kind with a `gift_rank` tries to read the braces, in order of rank; the first result counts.
    `braces`: None for a text without answers.
    """
    readers = sorted(
        (kind for kind in found_kinds().values() if kind.gift_rank), key=lambda kind: kind.gift_rank
    )
    for kind in readers:
        if (own := kind.read_gift(braces)) is not None:
            return {"kind": kind.name, **own}
    raise AssertionError("the last kind reads whatever is left")
