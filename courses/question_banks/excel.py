"""Read and write questions as one sheet.

A question is a row, with a row below it for every further answer.

Headings and the words for kinds are Vietnamese in every language of the interface, so that every server reads
the file. Trainers fill in the first columns. The last column holds what cells can't (keys, pictures); only
the export writes it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from backend.common.formulas import is_live
from backend.common.text import fold
from backend.common.workbooks import SheetRow, WorkbookRefused, first_sheet_of, read_sheet
from courses.question_banks.excel_rows import kind_words, question_of, rows_of
from courses.question_banks.gift import overlaid
from courses.question_banks.gift_writing import change
from courses.quizzes.checks import validate_question
from courses.quizzes.excel_cells import COLUMNS, Cells, ReadRow
from courses.quizzes.importing import Imported, ImportRefused, Problem, refuse_if_any
from courses.quizzes.questions import complete

MAX_ROWS = 20_000
SHEET = "Câu hỏi"
_EXAMPLES: list[dict[str, Any]] = [
    {
        "key": "vi-du-1",
        "kind": "one_choice",
        "text": "Quả mận hậu vào mùa tháng mấy?",
        "choices": [{"text": "Tháng 5", "fraction": 100}, {"text": "Tháng 11", "fraction": 0}],
    },
    {"key": "vi-du-2", "kind": "true_false", "text": "Tem có mã QR.", "correct": True},
    {
        "key": "vi-du-3",
        "kind": "numerical",
        "text": "Một tạ là bao nhiêu ki-lô-gam?",
        "answers": [{"value": "100", "fraction": 100}],
    },
]


def template() -> bytes:
    """Return an .xlsx file with the headings and three example questions."""
    return write_excel(_EXAMPLES)


def write_excel(questions: Iterable[dict[str, Any]]) -> bytes:
    """Return an .xlsx file from which `read_excel` reads identical questions.

    The rows are written and read back once. Data that would be lost goes into the column "more".
    """
    wanted = [complete(question) for question in questions]
    blocks = [rows_of(question) for question in wanted]
    for block, question in zip(blocks, wanted, strict=True):
        block[0]["key"] = question["key"]
    own_file = io.BytesIO(_saved(blocks))
    read = _read_blocks(_named(first_sheet_of(own_file, most_rows=MAX_ROWS, most_columns=40, computed=False)))
    for block, question, (_line, rows) in zip(blocks, wanted, read, strict=True):
        plain, _problems = question_of(rows)
        changes = {
            name: change(plain.get(name), value)
            for name, value in question.items()
            if plain.get(name) != value
        }
        drop = sorted(set(plain) - set(question))
        if changes or drop:
            block[0]["more"] = json.dumps({"set": changes, "drop": drop}, separators=(",", ":"))
    return _saved(blocks)


def read_excel(data: bytes) -> list[Imported]:
    """Return the questions of an .xlsx file. Call it before a transaction. Raises ImportRefused with every broken line of the sheet."""
    found: list[Imported] = []
    problems: list[Problem] = []
    taken: dict[str, int] = {}
    for line, rows in _read_blocks(_cells(data)):
        question, wrong = question_of(rows)
        if more := rows[0].cells["more"]:
            try:
                question = overlaid(question, _json(more))
            except (ValueError, RecursionError):
                wrong = [
                    Problem(
                        line,
                        _("Cột “%(column)s” không đọc được. Chị để trống cột này.")
                        % {"column": COLUMNS["more"]},
                    )
                ]
        problems += wrong
        if not wrong:
            problems += [
                Problem(_line_of(rows, name), text) for name, text in validate_question(question).items()
            ]
        if first := taken.get(str(question["key"])):
            problems.append(Problem(line, _("Mã này đã dùng ở dòng %(line)s.") % {"line": first}))
        taken[str(question["key"])] = line
        found.append(Imported(question, line))
    refuse_if_any(problems, found)
    return found


def _json(more: str) -> dict[str, Any]:
    own = json.loads(more)
    if (
        not isinstance(own, dict)
        or not isinstance(own.get("set"), dict)
        or not isinstance(own.get("drop"), list)
        or not all(isinstance(name, str) for name in own["drop"])
    ):
        raise ValueError(more)
    return own


def _line_of(rows: list[ReadRow], name: str) -> int:
    """Return the line in the sheet of the row that a field such as choices.2.text came from."""
    parts = name.split(".")
    at = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() and parts[0] != "citations" else 0
    return rows[min(at, len(rows) - 1)].line


def _saved(blocks: list[list[Cells]]) -> bytes:
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = SHEET
    for column, heading in enumerate(COLUMNS.values(), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 44 if column in (3, 4, 7) else 16
    line = 2
    for block in blocks:
        for row in block:
            for column, name in enumerate(COLUMNS, start=1):
                if value := row.get(name, ""):
                    _put(sheet, line, column, value)
            line += 1
    kinds = DataValidation(type="list", formula1='"' + ",".join(kind_words()) + '"', allow_blank=True)
    sheet.add_data_validation(kinds)
    kinds.add(f"B2:B{max(line, 500)}")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["O"].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, line: int, column: int, value: str) -> None:
    """Write text as text: a cell that begins with = would be a formula on the trainer's computer."""
    clean = "".join(c for c in value if c >= " " or c in "\n\t")[:32_000]
    cell = sheet.cell(line, column)
    cell.value = clean
    cell.data_type = "s"
    # It stays text also when the cell is edited.
    cell.quotePrefix = is_live(clean)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _cells(data: bytes) -> list[ReadRow]:
    """Return the filled rows of the first sheet, by the headings of its first line. Raises ImportRefused."""
    try:
        return _named(read_sheet(data, most_rows=MAX_ROWS))
    except WorkbookRefused as error:
        raise ImportRefused([Problem(error.line, error.message)]) from error


def _named(rows: list[SheetRow]) -> list[ReadRow]:
    first = rows[0].cells if rows and rows[0].line == 1 else ()
    headings = [fold(_text(value)) for value in first]
    places = {
        name: headings.index(fold(heading)) for name, heading in COLUMNS.items() if fold(heading) in headings
    }
    missing = [COLUMNS[name] for name in ("kind", "text", "answer") if name not in places]
    if missing:
        raise ImportRefused([Problem(1, _("Thiếu cột “%(column)s”.") % {"column": missing[0]})])
    found = []
    for row in rows[1:]:
        cells = {
            name: _text(row.cells[places[name]]) if places.get(name, len(row.cells)) < len(row.cells) else ""
            for name in COLUMNS
        }
        if any(value.strip() for value in cells.values()):
            found.append(ReadRow(row.line, cells))
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return str(value).replace("\r\n", "\n")


def _read_blocks(rows: list[ReadRow]) -> list[tuple[int, list[ReadRow]]]:
    """Group rows by question. A row with a kind or a text begins a question."""
    blocks: list[tuple[int, list[ReadRow]]] = []
    for row in rows:
        if not blocks or row.cells["kind"].strip() or row.cells["text"].strip():
            blocks.append((row.line, [row]))
        else:
            blocks[-1][1].append(row)
    return blocks
