"""The editor of one question as plain fields: rows are added and taken away by buttons that send the page again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from courses.quizzes.enums import QuestionKind
from courses.quizzes.questions import FEEDBACK_FORMATS, complete

# The rows of each kind: their field in the question, and how many an empty page shows.
ROWS = {
    QuestionKind.ONE_CHOICE: ("choices", 3),
    QuestionKind.SEVERAL_CHOICE: ("choices", 4),
    QuestionKind.PICTURE_CHOICE: ("choices", 2),
    QuestionKind.SHORT_ANSWER: ("answers", 1),
    QuestionKind.NUMERICAL: ("answers", 1),
    QuestionKind.MATCHING: ("pairs", 3),
    QuestionKind.ORDERING: ("items", 3),
}
# What a row shows, without its key; a row in which all of these are empty is none.
_SHOWN = {
    "choices": ("text", "picture", "feedback"),
    "answers": ("text", "value", "tolerance", "feedback"),
    "pairs": ("left", "right"),
    "items": ("text",),
    "citations": ("document", "article", "date"),
}
_PLAIN = (
    "text", "format", "title", "points", "feedback", "correct", "feedback_true", "feedback_false", "forgive_accents",
    "forgive_case", *FEEDBACK_FORMATS,
)  # fmt: skip
SINGLE = (QuestionKind.ONE_CHOICE, QuestionKind.PICTURE_CHOICE)


@dataclass
class Editor:
    """What the page shows: `values` by field as typed, `rows` and `citations` as dicts of text, `errors` by field."""

    kind: str
    values: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)
    citations: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def rows_name(self) -> str:
        return ROWS[QuestionKind(self.kind)][0] if self.kind in ROWS else ""

    def numbered(self) -> list[dict[str, Any]]:
        """The rows with their place and what is wrong with them, a picture's apart."""
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

    def numbered_citations(self) -> list[dict[str, Any]]:
        return [
            {
                **row,
                "n": n,
                "number": n + 1,
                "error": next(
                    (text for name, text in self.errors.items() if f"{name}.".startswith(f"citations.{n}.")),
                    "",
                ),
            }
            for n, row in enumerate(self.citations)
        ]


def empty_editor(kind: str) -> Editor:
    name, count = ROWS.get(QuestionKind(kind), ("", 0))
    values = complete({"kind": kind, "format": "markdown"})
    rows: list[dict[str, Any]] = [{"fraction": 0} for _n in range(count)] if name else []
    if rows and name in ("choices", "answers"):
        rows[0] = {"fraction": 100, "is_right": True}
    return Editor(kind, _values(values), rows)


def editor_of(question: dict[str, Any]) -> Editor:
    """The page of a kept question."""
    editor = Editor(
        question["kind"], _values(question), citations=[dict(row) for row in question["citations"]]
    )
    for row in question.get(editor.rows_name, []) if editor.rows_name else []:
        shown = dict(row)
        shown["is_right"] = row.get("fraction") == 100
        if row.get("picture"):
            shown["picture"] = row["picture"]["id"]
        if "min" in row:
            shown["value"], shown["tolerance"] = f"{row['min']}..{row['max']}", ""
        editor.rows.append(shown)
    return editor


def _values(question: dict[str, Any]) -> dict[str, Any]:
    made = {name: question[name] for name in _PLAIN if name in question}
    made["picture"] = (question.get("picture") or {}).get("id", "")
    made["extra_rights"] = "\n".join(question.get("extra_rights", []))
    return made


def editor_from(kind: str, fields: QueryDict) -> Editor:
    """The page as it was sent, with a row more or less where she pressed that button."""
    values: dict[str, Any] = {
        name: fields.get(name, "")
        for name in ("text", "title", "points", "feedback", "picture", "extra_rights", *FEEDBACK_FORMATS)
    }
    values["format"] = fields.get("format", "markdown")
    values["correct"] = fields.get("correct") == "true"
    values |= {name: fields.get(name, "") for name in ("feedback_true", "feedback_false")}
    values |= {name: name in fields for name in ("forgive_accents", "forgive_case")}
    editor = Editor(kind, values)
    right = fields.get("right", "")
    if editor.rows_name:
        editor.rows = _rows(fields, editor.rows_name)
        for row in editor.rows:
            row["is_right"] = kind in SINGLE and row["at"] == right
    editor.citations = _rows(fields, "citations")
    taken = fields.get("remove", "")
    if taken.startswith("citations."):
        editor.citations = [row for row in editor.citations if f"citations.{row['at']}" != taken]
    elif taken:
        editor.rows = [row for row in editor.rows if f"{editor.rows_name}.{row['at']}" != taken]
    if fields.get("add") == "citations":
        editor.citations.append({})
    elif fields.get("add"):
        editor.rows.append({"fraction": 0})
    return editor


def is_only_rows(fields: QueryDict) -> bool:
    """Whether she pressed a button for a row, not the one that keeps the question."""
    return "add" in fields or "remove" in fields


def photo_places(editor: Editor) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where a picture may be sent along: the name of its file field, the field of its errors, and who holds `picture`."""
    yield "photo", "picture", editor.values
    if editor.rows_name == "choices":
        for n, row in enumerate(editor.rows):
            yield f"choices.{row.get('at', n)}.photo", f"choices.{n}.picture", row


def _rows(fields: QueryDict, name: str) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for key, value in fields.items():
        given = re.fullmatch(rf"{name}\.(\d{{1,2}})\.(\w+)", key)
        if given and isinstance(value, str):
            found.setdefault(int(given[1]), {"at": given[1]})[given[2]] = value
    return [found[at] for at in sorted(found)]


def question_of(editor: Editor, old: dict[str, Any] | None) -> dict[str, Any]:
    """The question that the page means; rows left empty are dropped, also from `editor`, so that errors find theirs."""
    values, name = editor.values, editor.rows_name
    editor.rows = [
        row for row in editor.rows if any(str(row.get(part, "")).strip() for part in _SHOWN.get(name, ()))
    ]
    editor.citations = [
        row for row in editor.citations if any(str(row.get(part, "")).strip() for part in _SHOWN["citations"])
    ]
    made: dict[str, Any] = {
        "kind": editor.kind,
        "text": values["text"].strip(),
        "format": values["format"],
        "title": values["title"].strip(),
        "points": _number(values["points"], 1),
        "feedback": values["feedback"].strip(),
        "picture": {"id": values["picture"], "files": []} if values["picture"] else None,
        "citations": [
            {part: str(row.get(part, "")).strip() for part in _SHOWN["citations"]} for row in editor.citations
        ],
    }
    if old:
        made |= {part: old[part] for part in ("tags", "source_id", "category") if old.get(part)}
    if editor.kind == QuestionKind.TRUE_FALSE:
        made |= {part: values[part] for part in ("correct", "feedback_true", "feedback_false")}
    for part in FEEDBACK_FORMATS:
        if made.get(part.removesuffix("_format")) and values[part]:
            made[part] = values[part]
    if editor.kind == QuestionKind.SHORT_ANSWER:
        made |= {part: values[part] for part in ("forgive_accents", "forgive_case")}
    if editor.kind == QuestionKind.MATCHING:
        made["extra_rights"] = [line.strip() for line in values["extra_rights"].splitlines() if line.strip()]
    if name:
        made[name] = [_row(editor.kind, name, row) for row in editor.rows]
    return made


def _row(kind: str, name: str, row: dict[str, Any]) -> dict[str, Any]:
    text = {
        part: str(row.get(part, "")).strip() for part in _SHOWN[name] if part in row and part != "picture"
    }
    if row.get("key"):
        text["key"] = row["key"]
    for part in ("left", "feedback"):
        if text.get(part) and row.get(f"{part}_format"):
            text[f"{part}_format"] = row[f"{part}_format"]
    if name not in ("choices", "answers"):
        return text
    made: dict[str, Any] = {**text, "fraction": _fraction(kind, row)}
    if name == "choices":
        if row.get("picture"):
            made["picture"] = {"id": row["picture"], "files": []}
        if row.get("format"):
            made["format"] = row["format"]
    if kind == QuestionKind.NUMERICAL and ".." in made.get("value", ""):
        made["min"], _dots, made["max"] = made.pop("value").partition("..")
        made.pop("tolerance", None)
    elif kind == QuestionKind.NUMERICAL:
        made["tolerance"] = made.get("tolerance") or "0"
    return made


def _fraction(kind: str, row: dict[str, Any]) -> Any:
    if kind not in SINGLE:
        return _number(row.get("fraction", ""), 0)
    if row.get("is_right"):
        return 100
    fraction = _number(row.get("fraction", ""), 0)
    return 0 if fraction == 100 else fraction


def _number(text: Any, default: float) -> Any:
    """A number as typed; what is none stays as it is, for the check to name it."""
    if not str(text).strip():
        return default
    try:
        number = float(str(text).strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
