"""Check single fields that every kind of question shares."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.enums import TextFormat

MAX_ROWS = 30
MAX_TEXT = 4_000
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
NUMBER = re.compile(r"[+-]?(\d{1,30}([.,]\d{0,30})?|[.,]\d{1,30})([eE][+-]?\d{1,2})?")


def rows_are_dicts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


# Patterns that a browser would run. Rendering removes them too; reject them here, or the question would lose
# text without the author's knowledge.
_RUNS = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|applet|form|meta|base)\b|<[^<>]*\son[a-z]+\s*=|(?:javascript|vbscript|data:text/html)\s*:",
    re.I,
)


def is_text(value: Any) -> bool:
    """Return whether SQLite and PostgreSQL can store the value as text: no NUL, no unpaired surrogate."""
    return (
        isinstance(value, str) and "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    )


def is_number(value: Any) -> bool:
    # Compare: math.isfinite raises for an integer that no float can hold.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def is_media(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict) and isinstance(value.get("id"), str) and isinstance(value.get("files"), list)
    )


def check_text(
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


def check_format(row: dict[str, Any], name: str, errors: dict[str, str], *, at: str = "") -> None:
    if row.get(name, "plain") not in TextFormat.values:
        errors[at + name] = _("Kiểu chữ là plain, markdown hoặc html.")


def check_rows(question: dict[str, Any], name: str, errors: dict[str, str], *, least: int) -> bool:
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


def check_fractions(rows: list[dict[str, Any]], name: str, errors: dict[str, str]) -> None:
    for number, row in enumerate(rows):
        if not is_number(row.get("fraction")) or not -100 <= row["fraction"] <= 100:
            errors[f"{name}.{number}.fraction"] = _("Phần điểm là số từ -100 đến 100.")
        check_text(row, "feedback", errors, at=f"{name}.{number}.")
        check_format(row, "feedback_format", errors, at=f"{name}.{number}.")


def decimal_of(text: str) -> Decimal | None:
    """Return a typed number with a decimal comma or point; None for anything else."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
