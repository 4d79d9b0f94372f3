"""Laws by their titles: "Luật Hôn nhân và gia đình", "Bộ luật Hình sự năm 2015"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from backend.common.text import accent_key
from backend.law.editions.numbers import KIND_NAMES, KIND_PATTERN, NUMBER
from backend.law.library.enums import KNOWN_BY_TITLE

LONGEST, LONGEST_LETTERS = 30, 240  # words and letters of a title
_KINDS = "|".join(name for name, kind in KIND_NAMES.items() if kind in KNOWN_BY_TITLE)
_WITH_NUMBER = re.compile(
    rf"\b({_KINDS})\s+((?:(?!\b(?:{KIND_PATTERN})\b)[^.;()“”\n]){{2,160}}?)\s*,?\s+(?:số|\(số)\s*:?\s*({NUMBER.pattern})",
    re.IGNORECASE,
)
_ALIAS = re.compile(
    rf"({NUMBER.pattern})[^()]{{0,260}}\(\s*sau đây (?:được )?(?:gọi|viết)(?: tắt| chung)* (?:là|:)\s*:?\s*[“\"]?([^()“”\"]{{3,120}}?)[”\"]?\s*\)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"\W*(?:năm\s+)?((?:19|20)\d\d)\b")
_WORDS = re.compile(r"\w+")
_IN_NUMBER = re.compile(r"/((?:19|20)\d\d)/")


class Titles:
    """Known titles. One title may be that of several laws, an older and a newer one."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, kind: str, title: str, number: str) -> None:
        """Let the law `number` be known as `kind` and `title`: ("Luật", "Trẻ em", "102/2016/QH13")."""
        name = title if title.lower().startswith(kind.lower()) else f"{kind} {title}"
        if 1 < len(name.split()) <= LONGEST and not name.lower().startswith(f"{kind.lower()} sửa đổi"):
            self._numbers[accent_key(name)].add(number)

    def learn(self, text: str) -> None:
        """Learn titles that a text writes with their numbers: "Luật Đất đai số 31/2024/QH15"."""
        for found in _WITH_NUMBER.finditer(text):
            self.add(found[1], found[2].strip(" ,"), found[3])

    def numbers(self, name: str) -> set[str]:
        return set(self._numbers.get(accent_key(name), ()))

    def named_at(self, text: str, begin: int, *, year: int = 0) -> str | None:
        """Return the number of the law whose name begins at `begin`, the longest known name first; else None.

        A year that follows the name chooses among several laws, else the newest until `year`.
        """
        words = list(islice(_WORDS.finditer(text, begin, begin + LONGEST_LETTERS), LONGEST))
        keys = [accent_key(each[0]) for each in words]
        for count in range(len(words), 1, -1):
            end = words[count - 1].end()
            numbers = self._numbers.get(" ".join(keys[:count]))
            if numbers:
                named = _YEAR_AFTER.match(text, end)
                return chosen(numbers, int(named[1]) if named else 0, year)
        return None

    def last_named(self, text: str, *, year: int = 0) -> str | None:
        """Return the number of the law that `text` names last; None without one."""
        for found in reversed(list(re.finditer(rf"\b(?:{_KINDS})\b", text, re.IGNORECASE))):
            if number := self.named_at(text, found.start(), year=year):
                return number
        return None

    def alias_at(self, text: str, begin: int, aliases: dict[str, str]) -> str | None:
        """Return the number behind a short name that begins at `begin`, if no longer name does."""
        if not aliases:
            return None
        for name in sorted(aliases, key=len, reverse=True):
            if text.startswith(name, begin) and not re.match(
                r"\s+[A-ZĐÀ-Ỹ]|\w|\s+(?:này|số)\b", text[begin + len(name) :]
            ):
                return aliases[name]
        return None


def aliases_in(text: str) -> dict[str, str]:
    """Return the short names that a document gives others: "… số 05/2007/QH12 … (sau đây gọi là Luật)"."""
    return {found[2].strip(): found[1] for found in _ALIAS.finditer(text)}


def chosen(numbers: Iterable[str], named_year: int, year: int) -> str:
    """Return one of several numbers: that of the named year, else the newest until `year`, else the oldest."""
    by_year = sorted(numbers, key=lambda number: (_year_of(number), number))
    if named_year and (same := [each for each in by_year if _year_of(each) == named_year]):
        return same[0]
    until = [each for each in by_year if not year or _year_of(each) <= year]
    return until[-1] if until else by_year[0]


def _year_of(number: str) -> int:
    found = _IN_NUMBER.search(number)
    return int(found[1]) if found else 0
