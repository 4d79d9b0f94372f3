"""An answer as the fields of a page without scripts."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from courses.quizzes.kinds import kind_of


def response_of(question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
    """Return the response to `question` from form fields; {} if nothing is filled in.

    courses/quizzes/responses.py describes responses.

    "answer" holds keys, true or false, or text; "pair-<key>" a right half; "place-<key>" a number. Raises
    ResponseInvalid.
    """
    return kind_of(question).read_form(question, fields)
