"""Write questions as GIFT so that reading them returns identical questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from courses.question_banks.gift import overlaid, read_gift
from courses.quizzes.gift_rows import escape, marked
from courses.quizzes.importing import ImportRefused
from courses.quizzes.kinds import kind_of
from courses.quizzes.questions import complete


def write_gift(questions: Iterable[dict[str, Any]], *, category: str = "") -> str:
    """Return the text of a GIFT file with `questions`.

    Data that GIFT can't express goes into comments (courses/question_banks/gift.py), so nothing is lost.
    """
    written, current_category = [], ""
    for question in questions:
        own = " ".join((question.get("category") or category).split())
        if own != current_category:
            written.append(f"$CATEGORY: {own}\n\n")
            current_category = own
        written.append(f"{write_question(question)}\n")
    return "".join(written).removesuffix("\n")


def write_question(question: dict[str, Any]) -> str:
    """Return the GIFT text of one question with its comments, ended by an empty line."""
    question = complete(question)
    question.pop("category", None)  # a line of its own has it
    body = _body(question)
    name = question.get("source_id") or question["key"]
    lines = [f"// [id:{_id(name)}]" + "".join(f" [tag:{tag}]" for tag in _tags(question))]
    plain = _read_back("\n".join([*lines, body]))
    if plain is None:  # a question that GIFT can't express at all, such as one without text
        plain = {}
    kind = kind_of(question)
    if kind.has_gift_twin:
        plain = overlaid(plain, {"set": {"kind": kind.name}})
    changes = {
        name: change(plain.get(name), value) for name, value in question.items() if plain.get(name) != value
    }
    drop = sorted(set(plain) - set(question))
    if changes or drop:
        own: dict[str, Any] = {"set": changes, "drop": drop} if drop else {"set": changes}
        if kind.has_gift_twin:
            own["set"]["kind"] = kind.name
        lines.append(f"// [pieu:{json.dumps(own, ensure_ascii=False, separators=(',', ':'))}]")
    elif kind.has_gift_twin:
        lines.append(f'// [pieu:{{"set":{{"kind":"{kind.name}"}}}}]')
    return "\n".join([*lines, body, ""])


def _id(name: str) -> str:
    """Return `name` escaped as a GIFT id that Moodle can read, with single spaces.

    A changed name is stored unchanged in our own comment (write_question).
    """
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
    """Return the value for a comment's "set" from which `overlaid` makes `after` out of `before`."""
    if not (isinstance(before, list) and isinstance(after, list) and before and len(before) == len(after)):
        return after
    pairs = list(zip(before, after, strict=True))
    if not all(isinstance(a, dict) and isinstance(b, dict) and set(a) <= set(b) for a, b in pairs):
        return after
    rows = [{name: value for name, value in b.items() if name not in a or a[name] != value} for a, b in pairs]
    # An inner object would be merged into the existing one; here it replaces null or nothing.
    return {"rows": rows}


def _body(question: dict[str, Any]) -> str:
    title = f"::{escape(question['title'])}::" if question["title"].strip() else ""
    text = f"{title}[{question['format']}]{escape(question['text'])}"
    general = f"####{marked(question, 'feedback', question['format'])}" if question["feedback"] else ""
    return kind_of(question).gift_body(question, text, general)
