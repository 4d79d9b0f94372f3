r"""Moodle's GIFT: questions as plain text, read here and written in gift_writing.py.

Read are all types (one and several choices with weights, true or false, short answers, matching, missing word,
numbers with ranges and tolerance, essay, description), titles, categories, formats, feedback, general feedback, the
escapes \~ \= \# \{ \} \: \\ \n, and the comments [id:…] and [tag:…].

What GIFT has no sign for stands in a comment of the same question, which Moodle passes over:

    // [pieu:{"set":{"kind":"ordering"},"drop":[]}]

`set` is laid over the question that the text gives: objects field by field, lists of the same length row by row,
everything else whole. "drop" names fields that the text gives and the question hasn't. An ordering is written as a
matching of its places 1, 2, 3 with its items.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.enums.quizzes import QuestionKind
from courses.quizzes.checks import validate_question
from courses.quizzes.importing import Imported, Problem, refuse_if_any
from courses.quizzes.questions import complete, row_key

# Without a format it is Moodle's own: HTML where there are tags, else text as it stands.
FORMATS = {"html": "html", "moodle": "plain", "plain": "plain", "markdown": "markdown"}
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TAGGED = re.compile(r"</?[a-zA-Z][^<>]*>")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{1,10})?)%")
_ID, _TAG = re.compile(r"\[id:([^\]]+)\]"), re.compile(r"\[tag:([^\]<>`]+)\]")
_OWN = re.compile(r"\s*\[pieu:(.*?)\]?\s*")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class Broken(Exception):
    """A question that can't be read: the position in its text, and why."""

    def __init__(self, at: int, text: str) -> None:
        self.at, self.text = at, text


@dataclass(slots=True)
class Block:
    """The lines of one question without its comments."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines)

    def line_at(self, position: int) -> int:
        return self.lines[min(self.text.count("\n", 0, position), len(self.lines) - 1)][0]


def read_gift(text: str) -> list[Imported]:
    """The questions of a GIFT file. Raises ImportRefused, which names every broken line; then nothing counts."""
    return read_gift_file(text)[0]


def read_gift_file(text: str) -> tuple[list[Imported], list[str]]:
    """The questions and the categories of a file, in order; categories also where no question follows."""
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
    """Questions, and categories as text, in the order of the file; an empty line ends a question."""
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


def unescape(raw: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], raw)


def _words(raw: str, *, keep: bool = False) -> str:
    """Text as meant. Breaks and spaces of the file are one space, but in plain and Markdown texts (`keep`)."""
    return unescape(raw.strip() if keep else " ".join(raw.split()))


def _find(text: str, sign: str, start: int = 0) -> int:
    """Where `sign` stands without a backslash before it, or -1."""
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(sign, at):
            return at
        else:
            at += 1
    return -1


def _question(block: Block, taken: set[str]) -> dict[str, Any]:
    text = block.text
    made: dict[str, Any] = {}
    at = len(text) - len(text.lstrip())
    if text.startswith("::", at):
        end = _find(text, "::", at + 2)
        if end < 0:
            raise Broken(at, _("Tên câu hỏi thiếu dấu :: ở cuối."))
        made["title"] = _words(text[at + 2 : end])
        at = end + 2
        at += len(text[at:]) - len(text[at:].lstrip())
    given = _FORMAT.match(text, at)
    name = given[1].lower() if given else "moodle"
    keep = name in ("plain", "markdown")
    at = given.end() if given else at
    opened = _find(text, "{", at)
    made["format"] = _format_of(name, text[at:] if opened < 0 else text[at:opened])
    if opened < 0:
        if (stray := _find(text, "}", at)) >= 0:
            raise Broken(stray, _("Có dấu } mà không có dấu { trước nó. Dấu thường thì viết \\}."))
        made |= {"kind": QuestionKind.DESCRIPTION, "text": _words(text[at:], keep=keep)}
    else:
        closed = _find(text, "}", opened + 1)
        if closed < 0:
            raise Broken(opened, _("Thiếu dấu } để đóng phần trả lời."))
        for sign in ("{", "}"):
            if (stray := _find(text, sign, closed + 1)) >= 0:
                raise Broken(stray, _("Thừa dấu %(sign)s. Dấu thường thì viết \\%(sign)s.") % {"sign": sign})
        if 0 <= (stray := _find(text, "{", opened + 1)) < closed:
            raise Broken(stray, _("Thiếu dấu } để đóng phần trả lời."))
        before, after = _words(text[at:opened], keep=keep), _words(text[closed + 1 :], keep=keep)
        made["text"] = f"{before} _____ {after}" if after else before
        made |= _answers(text[opened + 1 : closed], opened + 1, name, made["format"], keep)
    return _with_comments(block, made, taken)


def _format_of(name: str, raw: str) -> str:
    return "html" if name == "moodle" and _TAGGED.search(raw) else FORMATS[name]


def _answers(raw: str, start: int, name: str, text_format: str, keep: bool) -> dict[str, Any]:
    """What stands between the braces."""
    made: dict[str, Any] = {}
    if (general := _find(raw, "####")) >= 0:
        made["feedback"] = _words(raw[general + 4 :], keep=keep)
        raw = raw[:general]
    bare = raw.strip()
    if not bare:
        return made | {"kind": QuestionKind.ESSAY}
    if bare.startswith("#"):
        begin = raw.index("#") + 1
        return made | _numbers(raw[begin:], start + begin, keep)
    if (truth := _TRUTH.get(_upto(bare, "#").strip().upper())) is not None:
        wrong, right = [*(_words(part, keep=keep) for part in _split_feedback(bare)[1:3]), "", ""][:2]
        told = (wrong, right) if not truth else (right, wrong)
        return made | {
            "kind": QuestionKind.TRUE_FALSE,
            "correct": truth,
            "feedback_true": told[0],
            "feedback_false": told[1],
        }
    rows = _rows(raw, start)
    if any(sign == "~" for sign, _row, _at in rows):
        choices = [_choice(sign, row, at, name, text_format, keep) for sign, row, at in rows]
        single = any(sign == "=" for sign, _row, _at in rows)
        kind = QuestionKind.ONE_CHOICE if single else QuestionKind.SEVERAL_CHOICE
        return made | {"kind": kind, "choices": choices}
    if any(_find(row, "->") >= 0 for _sign, row, _at in rows):
        return made | _pairs(rows, keep)
    answers = [_short_answer(row, at, keep) for _sign, row, at in rows]
    return made | {"kind": QuestionKind.SHORT_ANSWER, "answers": answers}


def _upto(raw: str, sign: str) -> str:
    at = _find(raw, sign)
    return raw if at < 0 else raw[:at]


def _split_feedback(raw: str) -> list[str]:
    parts, rest = [], raw
    while (at := _find(rest, "#")) >= 0:
        parts.append(rest[:at])
        rest = rest[at + 1 :]
    return [*parts, rest]


def _rows(raw: str, start: int) -> list[tuple[str, str, int]]:
    """(sign, text, position) of every answer; each begins with = or ~."""
    signs = []
    at = 0
    while at < len(raw):
        if raw[at] == "\\":
            at += 2
            continue
        if raw[at] in "=~":
            signs.append(at)
        at += 1
    if not signs or raw[: signs[0]].strip():
        raise Broken(start, _("Mỗi lựa chọn phải bắt đầu bằng dấu = (đúng) hoặc ~ (sai)."))
    ends = [*signs[1:], len(raw)]
    return [(raw[a], raw[a + 1 : b], start + a) for a, b in zip(signs, ends, strict=True)]


def _weight(raw: str, at: int, default: float) -> tuple[float, str]:
    """The fraction in per cent signs at the beginning, and what follows it."""
    raw = raw.lstrip()
    if not raw.startswith("%"):
        return default, raw
    given = _WEIGHT.match(raw)
    if given is None:
        raise Broken(at, _("Phần điểm viết giữa hai dấu %, như %50%."))
    number = float(given[1].replace(",", "."))
    if not -100 <= number <= 100:
        raise Broken(at, _("Phần điểm là số từ -100 đến 100."))
    return (int(number) if number.is_integer() else number), raw[given.end() :]


def _feedback(raw: str, keep: bool) -> tuple[str, str]:
    """What is before the first # and what is said after it."""
    parts = _split_feedback(raw)
    return parts[0], _words("#".join(parts[1:]), keep=keep)


def _choice(sign: str, raw: str, at: int, name: str, text_format: str, keep: bool) -> dict[str, Any]:
    fraction, rest = _weight(raw, at, 100 if sign == "=" else 0)
    words, feedback = _feedback(rest, keep)
    made: dict[str, Any] = {}
    words = words.lstrip()
    if given := _FORMAT.match(words):
        words, name = words[given.end() :], given[1].lower()
        keep = name in ("plain", "markdown")
    if (given or name == "moodle") and (own := _format_of(name, words)) != text_format:
        if given or own == "html":
            made["format"] = own
    if not words.strip():
        raise Broken(at, _("Lựa chọn này không có chữ."))
    return {"text": _words(words, keep=keep), "fraction": fraction, "feedback": feedback, **made}


def _short_answer(raw: str, at: int, keep: bool) -> dict[str, Any]:
    fraction, rest = _weight(raw, at, 100)
    words, feedback = _feedback(rest, keep)
    if not words.strip():
        raise Broken(at, _("Câu trả lời này không có chữ."))
    return {"text": _words(words), "fraction": fraction, "feedback": feedback}


def _pairs(rows: list[tuple[str, str, int]], keep: bool) -> dict[str, Any]:
    pairs, extras = [], []
    for _sign, raw, at in rows:
        arrow = _find(raw, "->")
        if arrow < 0:
            raise Broken(at, _("Cặp này thiếu dấu -> giữa hai vế."))
        left, right = _words(raw[:arrow], keep=keep), _words(raw[arrow + 2 :])
        if not right:
            raise Broken(at, _("Cặp này thiếu vế phải."))
        if left:
            pairs.append({"left": left, "right": right})
        else:
            extras.append(right)
    return {"kind": QuestionKind.MATCHING, "pairs": pairs, "extra_rights": extras}


def _numbers(raw: str, start: int, keep: bool) -> dict[str, Any]:
    bare = raw.lstrip()
    rows = _rows(raw, start) if bare[:1] in ("=", "~") else [("=", raw, start)]
    answers = []
    for sign, row, at in rows:
        fraction, rest = _weight(row, at, 100 if sign == "=" else 0)
        words, feedback = _feedback(rest, keep)
        number = unescape("".join(words.split()))
        if sign == "~" and not number:
            number = "*"
        if ".." in number:
            low, _dots, high = number.partition("..")
            value = {"min": low, "max": high}
        else:
            exact, _colon, tolerance = number.partition(":")
            value = {"value": exact, "tolerance": tolerance or "0"}
        made = {"kind": "numerical", "key": "x", "text": "x", "answers": [{**value, "fraction": 100}]}
        if errors := validate_question(complete(made)):
            raise Broken(at, next(iter(errors.values())))
        answers.append({**value, "fraction": fraction, "feedback": feedback})
    return {"kind": QuestionKind.NUMERICAL, "answers": answers}


def _with_comments(block: Block, made: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """The question with its id, tags and what its comment adds; without an id, its key is made of its text."""
    own: dict[str, Any] = {}
    tags: list[str] = []
    for number, comment in block.comments:
        if given := _OWN.fullmatch(comment):
            own = _own_json(given[1], number, block)
            continue
        if given := _ID.search(comment):
            made["key"] = given[1].strip()
        tags += [tag.strip() for tag in _TAG.findall(comment)]
    if tags:
        made["tags"] = tags
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", made.get("key", "")) or made["key"] in taken:
        made["key"] = row_key(block.text + made.get("key", ""), taken)
    taken.add(made["key"])
    made["kind"] = str(made["kind"])
    return overlaid(complete(made), own)


def _own_json(raw: str, number: int, block: Block) -> dict[str, Any]:
    try:
        own = json.loads(raw)
    except (ValueError, RecursionError):
        own = None
    if not (isinstance(own, dict) and isinstance(own.get("set"), dict) and _are_names(own.get("drop", []))):
        # The comment has a line of its own; the message names it, whatever line the question begins on.
        raise Broken(0, _("Chú thích [pieu:…] ở dòng %(line)s không đọc được.") % {"line": number})
    return own


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def overlaid(made: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`made` with what a [pieu:…] comment says laid over it."""
    if not own:
        return made
    changes = own.get("set", {})
    if changes.get("kind") == QuestionKind.ORDERING and "pairs" in made:
        made = complete(
            {**made, "kind": "ordering", "items": [{"text": pair["right"]} for pair in made["pairs"]]}
        )
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
            return value  # a row was added or taken away by hand: the text is right
        return [_laid(mine, theirs) for mine, theirs in zip(value, rows, strict=True)]
    return change
