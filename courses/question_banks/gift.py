r"""Read Moodle's GIFT, questions as plain text; gift_writing.py writes it.

It reads all types (one and several choices with weights, true or false, short answers, matching, missing
word, numbers with ranges and tolerance, essay, description), titles, categories, formats, feedback, general
feedback, the escapes \~ \= \# \{ \} \: \\ \n, and the comments [id:…] and [tag:…].

Data that GIFT can't express goes into a comment of the same question, which Moodle ignores:

    // [pieu:{"set":{"kind":"ordering"},"drop":[]}]

"set" is merged over the question that the text gives: objects by field, lists of the same length by row,
everything else as a whole. "drop" names fields that the text gives and the question lacks. An ordering is
written as a matching of its places 1, 2, 3 with its items.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.question_banks.gift_answers import read_answers, read_kind
from courses.quizzes.checks import validate_question
from courses.quizzes.field_checks import KEY
from courses.quizzes.gift_text import FORMAT, Broken, Written, find, format_of, words_of
from courses.quizzes.importing import Imported, Problem, refuse_if_any
from courses.quizzes.kinds import kind_of
from courses.quizzes.questions import complete, row_key

_ID, _TAG = re.compile(r"\[id:((?:\\\]|[^\]])+)\]"), re.compile(r"\[tag:((?:\\\]|[^\]<>`])+)\]")
_OWN = re.compile(r"\s*\[pieu:(.*?)\]?\s*")


@dataclass(slots=True)
class Block:
    """Lines of one question, and its comment lines, each with its line number."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines)

    def line_at(self, position: int) -> int:
        return self.lines[min(self.text.count("\n", 0, position), len(self.lines) - 1)][0]


def read_gift(text: str) -> list[Imported]:
    """Return the questions of a GIFT file.

    Raises ImportRefused with every broken line; then nothing is imported.
    """
    return read_gift_file(text)[0]


def read_gift_file(text: str) -> tuple[list[Imported], list[str]]:
    """Return the questions and categories of a file, in order, including categories without questions.

    Raises ImportRefused with every broken line.
    """
    found: list[Imported] = []
    problems: list[Problem] = []
    categories: list[str] = []
    taken: set[str] = set()
    for entry in _blocks(text):
        if isinstance(entry, str):
            categories.append(entry)
            continue
        try:
            question = _question(entry, taken)
        except Broken as error:
            problems.append(Problem(entry.line_at(error.at), error.text))
            continue
        if errors := validate_question(question):
            problems += [Problem(entry.lines[0][0], sentence) for sentence in errors.values()]
        found.append(Imported(question, entry.lines[0][0], categories[-1] if categories else ""))
    if categories and not found and not problems:
        return found, categories
    refuse_if_any(problems, found)
    return found, categories


def _blocks(text: str) -> list[Block | str]:
    """Return the file's questions as Blocks and its categories as text, in the order of the file.

    An empty line ends a question.
    """
    entries: list[Block | str] = []
    block = Block()

    def end() -> None:
        nonlocal block
        if block.lines:
            entries.append(block)
        block = Block()

    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        bare = line.strip()
        if bare.startswith("//"):
            block.comments.append((number, bare[2:]))
        elif bare.upper().startswith("$CATEGORY:"):
            end()
            entries.append(bare[len("$CATEGORY:") :].strip())
        elif bare:
            block.lines.append((number, line))
        else:
            end()
    end()
    return entries


def _question(block: Block, taken: set[str]) -> dict[str, Any]:
    text = block.text
    made: dict[str, Any] = {}
    at = len(text) - len(text.lstrip())
    if text.startswith("::", at):
        end = find(text, "::", at + 2)
        if end < 0:
            raise Broken(at, _("Tên câu hỏi thiếu dấu :: ở cuối."))
        made["title"] = words_of(text[at + 2 : end])
        at = end + 2
        at += len(text[at:]) - len(text[at:].lstrip())
    given = FORMAT.match(text, at)
    name = given[1].lower() if given else "moodle"
    at = given.end() if given else at
    opened = find(text, "{", at)
    made["format"] = format_of(name, text[at:] if opened < 0 else text[at:opened])
    written = Written(name, made["format"])
    keep = written.keep
    if opened < 0:
        if (stray := find(text, "}", at)) >= 0:
            raise Broken(stray, _("Có dấu } mà không có dấu { trước nó. Dấu thường thì viết \\}."))
        made |= {**read_kind(None), "text": words_of(text[at:], keep=keep)}
    else:
        closed = find(text, "}", opened + 1)
        if closed < 0:
            raise Broken(opened, _("Thiếu dấu } để đóng phần trả lời."))
        for sign in ("{", "}"):
            if (stray := find(text, sign, closed + 1)) >= 0:
                raise Broken(stray, _("Thừa dấu %(sign)s. Dấu thường thì viết \\%(sign)s.") % {"sign": sign})
        if 0 <= (stray := find(text, "{", opened + 1)) < closed:
            raise Broken(stray, _("Thiếu dấu } để đóng phần trả lời."))
        before, after = words_of(text[at:opened], keep=keep), words_of(text[closed + 1 :], keep=keep)
        made["text"] = f"{before} _____ {after}" if after else before
        made |= read_answers(text[opened + 1 : closed], opened + 1, written)
    return _with_comments(block, made, taken)


def _with_comments(block: Block, made: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """Return the question with its id, its tags and the data of its comments.

    An id that is no valid key, or a duplicate, is stored as `source_id` and exported unchanged. The question
    then gets a key of ours. Without an id the key is made from the text.
    """
    own: dict[str, Any] = {}
    tags: list[str] = []
    for number, comment in block.comments:
        if given := _OWN.fullmatch(comment):
            own = _own_json(given[1], number, block)
            continue
        if given := _ID.search(comment):
            made["key"] = given[1].replace("\\]", "]").strip()
        tags += [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)]
    if tags:
        made["tags"] = tags
    given_id = made.get("key", "")
    if not KEY.fullmatch(given_id):
        # A question imported again with changed text must be the same question.
        made["key"] = row_key(f"[id:{given_id}]" if given_id else block.text, taken)
    elif given_id in taken:
        made["key"] = row_key(block.text + given_id, taken)
    if given_id and made["key"] != given_id:
        made["source_id"] = given_id
    taken.add(made["key"])
    made["kind"] = str(made["kind"])
    return overlaid(complete(made), own)


def _own_json(raw: str, number: int, block: Block) -> dict[str, Any]:
    try:
        own = json.loads(raw)
    except (ValueError, RecursionError):
        own = None
    if not (isinstance(own, dict) and isinstance(own.get("set"), dict) and _are_names(own.get("drop", []))):
        # Report the comment's own line, not the line where the question begins.
        raise Broken(0, _("Chú thích [pieu:…] ở dòng %(line)s không đọc được.") % {"line": number})
    return own


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def overlaid(made: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return `made` with the content of a [pieu:…] comment merged over it."""
    if not own:
        return made
    changes = own.get("set", {})
    if (other := kind_of(changes).from_gift_twin(made)) is not None:
        made = complete(other)
    made = _laid(made, changes)
    for name in own.get("drop", []):
        made.pop(name, None)
    return complete(made)


def _laid(value: Any, change: Any) -> Any:
    if isinstance(value, dict) and isinstance(change, dict):
        return {**value, **{name: _laid(value.get(name), inner) for name, inner in change.items()}}
    if isinstance(value, list) and isinstance(change, dict) and set(change) == {"rows"}:
        rows = change["rows"]
        if not isinstance(rows, list) or len(rows) != len(value):
            return value  # a row was added or removed by hand: the text counts
        return [_laid(mine, theirs) for mine, theirs in zip(value, rows, strict=True)]
    return change
