"""The officer's search for members, by what people call each other.

"ba mai" finds Lò Thị Mai: forms of address are dropped, accents don't matter, and the given name may come
first. A word may also be the beginning of a name, a word of the chapter's name (the hamlet), the year of
birth, or the last digits of the phone or card.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.common.text import accent_key, fold
from members.models import Membership
from members.signing_in.logins import find_by_login, parse_login

# How people address each other, without accents: bà, cô, chị, bác, em …
TITLES = frozenset("anh ba bac be cau chau chi chu co cu di em gia me mo mu o ong thim".split())
# Words before the name of a place. They may match a name (Bàn Thị Mai), but needn't.
PLACE_WORDS = frozenset("ap ban chi hoi khu pho phuong thon tieu to xa xom".split())
FEWEST_DIGITS = 2
MOST = 200


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    accented: str
    is_optional: bool


def search_members(query: str, *, overseen) -> list[int]:
    """Return ids of at most MOST people who match all words of `query`, the best match first.

    A whole phone or card number finds its owner even outside the memberships `overseen`, so callers filter by
    them again. Names are folded here: a branch has hundreds of members, not millions.
    """
    if login := parse_login(query):
        found = find_by_login(login)
        return [found.pk] if found else []
    words = _words_of(query)
    if not words:
        return []
    asked = _with_titles(words)
    people = overseen.values_list(
        "user_id", "user__full_name", "branch__name", "user__birth_year", "user__phone", "user__card_number"
    ).iterator(chunk_size=2000)
    hits = []
    for pk, name, branch, year, phone, card in people:
        scores = [_score(each, name, branch, year, (phone or "", card)) for each in asked]
        score = max((each - 100 * dropped for dropped, each in enumerate(scores) if each), default=None)
        if score is not None:
            hits.append((-score, fold(name).split()[::-1], pk))
    return [pk for _negative, _name, pk in sorted(hits)][:MOST]


def nearest_first(memberships: Iterable[Membership], ids: Sequence[int]) -> list[Membership]:
    """Return the memberships in the order of `ids`, which are ids of their users."""
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(memberships, key=lambda row: places[row.user_id])


def _words_of(query: str) -> list[_Word]:
    words = []
    for raw in query.split():
        for text in fold(raw).split():
            words.append(_Word(text, accent_key(raw), text in PLACE_WORDS))
    return words


def _with_titles(words: list[_Word]) -> list[list[_Word]]:
    """Return the words, and the words without the forms of address before them, if others follow."""
    start = 0
    while start < len(words) - 1 and words[start].text in TITLES:
        start += 1
    # A title may also be a place's word (chi hội), so the rest keeps its own words.
    return [words, words[start:]] if start else [words]


def _score(words: list[_Word], name: str, branch: str, year: int | None, numbers: Sequence[str]) -> int:
    """Return how well the words match a person, or 0 if one of them doesn't. Each name word counts once."""
    names = [(fold(part), accent_key(part)) for part in name.split()]
    places = set(fold(branch).split())
    left = list(range(len(names)))
    score = 0
    for word in words:
        best = max(((_likeness(word, names[at], at == len(names) - 1), at) for at in left), default=(0, -1))
        if best[0]:
            left.remove(best[1])
            score += best[0]
        elif word.text in places:
            score += 2
        elif (
            word.text.isdigit()
            and len(word.text) >= FEWEST_DIGITS
            and (word.text == str(year) or any(number.endswith(word.text) for number in numbers))
        ):
            score += 3
        elif not word.is_optional:
            return 0
    return score


def _likeness(word: _Word, part: tuple[str, str], is_given: bool) -> int:
    """Return 0 if the word doesn't begin this part of a name; more for all of it, its accents, a given name."""
    text, accented = part
    if not text.startswith(word.text):
        return 0
    return 1 + 4 * (text == word.text) + 2 * (accented == word.accented) + 3 * is_given
