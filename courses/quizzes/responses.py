"""Responses to a question: their shape, and the checks that all kinds share.

By kind: {"choice": key} | {"choices": [keys]} | {"value": true} | {"text": "…"} |
{"pairs": {pair key: right half}} | {"order": [item keys]}; {} is no answer.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.quizzes.field_checks import MAX_ROWS, is_text

MAX_ESSAY = 4_000
MAX_SHORT = 300


class ResponseInvalid(DomainError):
    """The response doesn't fit this question; nothing was stored."""


def clean_text(text: Any, limit: int) -> dict[str, Any]:
    if not is_text(text):
        raise invalid_response()
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limit:
        raise ResponseInvalid(
            _("Câu trả lời dài quá %(limit)s ký tự.") % {"limit": limit},
            field="text",
            code="response_too_long",
        )
    return {"text": text} if text else {}


def keys_of(rows: list[dict[str, Any]]) -> set[str]:
    return {row["key"] for row in rows}


def one_of(value: Any, known: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise invalid_response()
    return value


def some_of(values: Any, known: set[str], *, keep_order: bool = False) -> list[str]:
    if not isinstance(values, list) or len(values) > MAX_ROWS:
        raise invalid_response()
    chosen = [one_of(value, known) for value in values]
    if len(set(chosen)) != len(chosen):
        raise invalid_response()
    return chosen if keep_order else sorted(chosen)


def invalid_response() -> ResponseInvalid:
    return ResponseInvalid(_("Câu trả lời này không có trong câu hỏi."), code="response_invalid")


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def picked_keys(response: dict[str, Any]) -> set[str]:
    return {response["choice"]} if "choice" in response else set(response.get("choices", []))
