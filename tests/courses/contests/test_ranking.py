"""The ranking is a pure function, and the same whatever order the entries come in."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.contests.ranking import Sheet, rank
from tests.courses.contests.published_contests import ALL, Published
from tests.quick import examples

OPENS = datetime(2026, 11, 23, 1, tzinfo=UTC)
PEOPLE = ["an", "binh", "chi", "dao", "giang"]


def sheets_of(published: Published) -> list[Sheet]:
    numbers: dict[str, int] = {}
    sheets = []
    for n, (who, right, prediction, after, seconds) in enumerate(published.entries):
        numbers[who] = numbers.get(who, 0) + 1
        began = OPENS + timedelta(minutes=after)
        sheets.append(
            Sheet(
                f"{n:032x}", PEOPLE.index(who), None, numbers[who], right, prediction, seconds * 1000,
                began + timedelta(seconds=seconds),
            )
        )  # fmt: skip
    return sheets


def ranked_lines(published: Published, sheets: list[Sheet], excluded: set[int] = frozenset()):
    ranking = rank(sheets, terms=published.terms, asked=published.questions, excluded=excluded)
    prizes = published.terms["prizes"]
    lines = [
        (
            line.rank,
            PEOPLE[line.sheet.person],
            line.sheet.right,
            line.distance,
            None if line.prize is None else prizes[line.prize]["name"],
        )
        for line in ranking.lines
    ]
    return lines, ranking


@pytest.mark.parametrize("published", ALL, ids=lambda each: each.name)
def test_published_contests_are_ranked_by_their_rules(published):
    lines, ranking = ranked_lines(published, sheets_of(published))
    assert lines == published.ranked
    assert ranking.answer == published.answer
    assert ranking.entries == len(published.entries)
    assert ranking.participants == len(published.ranked)


@pytest.mark.parametrize("published", ALL, ids=lambda each: each.name)
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000))
def test_order_of_the_entries_does_not_matter(published, seed):
    sheets = sheets_of(published)
    random.Random(seed).shuffle(sheets)
    assert ranked_lines(published, sheets)[0] == published.ranked


def test_entries_with_equal_keys_share_a_rank_and_the_next_is_skipped():
    terms = {"ranking": ["right"], "counts": "first", "prediction": "none", "prizes": []}
    sheets = [
        Sheet(f"{n}", n, None, 1, right, None, 1000, OPENS + timedelta(seconds=late))
        for n, (right, late) in enumerate([(5, 9), (5, 3), (4, 1)])
    ]
    lines = rank(sheets, terms=terms, asked=5).lines
    assert [(line.position, line.rank, line.sheet.person) for line in lines] == [
        (1, 1, 1),
        (2, 1, 0),
        (3, 3, 2),
    ]


def test_last_entry_counts_when_the_terms_require_it():
    terms = {"ranking": ["right"], "counts": "last", "prediction": "none", "prizes": []}
    sheets = [
        Sheet(str(n), 1, None, n, right, None, 1000, OPENS + timedelta(seconds=n))
        for n, right in [(1, 5), (2, 2)]
    ]
    assert [line.sheet.right for line in rank(sheets, terms=terms, asked=5).lines] == [2]


def test_excluded_persons_took_part_and_get_no_line():
    published = ALL[0]
    lines, ranking = ranked_lines(published, sheets_of(published), excluded={PEOPLE.index("binh")})
    assert [who for _rank, who, *_ in lines] == ["chi", "an", "giang", "dao"]
    assert lines[0][0] == 1 and ranking.answer == published.answer == ranking.participants
