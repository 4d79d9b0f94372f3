"""Find words of cards that a buyer may have meant by a mistyped word."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from backend.common.text import is_one_apart
from products.models import SearchWord
from products.search.word_list import word_list

VOCABULARY_SECONDS = 60
MOST_LETTERS_OF_SHORT = 4  # a word of so many letters has one wrong letter at most
# Beginnings of words that sound alike somewhere in Vietnam, or that people often confuse in writing.
ONSETS = (("ch", "tr"), ("s", "x"), ("d", "gi", "r", "v"), ("l", "n"), ("c", "k", "q"), ("ph", "f"))


def deletes(word: str) -> set[str]:
    """Return `word`, and each text made by removing one letter from `word`."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


class Vocabulary:
    """The words of all cards in memory, indexed by their forms without one letter; and the tokens of concepts.

    `refresh` loads them again after VOCABULARY_SECONDS.
    """

    def __init__(self) -> None:
        self.until = 0.0
        self.words: set[str] = set()
        self.near: dict[str, list[str]] = {}
        self.in_order: list[str] = []

    def refresh(self) -> None:
        if time.monotonic() < self.until:
            return
        words = set(SearchWord.objects.values_list("word", flat=True)[:200_000])
        if words != self.words:
            near: dict[str, list[str]] = {}
            for word in words:
                if len(word) > 1 and word.isalnum():
                    for key in deletes(word):
                        near.setdefault(key, []).append(word)
            self.words, self.near, self.in_order = words, near, sorted(words)
        self.until = time.monotonic() + VOCABULARY_SECONDS

    def has(self, word: str) -> bool:
        """Return True if `word` is a word of some card."""
        return word in self.words

    def begins(self, word: str) -> bool:
        """Return True if a word of some card begins with `word`."""
        at = bisect_left(self.in_order, word)
        return at < len(self.in_order) and self.in_order[at].startswith(word)

    def around(self, word: str) -> set[str]:
        """Return known words near `word`.

        A word is near if it equals `word` after at most two letters are removed from `word` and one from
        itself.
        """
        return {near for once in deletes(word) for key in deletes(once) for near in self.near.get(key, ())}


vocabulary = Vocabulary()


@cache
def _listed_words() -> dict[str, list[str]]:
    """Return the longer words of the word list, by their forms without one letter."""
    near: dict[str, list[str]] = {}
    for word in sorted(word_list().single_words):
        if len(word) > MOST_LETTERS_OF_SHORT:
            for key in deletes(word):
                near.setdefault(key, []).append(word)
    return near


def listed_near(word: str) -> str:
    """Return the word of words.toml that is one mistake away from `word`: "honey" for "honye"; "" if there is none.

    Names of goods in English are in no card's text, so the vocabulary lacks them. Short words are left as they are.
    """
    if len(word) <= MOST_LETTERS_OF_SHORT:
        return ""
    near = {each for key in deletes(word) for each in _listed_words().get(key, ())}
    return min((each for each in near if is_one_apart(word, each)), default="")


def sounding_alike(word: str) -> Iterator[str]:
    """Yield `word` with its first consonants replaced by each spelling of the same sound (ONSETS)."""
    for onsets in ONSETS:
        for onset in onsets:
            if word.startswith(onset):
                yield from (other + word[len(onset) :] for other in onsets if other != onset)


def without_telex(word: str) -> str:
    """Return the unaccented word meant by raw Telex keys, as from a keyboard without Vietnamese input.

    "maanj" is typed for "mận", "dduwowngf" for "đường".
    """
    found = re.fullmatch(r"([^aeiouy]*)(.*)", word)
    assert found is not None
    onset, rest = found.groups()
    rest = re.sub(r"([aeo])\1", r"\1", re.sub(r"[fjrswx]", "", rest))
    return onset.replace("dd", "d").removesuffix("w") + rest


def telex_read(word: str) -> str:
    """Return the word meant by raw Telex keys, or `word` itself if it can't be Telex: a word has one tone."""
    read = without_telex(word)
    return (
        read if len(read) > 1 and len(re.findall(r"[fjrsx]", word.lstrip("bcdđghklmnpqrstvx"))) <= 1 else word
    )


def nearest(word: str, *, widely: bool = False, most: int = 8) -> list[str]:
    """Return at most `most` words of cards that `word` may mean, the exact word first.

    Two glued words give one text with a space. With `widely`, also return words with another first letter
    that doesn't sound alike. Of a short word, none has more than one other letter.
    """
    vocabulary.refresh()
    found = (
        [word]
        if word in vocabulary.words or any(w.startswith(word) for w in vocabulary.near.get(word, ()))
        else []
    )
    if len(word) > 1:
        close = {
            near for key in deletes(word) for near in vocabulary.near.get(key, ()) if is_one_apart(word, near)
        }
        # The first letter is rarely wrong: reading "hau" as "chau" would find unrelated products.
        likely = {near for near in close - {word} if near[0] == word[0] or near[:2] == word[1::-1]}
        found += sorted(likely, key=lambda near: (near[0] != word[0], abs(len(near) - len(word)), near))
        is_short = len(word) <= MOST_LETTERS_OF_SHORT
        heard = [near for near in sounding_alike(word) if not is_short or is_one_apart(word, near)]
        found += [near for near in heard if near in vocabulary.words and near not in found]
        if widely:
            found += sorted(close - set(found))
    for at in range(2, len(word) - 1):
        if word[:at] in vocabulary.words and word[at:] in vocabulary.words:
            found.append(f"{word[:at]} {word[at:]}")
    return found[:most]
