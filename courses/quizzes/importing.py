"""Types that every reader of question files returns, and its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

MAX_QUESTIONS = 2_000


@dataclass(frozen=True, slots=True)
class Imported:
    """One question of a file, complete and checked. `line`: where it begins, from 1."""

    question: dict[str, Any]
    line: int
    category: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error and its line in the file (from 1)."""

    line: int
    text: str

    def __str__(self) -> str:
        return _("Dòng %(line)s: %(text)s") % {"line": self.line, "text": self.text}


class ImportRefused(DomainError):
    """The file has broken lines; nothing of it was imported. `problems` names each."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(str(problems[0]), field="file", code="import_refused")
        self.problems = problems
        self.errors = {f"file.{problem.line}": str(problem) for problem in reversed(problems)}


def read_text(data: bytes) -> str:
    """Decode a text file: UTF-8 with or without a byte order mark, or UTF-16 with it.

    Raises ImportRefused at the invalid line.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise ImportRefused([Problem(1, _("Tệp không phải chữ UTF-8."))]) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused([Problem(line, _("Tệp không phải chữ UTF-8."))]) from None
    if "\x00" in text:
        raise ImportRefused(
            [Problem(text.count("\n", 0, text.index("\x00")) + 1, _("Đây không phải tệp chữ."))]
        )
    return text


def refuse_if_any(problems: list[Problem], found: list[Imported]) -> None:
    """Raise ImportRefused if there are problems, no questions, or more than MAX_QUESTIONS."""
    if not problems and not found:
        problems = [Problem(1, _("Tệp chưa có câu hỏi nào."))]
    if len(found) > MAX_QUESTIONS:
        problems = [
            Problem(
                found[MAX_QUESTIONS].line, _("Một tệp nhiều nhất %(most)s câu.") % {"most": MAX_QUESTIONS}
            )
        ]
    if problems:
        raise ImportRefused(sorted(problems, key=lambda problem: problem.line))
