"""Compare words as a reader does: accents, tones and case count only if the question requires them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# The five tone marks of a syllable: hoà and hòa are the same word.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def spelled(text: str, *, forgive_accents: bool, forgive_case: bool) -> str:
    """Return the comparable form of a text: composed, tone marks normalised, single spaces.

    Accents and case are dropped if they are forgiven.
    """
    if forgive_case:
        text = text.casefold()
    words = []
    for word in unicodedata.normalize("NFD", text).split():
        letters = "".join(c for c in word if c not in _TONES)
        if forgive_accents:
            letters = "".join(c for c in letters if unicodedata.category(c) != "Mn")
            words.append(letters.replace("đ", "d").replace("Đ", "D"))
        else:
            words.append(letters + "".join(sorted(c for c in word if c in _TONES)))
    return " ".join(words)


def words_fit(question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
    def compared(part: str) -> str:
        return spelled(
            part, forgive_accents=question["forgive_accents"], forgive_case=question["forgive_case"]
        )

    if "*" not in answer["text"]:
        return compared(answer["text"]) == compared(text)
    # A tone moved to the end of its word would be separated by a star, so match stars letter by letter.
    parts = [part.replace("\\*", "*") for part in re.split(r"(?<!\\)\*", answer["text"])]
    if len(parts) == 1:
        return compared(parts[0]) == compared(text)

    def plain(part: str) -> str:
        folded = unicodedata.normalize("NFC", part.casefold() if question["forgive_case"] else part)
        folded = re.sub(r"\s+", " ", folded)
        if question["forgive_accents"]:
            marks = unicodedata.normalize("NFD", folded)
            folded = "".join(c for c in marks if unicodedata.category(c) != "Mn")
            folded = folded.replace("đ", "d").replace("Đ", "D")
        return folded

    return _stars_fit([plain(part) for part in parts], plain(text.strip()))


def _stars_fit(parts: list[str], text: str) -> bool:
    """Return whether `text` is `parts` with anything between them, in linear time for every pattern."""
    first, *middle, last = parts
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
