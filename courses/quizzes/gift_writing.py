"""Questions as GIFT, so that reading them back gives the very same questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from courses.quizzes.enums import CHOICE_KINDS, QuestionKind
from courses.quizzes.gift import overlaid, read_gift
from courses.quizzes.importing import ImportRefused
from courses.quizzes.questions import complete


def write_gift(questions: Iterable[dict[str, Any]], *, category: str = "") -> str:
    """The file's text. What GIFT can't say goes into a comment (courses/quizzes/gift.py); nothing is lost."""
    written, stands = [], ""
    for question in questions:
        own = " ".join((question.get("category") or category).split())
        if own != stands:
            written.append(f"$CATEGORY: {own}\n\n")
            stands = own
        written.append(f"{write_question(question)}\n")
    return "".join(written).removesuffix("\n")


def write_question(question: dict[str, Any]) -> str:
    """One question with its comments, ended by an empty line."""
    question = complete(question)
    question.pop("category", None)  # told by a line of its own
    body = _body(question)
    name = question.get("source_id") or question["key"]
    lines = [f"// [id:{_id(name)}]" + "".join(f" [tag:{tag}]" for tag in _tags(question))]
    plain = _read_back("\n".join([*lines, body]))
    if plain is None:  # a question that GIFT has no sign for at all, such as one without a word
        plain = {}
    if question["kind"] == QuestionKind.ORDERING:
        plain = overlaid(plain, {"set": {"kind": "ordering"}})
    changes = {
        name: change(plain.get(name), value) for name, value in question.items() if plain.get(name) != value
    }
    drop = sorted(set(plain) - set(question))
    if changes or drop:
        own: dict[str, Any] = {"set": changes, "drop": drop} if drop else {"set": changes}
        if question["kind"] == QuestionKind.ORDERING:
            own["set"]["kind"] = "ordering"
        lines.append(f"// [pieu:{json.dumps(own, ensure_ascii=False, separators=(',', ':'))}]")
    elif question["kind"] == QuestionKind.ORDERING:
        lines.append('// [pieu:{"set":{"kind":"ordering"}}]')
    return "\n".join([*lines, body, ""])


def _id(name: str) -> str:
    """An id as Moodle reads it; what it can't hold is in the comment for us."""
    return " ".join(name.split()).replace("]", "\\]")


def _tags(question: dict[str, Any]) -> list[str]:
    return [
        tag for tag in question.get("tags", []) if re.fullmatch(r"[^\]<>`\s]([^\]<>`\r\n]*[^\]<>`\s])?", tag)
    ]


def _read_back(text: str) -> dict[str, Any] | None:
    try:
        return read_gift(text)[0].question
    except ImportRefused:
        return None


def change(before: Any, after: Any) -> Any:
    """What _laid in gift.py needs to make `after` of `before`."""
    if not (isinstance(before, list) and isinstance(after, list) and before and len(before) == len(after)):
        return after
    pairs = list(zip(before, after, strict=True))
    if not all(isinstance(a, dict) and isinstance(b, dict) and set(a) <= set(b) for a, b in pairs):
        return after
    rows = [{name: value for name, value in b.items() if name not in a or a[name] != value} for a, b in pairs]
    # An inner object would be laid over what is there; here it replaces null or nothing.
    return {"rows": rows}


def escape(text: str) -> str:
    r"""`text` with its signs behind backslashes, a line break as \n."""
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _told(holder: dict[str, Any], name: str, text_format: str) -> str:
    """A feedback or a half, with the mark of a format of its own.

    One that begins with a bracket says its format all the same, or the bracket would be taken for one.
    """
    text, own = holder[name], holder.get(f"{name}_format", "")
    mark = f"[{own or text_format}]" if own or text.lstrip().startswith("[") else ""
    return mark + escape(text)


def _body(question: dict[str, Any]) -> str:
    title = f"::{escape(question['title'])}::" if question["title"].strip() else ""
    text = f"{title}[{question['format']}]{escape(question['text'])}"
    kind = question["kind"]
    if kind == QuestionKind.DESCRIPTION:
        return text
    general = f"####{_told(question, 'feedback', question['format'])}" if question["feedback"] else ""
    rows = _rows(question)
    if kind == QuestionKind.ESSAY:
        return f"{text} {{{general}}}"
    if kind == QuestionKind.TRUE_FALSE:
        return f"{text} {{{_true_false(question)}{general}}}"
    opening = "{#" if kind == QuestionKind.NUMERICAL else "{"
    lines = [f"{text} {opening}", *(f"\t{row}" for row in rows)]
    if general:
        lines.append(f"\t{general}")
    return "\n".join([*lines, "}"])


def _true_false(question: dict[str, Any]) -> str:
    names = (
        ("feedback_true", "feedback_false") if question["correct"] else ("feedback_false", "feedback_true")
    )
    right, wrong = (_told(question, name, question["format"]) for name in names)
    sign = "TRUE" if question["correct"] else "FALSE"
    if right:
        return f"{sign}#{wrong}#{right}"
    return f"{sign}#{wrong}" if wrong else sign


def _rows(question: dict[str, Any]) -> list[str]:
    kind, text_format = question["kind"], question["format"]
    if kind in CHOICE_KINDS:
        return _choices(question)
    if kind == QuestionKind.SHORT_ANSWER:
        return [
            f"={_percent(row['fraction'], 100, row['text'])}{escape(row['text'])}{_said(row, text_format)}"
            for row in question["answers"]
        ]
    if kind == QuestionKind.NUMERICAL:
        return [
            f"={_percent(row['fraction'], 100)}{_number(row)}{_said(row, text_format)}"
            for row in question["answers"]
        ]
    if kind == QuestionKind.MATCHING:
        pairs = [
            f"={_told(pair, 'left', text_format)} -> {escape(pair['right'])}" for pair in question["pairs"]
        ]
        return [*pairs, *(f"= -> {escape(right)}" for right in question["extra_rights"])]
    if kind == QuestionKind.ORDERING:
        return [
            f"={place} -> {escape(item['text'])}" for place, item in enumerate(question["items"], start=1)
        ]
    return []


def _choices(question: dict[str, Any]) -> list[str]:
    rows = []
    is_single = question["kind"] != QuestionKind.SEVERAL_CHOICE
    has_right = False
    for row in question["choices"]:
        # Choices that all began with = would be short answers.
        is_right = is_single and row["fraction"] == 100 and not has_right
        has_right = has_right or is_right
        sign, default = ("=", 100) if is_right else ("~", 0)
        text_format = row.get("format", "")
        if not text_format and row["text"].lstrip().startswith("["):
            text_format = question["format"]
        mark = f"[{text_format}]" if text_format else ""
        weight = _percent(row["fraction"], default, row["text"])
        rows.append(f"{sign}{weight}{mark}{escape(row['text'] or '-')}{_said(row, question['format'])}")
    return rows


def _percent(fraction: float, default: float, text: str = "") -> str:
    """The weight, left out where the sign says it; written all the same before a text that begins like one."""
    if fraction == default and not text.lstrip().startswith("%"):
        return ""
    return f"%{fraction:g}%" if float(f"{fraction:g}") == fraction else f"%{fraction:.10f}".rstrip("0") + "%"


def _number(row: dict[str, Any]) -> str:
    if "min" in row:
        return f"{row['min']}..{row['max']}"
    return row["value"] if row["tolerance"] == "0" else f"{row['value']}:{row['tolerance']}"


def _said(row: dict[str, Any], text_format: str) -> str:
    return f"#{_told(row, 'feedback', text_format)}" if row["feedback"] else ""
