"""Check whether a question is complete enough to be asked, with a sentence for each field."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.enums import AudioSource
from courses.quizzes.enums import TextFormat
from courses.quizzes.field_checks import (
    KEY,
    MAX_ROWS,
    check_format,
    check_text,
    is_media,
    is_number,
    is_text,
)
from courses.quizzes.kinds import found_kinds

_HASH = re.compile(r"|[0-9a-f]{64}")


def validate_question(question: dict[str, Any]) -> dict[str, str]:
    """Return the errors of a completed question, {field: sentence}; {} if there are none.

    A row's field is named like "choices.0.text".
    """
    errors: dict[str, str] = {}
    kind = found_kinds().get(str(question.get("kind")))
    if kind is None:
        return {"kind": _("Chị chọn loại câu hỏi.")}
    if not isinstance(question.get("key"), str) or not KEY.fullmatch(question["key"]):
        errors["key"] = _("Mã câu hỏi chỉ gồm chữ không dấu, số, gạch và chấm, nhiều nhất 40 ký tự.")
    check_text(question, "text", errors, needed=_("Chị viết câu hỏi."))
    check_text(question, "title", errors, limit=200)
    check_text(question, "feedback", errors)
    if question.get("format") not in TextFormat.values:
        errors["format"] = _("Kiểu chữ là plain, markdown hoặc html.")
    for name in ("feedback", "feedback_true", "feedback_false"):
        check_format(question, f"{name}_format", errors)
    check_text(question, "source_id", errors, limit=200)
    check_text(question, "category", errors, limit=400)
    points = question.get("points")
    if not is_number(points) or not 0 <= points <= 100:  # type: ignore[operator]
        errors["points"] = _("Điểm là số từ 0 đến 100.")
    for name in ("picture", "audio"):
        if not is_media(question.get(name)):
            errors[name] = _("Tệp này không dùng được.")
    if question.get("audio_source", "") not in ("", *AudioSource.values) or not _HASH.fullmatch(
        str(question.get("audio_text_hash", ""))
    ):
        errors["audio"] = _("Không rõ tiếng này đọc lời nào.")
    tags = question.get("tags", [])
    if not isinstance(tags, list) or not all(is_text(tag) and len(tag) <= 80 for tag in tags):
        errors["tags"] = _("Nhãn là các đoạn chữ ngắn.")
    _check_citations(question.get("citations"), errors)
    if not errors:
        kind.check(question, errors)
    return errors


def _check_citations(citations: Any, errors: dict[str, str]) -> None:
    if not isinstance(citations, list) or len(citations) > MAX_ROWS:
        errors["citations"] = _("Căn cứ phải là danh sách.")
        return
    for number, row in enumerate(citations):
        at = f"citations.{number}"
        if not isinstance(row, dict) or set(row) != {"document", "article", "date"}:
            errors[at] = _("Căn cứ gồm số văn bản, điều và ngày.")
            continue
        check_text(row, "document", errors, at=f"{at}.", needed=_("Chị viết số văn bản."), limit=60)
        check_text(row, "article", errors, at=f"{at}.", limit=40)
        if not isinstance(row["date"], str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]):
            errors[f"{at}.date"] = _("Ngày viết như 2026-11-24.")
