"""The editor of one question as plain fields. Buttons that send the page again add and remove rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from backend.law.citing.picker import Picked, is_finding, picked_rows
from courses.quizzes.kinds import kind_named, kind_of
from courses.quizzes.kinds.base import Kind
from courses.quizzes.questions import FEEDBACK_FORMATS, complete
from courses.quizzes.typed_numbers import number_typed

_PLAIN = ("text", "format", "title", "points", "feedback", *FEEDBACK_FORMATS)


@dataclass
class Editor:
    """Content of the editor page.

    values: field texts as typed. rows: dicts of texts. errors: messages by field. picked: the provisions it cites.
    """

    kind: str
    values: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)
    picked: Picked = field(default_factory=Picked)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rows_name(self) -> str:
        return kind_named(self.kind).rows

    @property
    def rows_error(self) -> str:
        """Return the error of the rows as a whole; "" without one."""
        return self.errors.get(self.rows_name, "") if self.rows_name else ""

    def numbered(self) -> list[dict[str, Any]]:
        """Return the rows with their number and errors. Errors of a row's picture are separate."""
        return [self._numbered(n, row) for n, row in enumerate(self.rows)]

    def _numbered(self, n: int, row: dict[str, Any]) -> dict[str, Any]:
        at = f"{self.rows_name}.{n}"
        wrong = {name: text for name, text in self.errors.items() if name.startswith(f"{at}.")}
        picture_error = wrong.pop(f"{at}.picture", "")
        return {
            **row,
            "n": n,
            "number": n + 1,
            "error": next(iter(wrong.values()), ""),
            "is_partly": str(row.get("fraction") or "0") not in ("0", "100"),
            "picture_error": picture_error,
            "picture_name": f"{at}.picture",
            "photo_name": f"{at}.photo",
            "picture_id": f"r{n}p",
        }


def empty_editor(kind: str) -> Editor:
    of = kind_named(kind)
    values = complete({"kind": kind, "format": "markdown"})
    rows: list[dict[str, Any]] = [{"fraction": 0} for _n in range(of.empty_rows)]
    if rows and of.first_row_is_right:
        rows[0] = {"fraction": 100, "is_right": True}
    return Editor(kind, _values(values), rows)


def editor_of(question: dict[str, Any]) -> Editor:
    """Return the Editor filled with a stored question."""
    editor = Editor(question["kind"], _values(question), picked=Picked.of(question["citations"]))
    for row in question.get(editor.rows_name, []) if editor.rows_name else []:
        row_values = dict(row)
        row_values["is_right"] = row.get("fraction") == 100
        if row.get("picture"):
            row_values["picture"] = row["picture"]["id"]
        if "min" in row:
            row_values["value"], row_values["tolerance"] = f"{row['min']}..{row['max']}", ""
        editor.rows.append(row_values)
    return editor


def _values(question: dict[str, Any]) -> dict[str, Any]:
    made = {name: question[name] for name in _PLAIN if name in question}
    made["picture"] = (question.get("picture") or {}).get("id", "")
    return made | kind_of(question).editor_values(question)


def editor_from(kind: str, fields: QueryDict) -> Editor:
    """Return the editor page from its sent fields, with the row added or removed whose button was pressed."""
    values: dict[str, Any] = {
        name: fields.get(name, "")
        for name in ("text", "title", "points", "feedback", "picture", *FEEDBACK_FORMATS)
    }
    values["format"] = fields.get("format", "markdown")
    of = kind_named(kind)
    values |= of.read_editor(fields)
    editor = Editor(kind, values)
    right = fields.get("right", "")
    if editor.rows_name:
        editor.rows = _rows(fields, editor.rows_name)
        for row in editor.rows:
            row["is_right"] = of.is_single and row["at"] == right
    editor.picked = Picked.sent(fields)
    if taken := fields.get("remove", ""):
        editor.rows = [row for row in editor.rows if f"{editor.rows_name}.{row['at']}" != taken]
    if fields.get("add"):
        editor.rows.append({"fraction": 0})
    return editor


def is_only_rows(fields: QueryDict) -> bool:
    """Return whether the user pressed a button that adds, removes or finds rows, not the button that saves."""
    return "add" in fields or "remove" in fields or is_finding(fields)


def photo_places(editor: Editor) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the places of the page that accept a picture.

    Each is (name of the file field, field of its errors, dict with "picture").
    """
    yield "photo", "picture", editor.values
    if "picture" in kind_named(editor.kind).row_inputs:
        for n, row in enumerate(editor.rows):
            at = editor.rows_name
            yield f"{at}.{row.get('at', n)}.photo", f"{at}.{n}.picture", row


def _rows(fields: QueryDict, name: str) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for key, value in fields.items():
        given = re.fullmatch(rf"{name}\.(\d{{1,2}})\.(\w+)", key)
        if given and isinstance(value, str):
            found.setdefault(int(given[1]), {"at": given[1]})[given[2]] = value
    return [found[at] for at in sorted(found)]


def question_of(editor: Editor, old: dict[str, Any] | None) -> dict[str, Any]:
    """Return the question that the page describes.

    Empty rows are dropped, also from `editor`, so that errors refer to the right rows. Raises ValidationError if
    what was typed to find a provision isn't one.
    """
    values, kind = editor.values, kind_named(editor.kind)
    editor.rows = [
        row for row in editor.rows if any(str(row.get(part, "")).strip() for part in kind.row_inputs)
    ]
    made: dict[str, Any] = {
        "kind": editor.kind,
        "text": values["text"].strip(),
        "format": values["format"],
        "title": values["title"].strip(),
        "points": number_typed(values["points"], 1),
        "feedback": values["feedback"].strip(),
        "picture": {"id": values["picture"], "files": []} if values["picture"] else None,
        "citations": picked_rows(editor.picked, old["citations"] if old else ()),
    }
    if old:
        made |= {part: old[part] for part in ("tags", "source_id", "category") if old.get(part)}
    made |= kind.from_editor(values)
    for part in FEEDBACK_FORMATS:
        if made.get(part.removesuffix("_format")) and values[part]:
            made[part] = values[part]
    if kind.rows:
        made[kind.rows] = [_row(kind, row) for row in editor.rows]
    return made


def _row(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    text = {
        part: str(row.get(part, "")).strip() for part in kind.row_inputs if part in row and part != "picture"
    }
    if row.get("key"):
        text["key"] = row["key"]
    for part in ("left", "feedback"):
        if text.get(part) and row.get(f"{part}_format"):
            text[f"{part}_format"] = row[f"{part}_format"]
    return kind.row_from_editor(row, text)
