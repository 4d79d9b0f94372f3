"""One question as rows of cells, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.text import fold
from courses.quizzes.enums import CHOICE_KINDS, QuestionKind
from courses.quizzes.importing import Problem
from courses.quizzes.questions import complete, row_key

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
KIND_WORDS = {
    QuestionKind.ONE_CHOICE: "Chọn một",
    QuestionKind.SEVERAL_CHOICE: "Chọn nhiều",
    QuestionKind.PICTURE_CHOICE: "Chọn hình",
    QuestionKind.TRUE_FALSE: "Đúng sai",
    QuestionKind.SHORT_ANSWER: "Trả lời ngắn",
    QuestionKind.NUMERICAL: "Số",
    QuestionKind.MATCHING: "Ghép đôi",
    QuestionKind.ORDERING: "Xếp thứ tự",
    QuestionKind.ESSAY: "Viết bài",
    QuestionKind.DESCRIPTION: "Lời dẫn",
}
_KINDS = {fold(word): kind.value for kind, word in KIND_WORDS.items()} | {
    fold(kind): kind.value for kind in QuestionKind
}
_YES = {"dung", "x", "co", "yes", "true"}
_NO = {"", "sai", "khong", "no", "false"}
# A citation is one line: document; article; date.
_CITATION = re.compile(r"([^;\n]+);([^;\n]*);\s*(\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})\s*")


@dataclass(frozen=True, slots=True)
class ReadRow:
    line: int
    cells: Cells


def rows_of(question: dict[str, Any]) -> list[Cells]:
    """The cells of a completed question by column, the first row with the question itself."""
    kind = question["kind"]
    first = {
        "kind": KIND_WORDS[QuestionKind(kind)],
        "text": question["text"],
        "points": _decimal(question["points"]),
        "general": question["feedback"],
        "title": question["title"],
        "format": question["format"],
        "citations": _citation_lines(question["citations"]),
    }
    if kind == QuestionKind.SHORT_ANSWER:
        first |= {"accents": _yes(question["forgive_accents"]), "case": _yes(question["forgive_case"])}
    answers = _answer_cells(question) or [{}]
    return [{**first, **answers[0]}, *answers[1:]]


def _answer_cells(question: dict[str, Any]) -> list[Cells]:
    kind = question["kind"]
    if kind in CHOICE_KINDS:
        return [{"answer": row["text"], **_worth(row)} for row in question["choices"]]
    if kind == QuestionKind.TRUE_FALSE:
        told = ((True, "Đúng", "feedback_true"), (False, "Sai", "feedback_false"))
        return [
            {
                "answer": word,
                "fraction": "Đúng" if question["correct"] is value else "",
                "feedback": question[name],
            }
            for value, word, name in told
        ]
    if kind == QuestionKind.SHORT_ANSWER:
        return [{"answer": row["text"], **_worth(row)} for row in question["answers"]]
    if kind == QuestionKind.NUMERICAL:
        return [{"answer": _number(row), **_worth(row)} for row in question["answers"]]
    if kind == QuestionKind.MATCHING:
        pairs = [{"answer": pair["left"], "right": pair["right"]} for pair in question["pairs"]]
        return [*pairs, *({"right": right} for right in question["extra_rights"])]
    if kind == QuestionKind.ORDERING:
        return [{"answer": item["text"]} for item in question["items"]]
    return []


def _worth(row: dict[str, Any]) -> Cells:
    fraction = row["fraction"]
    word = "Đúng" if fraction == 100 else "" if fraction == 0 else _decimal(fraction)
    return {"fraction": word, "feedback": row["feedback"]}


def _decimal(number: float) -> str:
    return str(number).replace(".", ",") if number != int(number) else str(int(number))


def _yes(value: bool) -> str:
    return "Có" if value else "Không"


def _number(row: dict[str, Any]) -> str:
    if "min" in row:
        return f"{row['min']}..{row['max']}"
    return row["value"] if row["tolerance"] == "0" else f"{row['value']}:{row['tolerance']}"


def question_of(rows: list[ReadRow]) -> tuple[dict[str, Any], list[Problem]]:
    """The question that these rows tell, completed but not validated, and the cells that can't be read."""
    first, problems = rows[0], []
    cells = {name: value.strip() for name, value in first.cells.items()}
    kind = _KINDS.get(fold(cells["kind"]), "")
    if not kind:
        text = _("Loại “%(kind)s” không có. Chị chọn trong danh sách.") % {"kind": cells["kind"]}
        problems.append(Problem(first.line, text if cells["kind"] else _("Chị chọn loại câu hỏi.")))
    made: dict[str, Any] = {
        "key": cells["key"] or row_key(cells["text"] + str(first.line), set()),
        "kind": kind,
        "text": cells["text"],
        "feedback": cells["general"],
        "title": cells["title"],
        "format": fold(cells["format"]) or "plain",
        "points": _read_number(cells["points"], 1, first.line, "points", problems),
        "citations": _citations(cells["citations"], first.line, problems),
    }
    if kind == QuestionKind.SHORT_ANSWER:
        made["forgive_accents"] = _read_yes(cells["accents"], False, first.line, "accents", problems)
        made["forgive_case"] = _read_yes(cells["case"], True, first.line, "case", problems)
    made |= _read_answers(kind, rows, problems)
    return complete(made), problems


def _read_answers(kind: str, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
    filled = [row for row in rows if (row.cells["answer"] + row.cells["right"]).strip() or _is_row(kind, row)]
    if kind == QuestionKind.MATCHING:
        pairs = [(row.cells["answer"].strip(), row.cells["right"].strip()) for row in filled]
        return {
            "pairs": [{"left": left, "right": right} for left, right in pairs if left],
            "extra_rights": [right for left, right in pairs if not left],
        }
    if kind == QuestionKind.ORDERING:
        return {"items": [{"text": row.cells["answer"].strip()} for row in filled]}
    if kind == QuestionKind.TRUE_FALSE:
        return _read_truth(filled, problems)
    answers = [_read_answer(kind, row, problems) for row in filled]
    if kind in CHOICE_KINDS:
        return {"choices": _shared(answers) if kind == QuestionKind.SEVERAL_CHOICE else answers}
    if kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL):
        # A trainer who writes one answer means that it is right.
        if answers and not any(row["fraction"] for row in answers):
            answers[0]["fraction"] = 100
        return {"answers": answers}
    return {}


def _is_row(kind: str, row: ReadRow) -> bool:
    """A choice that is a picture alone: its row has no text, but may say that it is right."""
    return kind in CHOICE_KINDS and any(row.cells[name].strip() for name in ("fraction", "feedback"))


def _shared(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Several choices all marked right share the points evenly."""
    right = [row for row in answers if row["fraction"] == 100]
    if len(right) > 1:
        share = 100 / len(right)
        for row in right:
            row["fraction"] = int(share) if share.is_integer() else round(share, 5)
    return answers


def _read_answer(kind: str, row: ReadRow, problems: list[Problem]) -> dict[str, Any]:
    cells = {name: value.strip() for name, value in row.cells.items()}
    mark = fold(cells["fraction"])
    fraction: float
    if mark in _YES or mark in _NO and not any(c.isdigit() for c in cells["fraction"]):
        fraction = 100 if mark in _YES else 0
    else:
        fraction = _read_number(cells["fraction"].removesuffix("%"), 0, row.line, "fraction", problems)
    made: dict[str, Any] = {"fraction": fraction, "feedback": cells["feedback"]}
    if kind != QuestionKind.NUMERICAL:
        return {"text": cells["answer"], **made}
    number = "".join(cells["answer"].split()).replace("±", ":")
    if ".." in number:
        low, _dots, high = number.partition("..")
        return {"min": low, "max": high, **made}
    value, _colon, tolerance = number.partition(":")
    return {"value": value, "tolerance": tolerance or "0", **made}


def _read_truth(rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    marked: list[bool] = []
    for row in rows:
        word = fold(row.cells["answer"])
        if word not in ("dung", "sai"):
            problems.append(Problem(row.line, _("Trả lời của câu này là Đúng hoặc Sai.")))
            continue
        made["feedback_true" if word == "dung" else "feedback_false"] = row.cells["feedback"].strip()
        if fold(row.cells["fraction"]) in _YES or row.cells["fraction"].strip() == "100" or len(rows) == 1:
            marked.append(word == "dung")
    if len(marked) == 1:
        made["correct"] = marked[0]
    elif rows and not problems:
        problems.append(
            Problem(
                rows[0].line,
                _("Chị ghi “Đúng” vào cột “%(column)s” ở một dòng.") % {"column": COLUMNS["fraction"]},
            )
        )
    elif not rows:
        made["correct"] = None
    return made


def _read_number(text: str, default: float, line: int, column: str, problems: list[Problem]) -> float:
    if not text.strip():
        return default
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        problems.append(Problem(line, _("Cột “%(column)s” phải là số.") % {"column": COLUMNS[column]}))
        return default
    return int(number) if number.is_integer() else number


def _read_yes(text: str, default: bool, line: int, column: str, problems: list[Problem]) -> bool:
    word = fold(text)
    if not word:
        return default
    if word not in _YES | _NO:
        problems.append(Problem(line, _("Cột “%(column)s” ghi Có hoặc Không.") % {"column": COLUMNS[column]}))
    return word in _YES


def _citation_lines(citations: list[dict[str, str]]) -> str:
    """One a line; "" where a line would not be read back as it was (then the column for machines has them)."""
    lines = "\n".join(f"{row['document']}; {row['article']}; {row['date']}" for row in citations)
    problems: list[Problem] = []
    return lines if _citations(lines, 0, problems) == citations and not problems else ""


def _citations(text: str, line: int, problems: list[Problem]) -> list[dict[str, str]]:
    found = []
    for row in filter(None, (part.strip() for part in text.split("\n"))):
        given = _CITATION.fullmatch(row)
        if given is None:
            problems.append(
                Problem(line, _("Căn cứ viết như: 37/2026/NĐ-CP; 23(7); 24/11/2026, mỗi căn cứ một dòng."))
            )
            continue
        day = given[3]
        if "/" in day:
            date, month, year = day.split("/")
            day = f"{year}-{int(month):02}-{int(date):02}"
        found.append({"document": given[1].strip(), "article": given[2].strip(), "date": day})
    return found
