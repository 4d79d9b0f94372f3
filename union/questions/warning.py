"""Point at words that may tell who somebody is: data/warnings.toml. A person decides what goes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.common.data_files import read_data_file
from backend.common.text import in_both

FILE = Path(__file__).resolve().parent / "data" / "warnings.toml"


@dataclass(frozen=True, slots=True)
class Warned:
    """what: the kind of fact, for readers. found: the words as they were typed."""

    what: str
    found: str


@cache
def _patterns() -> list[tuple[str, str, re.Pattern[str]]]:
    rows = read_data_file(FILE).tables("patterns", required=("id", "words", "words_en", "pattern"))
    return [(row["words"], row["words_en"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows]


@cache
def _proper() -> tuple[str, str, frozenset[str]]:
    row = read_data_file(FILE).values["proper"]
    return row["words"], row["words_en"], frozenset(row["allowed"])


def warnings_of(text: str) -> list[Warned]:
    """Return what may tell who somebody is, each finding once.

    >>> [each.found for each in warnings_of("Em ở bản Áng, gọi 0912 345 678")]
    ['0912 345 678', 'bản Áng', 'Áng']
    """
    whole = unicodedata.normalize("NFC", text)
    found = [
        Warned(str(in_both(vietnamese, english)), each)
        for vietnamese, english, pattern in _patterns()
        for each in dict.fromkeys(match[0].strip() for match in pattern.finditer(whole))
    ]
    vietnamese, english, allowed = _proper()
    names = dict.fromkeys(name for name in _names(whole) if name not in allowed)
    return found + [Warned(str(in_both(vietnamese, english)), name) for name in names]


def _names(text: str) -> Iterator[str]:
    """Yield the words with a capital that don't begin a sentence."""
    for sentence in re.split(r"[.!?:;\n“\"]+", text):
        yield from (word for word in re.findall(r"\w+", sentence)[1:] if word[0].isupper())
