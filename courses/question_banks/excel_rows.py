"""Convert one question to rows of cells, and back."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from backend.common.text import fold
from courses.quizzes.excel_cells import COLUMNS, Cells, ReadRow, decimal, read_number
from courses.quizzes.importing import Problem
from courses.quizzes.kinds import found_kinds, kind_named, kind_of
from courses.quizzes.questions import complete, row_key

__all__ = ["COLUMNS", "kind_words", "question_of", "rows_of"]

# A citation is one line: document; article; date.
_CITATION = re.compile(r"([^;\n]+);([^;\n]*);\s*(\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})\s*")


def kind_words() -> list[str]:
    """Return the Vietnamese names of all question kinds, as the sheet's column for kinds lists them."""
    return [kind.excel_words for kind in found_kinds().values()]


def _kind_read(word: str) -> str:
    """Return the name of the kind that a cell means; "" if unknown.

    `word`: the kind's Vietnamese name or its own name.
    """
    kinds = found_kinds().values()
    by_words = {fold(kind.excel_words): kind.name for kind in kinds} | {
        fold(kind.name): kind.name for kind in kinds
    }
    return by_words.get(fold(word), "")


def rows_of(question: dict[str, Any]) -> list[Cells]:
    """Return a completed question as rows of {column: text}.

    The first row has the question and its first answer. Each further answer is a row.
    """
    kind = kind_of(question)
    first = {
        "kind": kind.excel_words,
        "text": question["text"],
        "points": decimal(question["points"]),
        "general": question["feedback"],
        "title": question["title"],
        "format": question["format"],
        "citations": _citation_lines(question["citations"]),
    }
    first |= kind.excel_first(question)
    answers = kind.excel_answers(question) or [{}]
    return [{**first, **answers[0]}, *answers[1:]]


def question_of(rows: list[ReadRow]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the question of these rows, completed but not validated, and the unreadable cells."""
    first, problems = rows[0], []
    cells = {name: value.strip() for name, value in first.cells.items()}
    kind = _kind_read(cells["kind"])
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
        "points": read_number(cells["points"], 1, first.line, "points", problems),
        "citations": _citations(cells["citations"], first.line, problems),
    }
    own = kind_named(kind)
    made |= own.read_excel_first(cells, first.line, problems)
    filled = [
        row for row in rows if (row.cells["answer"] + row.cells["right"]).strip() or own.is_excel_row(row)
    ]
    made |= own.read_excel(filled, problems)
    return complete(made), problems


def _citation_lines(citations: list[dict[str, str]]) -> str:
    """Return the citations as text, one per line.

    Returns "" if a line would be read back differently. Then the column "more" has the citations.
    """
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
