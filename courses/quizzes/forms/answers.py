"""An answer as the fields of a page without scripts."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.quizzes.enums import QuestionKind
from courses.quizzes.scoring import ResponseInvalid


def response_of(question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
    """The response of courses/quizzes/scoring.py that `fields` mean; {} where nothing was filled in.

    "answer" holds keys, true or false, or text; "pair-<key>" a right half; "place-<key>" a number. Raises ResponseInvalid.
    """
    kind, answer = question["kind"], fields.get("answer", "")
    if kind in (QuestionKind.ONE_CHOICE, QuestionKind.PICTURE_CHOICE):
        return {"choice": answer} if answer else {}
    if kind == QuestionKind.SEVERAL_CHOICE:
        chosen = fields.getlist("answer")
        return {"choices": chosen} if chosen else {}
    if kind == QuestionKind.TRUE_FALSE:
        return {"value": answer == "true"} if answer in ("true", "false") else {}
    if kind == QuestionKind.MATCHING:
        pairs = {pair["key"]: fields.get(f"pair-{pair['key']}", "") for pair in question["pairs"]}
        return {"pairs": pairs} if any(pairs.values()) else {}
    if kind == QuestionKind.ORDERING:
        return _order_of(question, fields)
    return {"text": answer} if answer.strip() else {}


def _order_of(question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
    places = {item["key"]: fields.get(f"place-{item['key']}", "") for item in question["items"]}
    if not any(places.values()):
        return {}
    if sorted(places.values()) != sorted(str(place) for place in range(1, len(places) + 1)):
        raise ResponseInvalid(
            _("Mỗi mục một số khác nhau, từ 1 đến %(last)s.") % {"last": len(places)},
            code="response_incomplete",
        )
    return {"order": sorted(places, key=lambda key: int(places[key]))}
