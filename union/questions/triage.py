"""Recognise a danger in a question: violence, a threat, confinement, trafficking, a child, sexual violence, suicide.

Rules over words name a kind of danger, with and without accents (data/triage.toml). A learned model finds dangers that
no rule names (union.questions.learned). No text leaves the machine, and nothing is stored.

    dangers("Chồng tôi đánh tôi")      # ("violence",)
    dangers("Đánh giá năm sao ở đâu")  # ()
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.common.text import accent_key, fold
from union.alarms.places import GENERAL
from union.questions.learned import score_of

FILE = Path(__file__).resolve().parent / "data" / "triage.toml"
ADULT = 18
_SENTENCE = re.compile(r"[.!?;\n]+")
_UNITS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_AGE = (accent_key("tuổi"), "tuoi", "t")
_AGES = [[each] for each in _AGE]
_CLASS = (accent_key("lớp"), "lop")
_GAP, _FILLERS = 3, 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a rule: with its accents, and without them."""

    exact: str
    plain: str

    def is_written(self, exact: str) -> bool:
        """Return True if `exact`, a word of the question, means this one. Written without accents, it may."""
        return exact == self.exact or exact == self.plain


type Phrase = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """parts: each a set of phrases, or None for a young person. gaps: most words before the next part."""

    kind: str
    parts: tuple[frozenset[Phrase] | None, ...]
    gaps: tuple[int, ...]
    unless_about: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """least: the learned score from which a text is a danger: "named" if a rule names one, "denied" or "unnamed" if none does."""

    least: dict[str, float]
    patterns: tuple[Pattern, ...]
    about: frozenset[Phrase]
    harmless: frozenset[Phrase]
    animals: frozenset[Phrase]
    negations: frozenset[Phrase]
    negated: frozenset[Phrase]


def dangers(text: str) -> tuple[str, ...]:
    """Return the kinds of danger that `text` names, in the order of the file. Empty for an ordinary question.

    A learned score decides, in which what the rules find has its weight. The rules name the kinds; where they find none, the
    kind is GENERAL.
    """
    named, also = named_dangers(text), remarks(text)
    least = load_rules().least["named" if named else "denied" if "denied" in also else "unnamed"]
    if score_of(text, [*named, *also]) < least:
        return ()
    return named or (GENERAL,)


def remarks(text: str) -> list[str]:
    """Return what else the rules say of `text`: "about" if it is about the law or a campaign, "denied" if it denies an act."""
    rules = load_rules()
    sentences = [words for part in _SENTENCE.split(text) if (words := _words(part))]
    is_about = any(_first(words, rules.about) is not None for words in sentences)
    is_denied = any(_denies(words, rules) for words in sentences)
    return ["about"] * is_about + ["denied"] * is_denied


def _denies(words: list[str], rules: Rules) -> bool:
    return any(
        _is_denied(words, start, rules)
        for start in range(len(words))
        if any(_ends(words, start, rules.negated))
    )


def named_dangers(text: str) -> tuple[str, ...]:
    """Return the kinds of danger that the rules find in `text`, in the order of the file."""
    rules = load_rules()
    sentences = [words for part in _SENTENCE.split(text) if (words := _words(part))]
    about = any(_first(words, rules.about) is not None for words in sentences)
    found: dict[str, None] = {}
    for words in sentences:
        seen = _without_harmless(words, rules)
        for pattern in rules.patterns:
            if pattern.kind not in found and not (about and pattern.unless_about) and _matches(seen, pattern):
                found[pattern.kind] = None
    return tuple(found)


@cache
def load_rules() -> Rules:
    values = tomllib.loads(FILE.read_text())
    named = _sets(values["sets"])
    return Rules(
        least=values["learned"],
        patterns=tuple(
            _pattern(kind, written, named, key == "unless_about")
            for kind, lists in values["danger"].items()
            for key, patterns in lists.items()
            for written in patterns
        ),
        about=_phrases(values["about"]["phrases"]),
        harmless=_phrases(values["harmless"]["phrases"]),
        animals=_animals(values["harmless"]["animals"]),
        negations=_phrases(values["harmless"]["negations"]),
        negated=frozenset().union(*(named[name] for name in values["harmless"]["negated"])),
    )


def _words(text: str) -> list[str]:
    return accent_key(text).split()


def _phrase(written: str) -> Phrase:
    return tuple(
        Word(exact, plain) for exact, plain in zip(_words(written), fold(written).split(), strict=True)
    )


def _phrases(written: list[str]) -> frozenset[Phrase]:
    return frozenset(map(_phrase, written))


def _animals(names: list[str]) -> frozenset[Phrase]:
    """Return the names as they are written, and after "con" without accents, too: "bo" alone may be "bỏ"."""
    alone = {tuple(Word(word.exact, word.exact) for word in _phrase(name)) for name in names}
    return frozenset(alone) | _phrases([f"con {name}" for name in names])


def _sets(written: dict[str, list[str]]) -> dict[str, frozenset[Phrase]]:
    """Return the sets by name. A set may take in sets that stand before it: "@partner"."""
    named: dict[str, frozenset[Phrase]] = {}
    for name, phrases in written.items():
        included = [named[each[1:]] for each in phrases if each.startswith("@")]
        named[name] = frozenset().union(_phrases([each for each in phrases if each[0] != "@"]), *included)
    return named


def _pattern(kind: str, written: str, named: dict[str, frozenset[Phrase]], unless_about: bool) -> Pattern:
    pieces = re.split(r" (\d+) ", written)
    parts = tuple(
        None if piece == "@young" else named[piece[1:]] if piece.startswith("@") else _phrases([piece])
        for piece in pieces[::2]
    )
    return Pattern(kind, parts, tuple(map(int, pieces[1::2])), unless_about)


def _ends(words: list[str], start: int, phrases: frozenset[Phrase] | None) -> Iterator[int]:
    """Yield where a phrase that begins at `start` ends; for None, a person under 18."""
    if phrases is None:
        if end := _young_end(words, start):
            yield end
        return
    for phrase in _by_first_word(phrases).get(words[start], ()):
        end = start + len(phrase)
        if end <= len(words) and all(word.is_written(words[start + n]) for n, word in enumerate(phrase)):
            yield end


@cache
def _by_first_word(phrases: frozenset[Phrase]) -> dict[str, list[Phrase]]:
    """Return the phrases by the word that they begin with, as it is written with and without accents."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for first in {phrase[0].exact, phrase[0].plain}:
            found.setdefault(first, []).append(phrase)
    return found


def _young_end(words: list[str], start: int) -> int | None:
    word, following = words[start], words[start + 1] if start + 1 < len(words) else ""
    if word in _CLASS and following.isdigit() and int(following) <= 12:
        return start + 2
    if word.isdigit() and int(word) < ADULT and following in _AGE:
        return start + 2
    return next((end + 1 for end in _ends(words, start, _YOUNG) if words[end : end + 1] in _AGES), None)


_YOUNG = _phrases([*_UNITS, "mười", *(f"mười {unit}" for unit in _UNITS[:7]), "mười lăm"])


def _first(words: list[str], phrases: frozenset[Phrase]) -> int | None:
    return next((n for n in range(len(words)) if any(_ends(words, n, phrases))), None)


def _matches(words: list[str], pattern: Pattern) -> bool:
    return any(_goes_on(words, start, pattern, 0) for start in range(len(words)))


def _goes_on(words: list[str], start: int, pattern: Pattern, part: int) -> bool:
    for end in _ends(words, start, pattern.parts[part]):
        if part + 1 == len(pattern.parts):
            return True
        last = min(end + pattern.gaps[part] + 1, len(words))
        if any(_goes_on(words, following, pattern, part + 1) for following in range(end, last)):
            return True
    return False


def _without_harmless(words: list[str], rules: Rules) -> list[str]:
    """Return the words with "-" for harmless phrases, denied acts, and what happens to animals."""
    seen = list(words)
    for start in range(len(words)):
        for end in _ends(words, start, rules.harmless):
            seen[start:end] = ["-"] * (end - start)
    for start in range(len(words)):
        for end in _ends(seen, start, rules.negated):
            if _is_denied(seen, start, rules) or _is_about_animal(seen, start, rules):
                seen[start:end] = ["-"] * (end - start)
    return seen


def _is_denied(words: list[str], start: int, rules: Rules) -> bool:
    """Return True if a negation ends at most two fillers before `start`: "không hề có đánh"."""
    for begin in range(max(0, start - 4), start):
        if any(start - _FILLERS <= end <= start for end in _ends(words, begin, rules.negations)):
            return True
    return False


def _is_about_animal(words: list[str], start: int, rules: Rules) -> bool:
    before = range(max(0, start - 5), start)
    return any(any(_ends(words, n, rules.animals)) for n in before) or (
        start + 1 < len(words) and any(_ends(words, start + 1, rules.animals))
    )
