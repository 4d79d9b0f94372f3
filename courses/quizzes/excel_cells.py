"""Cells that every kind of question shares: columns, numbers, yes and no, the weight of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.text import fold
from courses.quizzes.importing import Problem

type Cells = dict[str, str]

COLUMNS = {
    "key": "Mã",
    "kind": "Loại",
    "text": "Câu hỏi",
    "answer": "Trả lời",
    "right": "Vế phải",
    "fraction": "Đúng hoặc %",
    "feedback": "Nhận xét câu trả lời",
    "points": "Điểm",
    "general": "Nhận xét chung",
    "accents": "Bỏ qua dấu",
    "case": "Bỏ qua chữ hoa",
    "citations": "Căn cứ",
    "title": "Tên",
    "format": "Kiểu chữ",
    "more": "Dành cho máy",
}
YES = {"dung", "x", "co", "yes", "true"}
_NO = {"", "sai", "khong", "no", "false"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    line: int
    cells: Cells


def worth(row: dict[str, Any]) -> Cells:
    fraction = row["fraction"]
    word = "Đúng" if fraction == 100 else "" if fraction == 0 else decimal(fraction)
    return {"fraction": word, "feedback": row["feedback"]}


def decimal(number: float) -> str:
    return str(number).replace(".", ",") if number != int(number) else str(int(number))


def yes_or_no(value: bool) -> str:
    return "Có" if value else "Không"


def read_answer(row: ReadRow, problems: list[Problem]) -> dict[str, Any]:
    cells = {name: value.strip() for name, value in row.cells.items()}
    mark = fold(cells["fraction"])
    fraction: float
    if mark in YES or mark in _NO and not any(c.isdigit() for c in cells["fraction"]):
        fraction = 100 if mark in YES else 0
    else:
        fraction = read_number(cells["fraction"].removesuffix("%"), 0, row.line, "fraction", problems)
    return {"text": cells["answer"], "fraction": fraction, "feedback": cells["feedback"]}


def read_number(text: str, default: float, line: int, column: str, problems: list[Problem]) -> float:
    if not text.strip():
        return default
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        problems.append(Problem(line, _("Cột “%(column)s” phải là số.") % {"column": COLUMNS[column]}))
        return default
    return int(number) if number.is_integer() else number


def read_yes(text: str, default: bool, line: int, column: str, problems: list[Problem]) -> bool:
    word = fold(text)
    if not word:
        return default
    if word not in YES | _NO:
        problems.append(Problem(line, _("Cột “%(column)s” ghi Có hoặc Không.") % {"column": COLUMNS[column]}))
    return word in YES
