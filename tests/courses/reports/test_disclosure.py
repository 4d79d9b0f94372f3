"""Figures printed for a tree of branches, against a reader who can add and subtract."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.reports.disclosure import LEAST, Figures, branches_upwards, printable_layers
from tests.quick import examples

PROVINCE, EAST, WEST = "/1/", "/1/2/", "/1/3/"
CHAPTERS = ("/1/2/4/", "/1/2/5/", "/1/2/6/", "/1/3/7/", "/1/3/8/")
HOMES = (*CHAPTERS, WEST)  # some of the west's members are in none of its chapters
NOWHERE = ("", "")
PARTS = ("finished", "stuck", "going")
LAYERS = ((PARTS,), (PARTS[:1], PARTS[1:]), (PARTS[1:2], PARTS[2:]))

type People = dict[tuple[str, str], int]
COUNT = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 11])
PEOPLE = st.lists(COUNT, min_size=18, max_size=18).map(
    lambda counts: dict(zip([(home, part) for home in HOMES for part in PARTS], counts, strict=True))
)


def tree_of(people: People) -> dict[str, Figures]:
    counts: dict[str, Counter[str]] = {}
    for (home, part), count in people.items():
        for path in branches_upwards(home):
            counts.setdefault(path, Counter())[part] += count
    return {
        path: Figures(sum(count.values()), count["finished"], count["stuck"])
        for path, count in counts.items()
        if sum(count.values())
    }


def disclosed_figures(people: People) -> dict[tuple[str, tuple[str, ...]], bool]:
    """(branch, parts counted together) -> whether that number follows from the branch's own printed figures."""
    printed = printable_layers(tree_of(people))
    return {
        (path, parts): printed[path] > layer
        for path in printed
        for layer, layers_parts in enumerate(LAYERS)
        for parts in layers_parts
    }


def places(path: str, parts: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((home, part) for home in HOMES for part in parts if home.startswith(path))


def could_be_otherwise(people: People, printed: list[frozenset], wanted: frozenset) -> bool:
    """Return whether other people with the same published figures would give another number of `wanted`.

    Looks at all who differ by where one or two persons are: each goes somewhere else, into the tree or out of it.
    """
    all_places = people | {NOWHERE: 99}
    moves: dict[tuple[int, ...], list[tuple]] = {}
    for here, there in permutations(all_places, 2):
        change = tuple((there in places) - (here in places) for places in printed)
        moves.setdefault(change, []).append((here, there, (there in wanted) - (here in wanted)))

    def is_otherwise(*chosen: tuple) -> bool:
        leaving = Counter(here for here, _there, _by in chosen)
        return sum(by for *_, by in chosen) != 0 and all(all_places[one] >= n for one, n in leaving.items())

    if any(is_otherwise(move) for move in moves.get((0,) * len(printed), [])):
        return True
    return any(
        is_otherwise(one, two)
        for change, first in moves.items()
        for one in first
        for two in moves.get(tuple(-by for by in change), [])
    )


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE)
def test_no_number_under_five_is_printed_or_can_be_solved(people):
    figures = disclosed_figures(people)
    printed = [places(*where) for where, is_printed in figures.items() if is_printed]
    for where, is_printed in figures.items():
        count = sum(people[one] for one in places(*where))
        if is_printed:
            assert count == 0 or count >= LEAST
        elif 0 < count < LEAST:
            assert could_be_otherwise(people, printed, places(*where)), (where, count)
