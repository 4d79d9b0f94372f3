"""Find words with two mistakes, by the trigrams that they share with the words of cards.

Used only if nothing else was found. The index over the distinct words is pg_trgm's GIN on PostgreSQL and
FTS5's trigram tokenizer on SQLite (migration 0001), over `SearchWord`. It grows with the words people use,
not with the products.
"""

from __future__ import annotations

from django.db import connection

from backend.common.statements import Statement, all_rows
from products.search.spelling import MOST_LETTERS_OF_SHORT, vocabulary

MOST_COMPARED = 80  # of the words that share a trigram, those that share most
MOST_WORDS = 12
MOST_MISTAKES = 2
SHORTEST = MOST_LETTERS_OF_SHORT + 1  # a shorter word has one mistake at most

# LIKE and not %: the threshold of % belongs to the connection and not to the query.
POSTGRES = (
    "SELECT %s, word FROM (SELECT word FROM products_searchword WHERE word LIKE ANY (%s)"
    f" ORDER BY similarity(word, %s) DESC, word LIMIT {MOST_COMPARED}) AS close"
)
SQLITE = (
    "SELECT %s, word FROM (SELECT word FROM products_searchword_fts WHERE products_searchword_fts MATCH %s"
    f" ORDER BY rank, word LIMIT {MOST_COMPARED})"
)


def trigrams(word: str) -> list[str]:
    """Return the trigrams of `word` with a space before and after it, as both indexes have them."""
    padded = f" {word} "
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def far(words: list[str]) -> dict[str, list[str]]:
    """Return {word: [words of cards within two mistakes of it, the closest first]} for each of `words`.

    Costs one query at most. Trigrams miss short words ("xaio", "xoai"). So words in the process's memory are
    compared too.
    """
    long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST and word.isalnum()]
    found: dict[str, list[tuple[int, str]]] = {word: [] for word in words}
    pairs = {(word, known) for word in long for known in vocabulary.around(word)}
    for typed, word in pairs.union(_sharing(long) if long else ()):
        # Each letter more or less is a mistake, so most words need no comparison.
        if abs(len(typed) - len(word)) > MOST_MISTAKES or not word.isalnum():
            continue
        if (apart := mistakes(typed, word)) <= MOST_MISTAKES:
            found[typed].append((apart, word))
    return {typed: [word for _apart, word in sorted(close)[:MOST_WORDS]] for typed, close in found.items()}


def _sharing(words: list[str]) -> list[tuple[str, str]]:
    """Return pairs of a typed word and a card's word that share a trigram."""
    if connection.vendor == "postgresql":
        one, types = POSTGRES, ["text", "text[]", "text"]
        values = [each for word in words for each in (word, patterns(word), word)]
    else:
        one, types = SQLITE, ["text", "text"]
        values = [
            each for word in words for each in (word, " OR ".join(f'"{part}"' for part in trigrams(word)))
        ]
    count = len(words)
    statement = Statement(f"pieu_sharing_{count}", " UNION ALL ".join([one] * count), tuple(types * count))
    return [(typed, word.strip()) for typed, word in all_rows(statement, values)]


def patterns(word: str) -> list[str]:
    """Return a LIKE pattern for each of the word's trigrams; a space marks the word's edge."""
    return [
        f"{'' if part.startswith(' ') else '%'}{part.strip()}{'' if part.endswith(' ') else '%'}"
        for part in trigrams(word)
    ]


def mistakes(a: str, b: str) -> int:
    """Return the edit distance of a and b (optimal string alignment).

    It counts added, missing, replaced and swapped letters.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for at, letter in enumerate(a):
        earlier, before, row = before, row, [at + 1]
        for to, other in enumerate(b):
            least = min(before[to + 1] + 1, row[to] + 1, before[to] + (letter != other))
            if at and to and letter == b[to - 1] and other == a[at - 1]:
                least = min(least, earlier[to - 1] + 1)
            row.append(least)
    return row[-1]
