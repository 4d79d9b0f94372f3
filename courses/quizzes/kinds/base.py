"""The base class of question kinds, used by pages, API, files and phones alike."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.functional import Promise

from courses.quizzes.excel_cells import Cells, ReadRow, read_answer
from courses.quizzes.gift_rows import Braces
from courses.quizzes.importing import Problem
from courses.quizzes.rendering import Line
from courses.quizzes.responses import ResponseInvalid, invalid_response, picked_keys

__all__ = ["Kind", "Option", "ResponseInvalid"]


@dataclass(frozen=True, slots=True)
class Option:
    """One of several answers to pick from. `format` is empty if the text is to be shown unchanged."""

    key: str
    text: str
    format: str = ""


class Kind:
    """A kind of question. The defaults suit a question that only shows its text."""

    name: ClassVar[str] = ""  # as stored
    words: ClassVar[str | Promise] = ""
    place: ClassVar[int] = 1_000  # sort key in lists
    # Whether it asks something; whether a machine scores the answer; whether a trainer grades it.
    is_asked: ClassVar[bool] = True
    is_scored: ClassVar[bool] = True
    is_graded: ClassVar[bool] = False
    # Whether an answer is right or wrong as a whole, as a contest needs it.
    suits_contests: ClassVar[bool] = False

    # The shape: own fields with their defaults; the field that holds rows, and the fields of a row.
    fields: ClassVar[dict[str, Any]] = {}
    rows: ClassVar[str] = ""
    row_fields: ClassVar[tuple[str, ...]] = ()
    row_defaults: ClassVar[dict[str, Any]] = {}
    keyed_by: ClassVar[str] = ""  # the field of a row that its key is made from; "" for rows without keys
    feedbacks: ClassVar[tuple[str, ...]] = ("feedback",)

    # The pages: a template that extends courses/quizzes/kind.html, with the learner's form in the block `answer` and the
    # editor's part in the others; and the script that does the same on a phone
    # (courses/static/courses/quizzes/given.js describes how it registers).
    template: ClassVar[str] = "courses/quizzes/kinds/description.html"
    script: ClassVar[str] = ""
    empty_rows: ClassVar[int] = 0  # in an empty editor
    row_inputs: ClassVar[tuple[str, ...]] = ()  # a row in which all of these are empty is ignored
    first_row_is_right: ClassVar[bool] = False
    is_single: ClassVar[bool] = False  # whether one radio button names the right row
    is_several: ClassVar[bool] = False  # whether a response picks several options

    # Files.
    excel_words: ClassVar[str] = ""
    gift_rank: ClassVar[int] = (
        0  # order in which kinds try a GIFT answer; 0 for kinds that GIFT can't express
    )
    gift_opening: ClassVar[str] = "{"
    has_gift_twin: ClassVar[bool] = False  # whether GIFT stores it as a question of another kind

    # --- The question ---------------------------------------------------------------------------------------------
    def complete_row(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row with its defaults."""
        return {**self.row_defaults, **row}

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        """Check the kind's own fields of `question` and add the messages to `errors`."""

    # --- The answer -----------------------------------------------------------------------------------------------
    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        """Return a response with its allowed fields only. Raises ResponseInvalid. Works without the key."""
        raise invalid_response()

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        """Return the response in the form fields of `template`; {} if nothing was filled in."""
        return {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        """Return the share of the points that a response earns; the caller clamps it to 0 to 1."""
        return Fraction(0)

    def is_wholly_right(self, question: dict[str, Any], response: dict[str, Any]) -> bool:
        return bool(response) and self.score(question, response) >= 1

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return a response that earns all points; {} for kinds that don't provide one.

        Descriptions and essays have none. Matching doesn't provide one.
        """
        return {}

    def feedback(
        self, question: dict[str, Any], response: dict[str, Any]
    ) -> list[tuple[dict[str, Any], str]]:
        """Return the author's feedback to this response.

        Each is (the question or its row, the name of its feedback field).
        """
        return []

    # --- What is shown --------------------------------------------------------------------------------------------
    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        """Return the context of `template` for `question`, without the question's text."""
        return {"own_answer": response.get("text", "")}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        """Return the content of a response, one Line per part."""
        return []

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        """Return the answer that earns all points, one Line per part."""
        return []

    def spoken_lines(self, question: dict[str, Any]) -> list[tuple[str, str | None]]:
        """Return the lines that a voice reads after the question's text.

        A line: (text, its format; None for plain text).
        """
        return []

    def options(self, question: dict[str, Any]) -> list[Option]:
        """Return the options to pick from; [] for kinds that are answered in another way."""
        return []

    def right_options(self, question: dict[str, Any]) -> set[str]:
        """Return the keys of the right options."""
        return set()

    def wrong_options(self, question: dict[str, Any]) -> dict[str, str]:
        """Return the wrong options: {key: text}. Empty for a question without its key."""
        return {}

    def picked_options(self, response: dict[str, Any]) -> set[str]:
        """Return the keys of the options that a response picks."""
        return picked_keys(response)

    def response_of_options(self, keys: list[str]) -> dict[str, Any]:
        """Return the response for these picked options."""
        return {}

    # --- The key --------------------------------------------------------------------------------------------------
    def with_silent_keys(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the question with row keys that don't reveal the answer."""
        return question

    def without_key(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the kind's own fields as they may be shown before the question is answered."""
        return {}

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        """Return the data that `script` needs to ask `question` and, with the key, to score it."""
        return {}

    # --- The editor -----------------------------------------------------------------------------------------------
    @property
    def own_fields(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name != self.rows)

    def editor_values(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the kind's own fields of a stored question as the editor shows them."""
        return {name: question[name] for name in self.own_fields if name in question}

    def read_editor(self, fields: QueryDict) -> dict[str, Any]:
        """Return the kind's own fields from the editor's form, as typed."""
        return {name: fields.get(name, "") for name in self.own_fields}

    def from_editor(self, values: dict[str, Any]) -> dict[str, Any]:
        """Convert values from `read_editor` to the kind's own fields of a question."""
        return {name: values[name] for name in self.own_fields}

    def row_from_editor(self, typed: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
        """Return a row of the question from the editor.

        `typed`: the row's form fields. `made`: the texts among them, stripped.
        """
        return made

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        """Return the kind's own fields in GIFT's braces; None if they belong to another kind.

        `braces`: None if there are none.
        """
        return None

    def gift_rows(self, question: dict[str, Any]) -> list[str] | None:
        """Return the GIFT lines between the braces; None for a question that is written on one line."""
        return None

    def gift_body(self, question: dict[str, Any], text: str, general: str) -> str:
        """Return the question in GIFT: its text, then braces with its answers and general feedback."""
        rows = self.gift_rows(question)
        if rows is None:
            return f"{text} {{{general}}}"
        lines = [f"{text} {self.gift_opening}", *(f"\t{row}" for row in rows)]
        if general:
            lines.append(f"\t{general}")
        return "\n".join([*lines, "}"])

    def from_gift_twin(self, twin: dict[str, Any]) -> dict[str, Any] | None:
        """Return the question of this kind that GIFT stores as another kind (`twin`); else None."""
        return None

    def excel_first(self, question: dict[str, Any]) -> Cells:
        """Return the cells that this kind adds to a question's first row."""
        return {}

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        """Return the cells of the answers, a row each."""
        return []

    def read_excel_first(self, cells: Cells, line: int, problems: list[Problem]) -> dict[str, Any]:
        return {}

    def is_excel_row(self, row: ReadRow) -> bool:
        """Return whether a row without an answer's text counts too."""
        return False

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        """Return the kind's own fields from the filled rows, and add unreadable cells to `problems`."""
        for row in rows:
            read_answer(row, problems)
        return {}
