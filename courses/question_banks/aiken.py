"""Read Aiken files: a question, lettered choices ("A." or "A)"), and a line "ANSWER: B". No writer exists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.quizzes.checks import validate_question
from courses.quizzes.importing import Imported, Problem, refuse_if_any
from courses.quizzes.questions import complete, row_key

_CHOICE = re.compile(r"([A-Z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"(?:ANSWER|ĐÁP ÁN|DAP AN)\s*:\s*(.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    line: int = 0
    text: list[str] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)


def read_aiken(text: str) -> list[Imported]:
    """Return the questions of an Aiken file, each with one right choice.

    Raises ImportRefused with every broken line.
    """
    found: list[Imported] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    reading = _Reading()
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = raw.strip()
        if not line:
            continue
        if answer := _ANSWER.fullmatch(line):
            problem = _finish(reading, answer[1].strip().rstrip("."), found, taken)
            if problem:
                problems.append(Problem(number, problem))
            reading = _Reading()
        elif (choice := _CHOICE.fullmatch(line)) and reading.text:
            wanted = chr(ord("A") + len(reading.choices))
            if choice[1] != wanted:
                problems.append(Problem(number, _("Lựa chọn này phải là %(letter)s.") % {"letter": wanted}))
            reading.choices.append((choice[1], choice[2].strip()))
        elif reading.choices:
            problems.append(
                Problem(number, _("Sau các lựa chọn phải là dòng ANSWER: và chữ của lựa chọn đúng."))
            )
            # Report a lost answer once; what follows is read as the next question.
            reading = _Reading(number, [line])
        else:
            reading.line = reading.line or number
            reading.text.append(line)
    if reading.text:
        problems.append(Problem(reading.line, _("Câu này thiếu dòng ANSWER: ở cuối.")))
    refuse_if_any(problems, found)
    return found


def _finish(reading: _Reading, letter: str, found: list[Imported], taken: set[str]) -> str:
    """Add the question to `found` and return ""; return a message instead if it is invalid."""
    if not reading.text:
        return _("Dòng ANSWER: không có câu hỏi ở trước.")
    letters = [given for given, _text in reading.choices]
    if len(letters) < 2:
        return _("Câu này cần ít nhất hai lựa chọn.")
    if letter.upper() not in letters:
        return _("Không có lựa chọn %(letter)s.") % {"letter": letter or "?"}
    words = "\n".join(reading.text)
    question = complete(
        {
            "key": row_key(words, taken),
            "kind": "one_choice",
            "text": words,
            "choices": [
                {"text": text, "fraction": 100 if given == letter.upper() else 0}
                for given, text in reading.choices
            ],
        }
    )
    if errors := validate_question(question):
        return next(iter(errors.values()))
    found.append(Imported(question, reading.line))
    return ""
