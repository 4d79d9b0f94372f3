"""The shape of a question in bank rows, published quizzes, GIFT, Excel and packs.

Rows of a question have keys of their own, because answers name them. Fractions are per cent of the points,
-100 to 100.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from backend.common.errors import DomainError
from courses.authoring.content_shape import Citation, Media
from courses.quizzes.checks import validate_question
from courses.quizzes.draw import fnv1a32
from courses.quizzes.field_checks import rows_are_dicts
from courses.quizzes.kinds import kind_of

__all__ = [
    "VOICE_FIELDS",
    "Question",
    "QuestionInvalid",
    "checked",
    "complete",
    "row_key",
    "validate_question",
]


class Choice(TypedDict):
    key: str
    text: str
    fraction: float
    feedback: str
    feedback_format: NotRequired[str]  # as `format`, only if it differs from the question's
    picture: NotRequired[Media | None]
    format: NotRequired[str]


class ShortAnswer(TypedDict):
    r"""An accepted answer. In `text`, * matches any letters and \* an asterisk."""

    text: str
    fraction: float
    feedback: str
    feedback_format: NotRequired[str]


class NumberAnswer(TypedDict):
    """A numerical answer: value and tolerance, or min and max, as decimals in text.

    The value "*" accepts every number.
    """

    value: NotRequired[str]
    tolerance: NotRequired[str]
    min: NotRequired[str]
    max: NotRequired[str]
    fraction: float
    feedback: str
    feedback_format: NotRequired[str]


class Pair(TypedDict):
    key: str
    left: str
    left_format: NotRequired[str]
    right: str


class Item(TypedDict):
    key: str
    text: str


class Question(TypedDict):
    key: str
    kind: str
    text: str
    format: Literal["markdown", "plain", "html"]
    title: str
    points: float
    feedback: str
    citations: list[Citation]
    picture: Media | None
    audio: NotRequired[Media | None]
    audio_source: NotRequired[str]  # AudioSource; it and the hash only if there is a voice
    audio_text_hash: NotRequired[str]  # courses.media.speech.question_hash of the spoken words
    tags: NotRequired[list[str]]
    source_id: NotRequired[str]  # its id in the imported file, if that can't be its key
    category: NotRequired[str]  # its category in the imported file, unless that is its bank's title
    feedback_format: NotRequired[str]  # this and the next two only if they differ from `format`
    feedback_true_format: NotRequired[str]
    feedback_false_format: NotRequired[str]
    bank: NotRequired[str]
    choices: NotRequired[list[Choice]]
    correct: NotRequired[bool]
    feedback_true: NotRequired[str]
    feedback_false: NotRequired[str]
    answers: NotRequired[list[Any]]
    forgive_accents: NotRequired[bool]
    forgive_case: NotRequired[bool]
    pairs: NotRequired[list[Pair]]
    extra_rights: NotRequired[list[str]]
    items: NotRequired[list[Item]]


class QuestionInvalid(DomainError):
    """The question is incomplete or invalid; nothing was stored. `errors`: {field: message}."""

    def __init__(self, errors: dict[str, str]) -> None:
        field, text = next(iter(errors.items()))
        super().__init__(text, field=field, code="question_invalid")
        self.errors = errors


# The formats of feedback texts; only present if they differ from the question's.
FEEDBACK_FORMATS = ("feedback_format", "feedback_true_format", "feedback_false_format")
# Every field with its default; a kind's own fields follow.
_COMMON: dict[str, Any] = {
    "key": "", "kind": "", "text": "", "format": "plain", "title": "", "points": 1, "feedback": "",
    "citations": [], "picture": None,
}  # fmt: skip
_OPTIONAL = ("audio", "tags", "source_id", "category", *FEEDBACK_FORMATS)
VOICE_FIELDS = ("audio", "audio_source", "audio_text_hash")


def row_key(text: str, taken: set[str]) -> str:
    """Return a free key for a row without one, and add it to `taken`.

    The key is eight hexadecimal digits of the text's hash, or the next free number. After some taken keys the
    number jumps, so that thousands of rows with equal text don't try all keys.
    """
    number, steps = fnv1a32(text), 0
    while (key := f"{number:08x}") in taken:
        steps += 1
        number = (number + 1 if steps % 8 else fnv1a32(f"{text} {len(taken)} {steps}")) & 0xFFFFFFFF
    taken.add(key)
    return key


def complete(question: dict[str, Any]) -> dict[str, Any]:
    """Return the question with exactly the fields of its kind, defaults filled in, and a key for every row.

    Values of a wrong type stay, for `validate_question` to report.
    """
    kind = kind_of(question)
    fields = {**_COMMON, **kind.fields}
    made = {name: question.get(name, _copied(default)) for name, default in fields.items()}
    made |= {name: question[name] for name in _OPTIONAL if question.get(name)}
    if made.get("audio"):
        made |= {name: question[name] for name in VOICE_FIELDS if question.get(name)}
    if kind.rows and rows_are_dicts(made[kind.rows]):
        rows = _with_keys(made[kind.rows], kind.keyed_by) if kind.keyed_by else made[kind.rows]
        rows = [{part: row[part] for part in kind.row_fields if part in row} for row in rows]
        made[kind.rows] = [kind.complete_row(row) for row in rows]
    return made


def _copied(default: Any) -> Any:
    return list(default) if isinstance(default, list) else default


def _with_keys(rows: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    taken = {str(row["key"]) for row in rows if row.get("key")}
    return [row if row.get("key") else {"key": row_key(str(row.get(text)), taken), **row} for row in rows]


def checked(question: dict[str, Any]) -> dict[str, Any]:
    """Return the completed question. Raises QuestionInvalid."""
    made = complete(question)
    if errors := validate_question(made):
        raise QuestionInvalid(errors)
    return made
