"""What a question must have to be asked, as sentences beside its fields."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.enums import AudioSource
from courses.quizzes.enums import CHOICE_KINDS, QuestionKind, TextFormat

MAX_ROWS = 30
_HASH = re.compile(r"|[0-9a-f]{64}")
MAX_TEXT = 4_000
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,2})?")


def rows_are_dicts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


# What a browser would run. It is taken out where it is shown, too; here its author is told, for her question would lack it.
_RUNS = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|applet|form|meta|base)\b|<[^<>]*\son[a-z]+\s*=|(?:javascript|vbscript|data:text/html)\s*:",
    re.I,
)


def validate_question(question: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a completed question: {field: sentence}, a row's field as "choices.0.text"; {} if nothing."""
    errors: dict[str, str] = {}
    kind = question.get("kind")
    if kind not in QuestionKind.values:
        return {"kind": _("Chị chọn loại câu hỏi.")}
    if not isinstance(question.get("key"), str) or not KEY.fullmatch(question["key"]):
        errors["key"] = _("Mã câu hỏi chỉ gồm chữ không dấu, số, gạch và chấm, nhiều nhất 40 ký tự.")
    _check_text(question, "text", errors, needed=_("Chị viết câu hỏi."))
    _check_text(question, "title", errors, limit=200)
    _check_text(question, "feedback", errors)
    if question.get("format") not in TextFormat.values:
        errors["format"] = _("Kiểu chữ là plain, markdown hoặc html.")
    for name in ("feedback", "feedback_true", "feedback_false"):
        _check_format(question, f"{name}_format", errors)
    _check_text(question, "source_id", errors, limit=200)
    _check_text(question, "category", errors, limit=400)
    points = question.get("points")
    if not _is_number(points) or not 0 <= points <= 100:  # type: ignore[operator]
        errors["points"] = _("Điểm là số từ 0 đến 100.")
    for name in ("picture", "audio"):
        if not _is_media(question.get(name)):
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
        _CHECKS.get(kind, _nothing_more)(question, errors)
    return errors


def is_text(value: Any) -> bool:
    """Text that both databases can keep: no NUL, no half of a surrogate pair."""
    return (
        isinstance(value, str) and "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    )


def _nothing_more(question: dict[str, Any], errors: dict[str, str]) -> None:
    """An essay or description is its text."""


def _is_number(value: Any) -> bool:
    # Compared, not asked: math.isfinite raises for an integer that no float can hold.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def _is_media(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict) and isinstance(value.get("id"), str) and isinstance(value.get("files"), list)
    )


def _check_text(
    row: dict[str, Any],
    name: str,
    errors: dict[str, str],
    *,
    at: str = "",
    needed: str = "",
    limit: int = MAX_TEXT,
) -> None:
    value = row.get(name, "")
    if not is_text(value):
        errors[at + name] = _("Chỗ này phải là chữ.")
    elif needed and not value.strip():
        errors[at + name] = needed
    elif len(value) > limit:
        errors[at + name] = _("Dài quá %(limit)s ký tự.") % {"limit": limit}
    elif row.get("format" if name == "text" else f"{name}_format", "plain") != "plain" and _RUNS.search(
        value
    ):
        errors[at + name] = _("Chỗ này có mã chạy được (script). Chị bỏ mã đi, chỉ để chữ.")


def _check_format(row: dict[str, Any], name: str, errors: dict[str, str], *, at: str = "") -> None:
    if row.get(name, "plain") not in TextFormat.values:
        errors[at + name] = _("Kiểu chữ là plain, markdown hoặc html.")


def _check_citations(citations: Any, errors: dict[str, str]) -> None:
    if not isinstance(citations, list) or len(citations) > MAX_ROWS:
        errors["citations"] = _("Căn cứ phải là danh sách.")
        return
    for number, row in enumerate(citations):
        at = f"citations.{number}"
        if not isinstance(row, dict) or set(row) != {"document", "article", "date"}:
            errors[at] = _("Căn cứ gồm số văn bản, điều và ngày.")
            continue
        _check_text(row, "document", errors, at=f"{at}.", needed=_("Chị viết số văn bản."), limit=60)
        _check_text(row, "article", errors, at=f"{at}.", limit=40)
        if not isinstance(row["date"], str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]):
            errors[f"{at}.date"] = _("Ngày viết như 2026-11-24.")


def _check_rows(question: dict[str, Any], name: str, errors: dict[str, str], *, least: int) -> bool:
    rows = question.get(name)
    if not rows_are_dicts(rows):
        errors[name] = _("Chỗ này phải là danh sách.")
    elif len(rows) < least:  # type: ignore[arg-type]
        errors[name] = _("Cần ít nhất %(least)s dòng.") % {"least": least}
    elif len(rows) > MAX_ROWS:  # type: ignore[arg-type]
        errors[name] = _("Nhiều nhất %(most)s dòng.") % {"most": MAX_ROWS}
    elif name != "answers":
        keys = [row.get("key") for row in rows]  # type: ignore[union-attr]
        if not all(isinstance(key, str) and KEY.fullmatch(key) for key in keys) or len(set(keys)) < len(keys):
            errors[name] = _("Mỗi dòng cần một mã riêng.")
    return name not in errors


def _check_fractions(rows: list[dict[str, Any]], name: str, errors: dict[str, str]) -> None:
    for number, row in enumerate(rows):
        if not _is_number(row.get("fraction")) or not -100 <= row["fraction"] <= 100:
            errors[f"{name}.{number}.fraction"] = _("Phần điểm là số từ -100 đến 100.")
        _check_text(row, "feedback", errors, at=f"{name}.{number}.")
        _check_format(row, "feedback_format", errors, at=f"{name}.{number}.")


def _check_choices(question: dict[str, Any], errors: dict[str, str]) -> None:
    if not _check_rows(question, "choices", errors, least=2):
        return
    rows = question["choices"]
    is_picture = question["kind"] == QuestionKind.PICTURE_CHOICE
    for number, row in enumerate(rows):
        at = f"choices.{number}."
        has_picture = bool(row.get("picture"))
        needed = "" if has_picture else _("Chị viết lựa chọn này.")
        _check_text(row, "text", errors, at=at, needed=needed)
        if not _is_media(row.get("picture")):
            errors[f"{at}picture"] = _("Tệp này không dùng được.")
        elif is_picture and not has_picture:
            errors[f"{at}picture"] = _("Mỗi lựa chọn cần một hình.")
        _check_format(row, "format", errors, at=at)
    _check_fractions(rows, "choices", errors)
    if errors:
        return
    if question["kind"] == QuestionKind.SEVERAL_CHOICE:
        total = sum(row["fraction"] for row in rows if row["fraction"] > 0)
        if not 99 <= total <= 101:  # three thirds of 33.333 are a whole
            errors["choices"] = _("Các lựa chọn đúng phải cộng lại đủ 100%%, bây giờ là %(total)s%%.") % {
                "total": f"{total:g}".replace(".", ",")
            }
    elif not any(row["fraction"] == 100 for row in rows):
        errors["choices"] = _("Chị đánh dấu lựa chọn đúng.")


def _check_true_false(question: dict[str, Any], errors: dict[str, str]) -> None:
    if not isinstance(question.get("correct"), bool):
        errors["correct"] = _("Chị chọn đúng hay sai.")
    _check_text(question, "feedback_true", errors)
    _check_text(question, "feedback_false", errors)


def _check_short_answer(question: dict[str, Any], errors: dict[str, str]) -> None:
    for name in ("forgive_accents", "forgive_case"):
        if not isinstance(question.get(name), bool):
            errors[name] = _("Chị chọn có hay không.")
    if not _check_rows(question, "answers", errors, least=1):
        return
    for number, row in enumerate(question["answers"]):
        _check_text(
            row, "text", errors, at=f"answers.{number}.", needed=_("Chị viết câu trả lời."), limit=300
        )
    _check_fractions(question["answers"], "answers", errors)
    if not errors and not any(row["fraction"] == 100 for row in question["answers"]):
        errors["answers"] = _("Cần một câu trả lời được trọn điểm.")


def decimal_of(text: str) -> Decimal | None:
    """A number as an author writes it, with a decimal comma or point; None for anything else."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None


def _check_numerical(question: dict[str, Any], errors: dict[str, str]) -> None:
    if not _check_rows(question, "answers", errors, least=1):
        return
    for number, row in enumerate(question["answers"]):
        names = ("min", "max") if "min" in row or "max" in row else ("value", "tolerance")
        read = {}
        for name in names:
            value = row.get(name)
            if name == "value" and value == "*":
                continue
            read[name] = decimal_of(value) if isinstance(value, str) else None
            if read[name] is None:
                errors[f"answers.{number}.{name}"] = _("Chị viết số, như 12,5.")
        if (low := read.get("min")) is not None and (high := read.get("max")) is not None and low > high:
            errors[f"answers.{number}.max"] = _("Số lớn nhất phải không nhỏ hơn số nhỏ nhất.")
        if (tolerance := read.get("tolerance")) is not None and tolerance < 0:
            errors[f"answers.{number}.tolerance"] = _("Sai số không được âm.")
    _check_fractions(question["answers"], "answers", errors)
    if not errors and not any(row["fraction"] == 100 for row in question["answers"]):
        errors["answers"] = _("Cần một câu trả lời được trọn điểm.")


def _check_matching(question: dict[str, Any], errors: dict[str, str]) -> None:
    extras = question.get("extra_rights")
    if not isinstance(extras, list) or not all(is_text(text) and text.strip() for text in extras):
        errors["extra_rights"] = _("Vế phải thừa là các đoạn chữ.")
    if not _check_rows(question, "pairs", errors, least=2):
        return
    for number, row in enumerate(question["pairs"]):
        at = f"pairs.{number}."
        _check_text(row, "left", errors, at=at, needed=_("Chị viết vế trái."), limit=1000)
        _check_text(row, "right", errors, at=at, needed=_("Chị viết vế phải."), limit=300)
        _check_format(row, "left_format", errors, at=at)


def _check_ordering(question: dict[str, Any], errors: dict[str, str]) -> None:
    if not _check_rows(question, "items", errors, least=2):
        return
    for number, row in enumerate(question["items"]):
        _check_text(row, "text", errors, at=f"items.{number}.", needed=_("Chị viết mục này."), limit=1000)


_CHECKS: dict[str, Any] = {
    **dict.fromkeys(CHOICE_KINDS, _check_choices),
    QuestionKind.TRUE_FALSE: _check_true_false,
    QuestionKind.SHORT_ANSWER: _check_short_answer,
    QuestionKind.NUMERICAL: _check_numerical,
    QuestionKind.MATCHING: _check_matching,
    QuestionKind.ORDERING: _check_ordering,
}
