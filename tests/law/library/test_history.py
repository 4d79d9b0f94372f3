"""The fold over dates and changes, compared with a count that replays all of them day by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.law.library.enums import ChangeKind, Standing
from backend.law.library.history import Event, Node, Period, boundaries, standing_of

FIRST = dt.date(2026, 1, 1)
DAYS = 24
KINDS = [str(kind) for kind in ChangeKind]


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@st.composite
def periods(draw, may_begin_open=True):
    first = draw(st.one_of(st.none(), st.integers(0, DAYS)) if may_begin_open else st.integers(0, DAYS))
    last = draw(st.one_of(st.none(), st.integers(first or 0, DAYS)))
    return Period(None if first is None else day(first), None if last is None else day(last))


events = st.builds(Event, st.sampled_from(KINDS), periods(may_begin_open=False))
nodes = st.builds(Node, periods(), st.lists(events, max_size=3).map(tuple))
paths = st.lists(nodes, min_size=1, max_size=5)


def replayed(path: list[Node], until: dt.date) -> Standing:
    """Apply every beginning and end in the order of their days, and look at what is open on the last day."""
    happenings = []
    for place, node in enumerate(path):
        for name, period in [("own", node.period), *((event.kind, event.period) for event in node.events)]:
            happenings.append((period.from_date or dt.date.min, 0, place, name, 1))
            if period.to_date is not None:
                happenings.append((period.to_date + dt.timedelta(days=1), 1, place, name, -1))
    is_open: Counter[tuple[int, str]] = Counter()
    is_over: Counter[tuple[int, str]] = Counter()
    for when, _order, place, name, step in sorted(happenings):
        if when <= until:
            is_open[place, name] += step
            is_over[place, name] += step < 0
    parts = {
        place: sum(event.kind == "partly_in_force" for event in node.events)
        for place, node in enumerate(path)
    }
    dead = any(
        is_open[place, "replaces"] or is_open[place, "repeals"] or is_over[place, "own"]
        or (parts[place] and is_over[place, "partly_in_force"] == parts[place])
        for place in parts
    )  # fmt: skip
    if dead:
        return Standing.ENDED
    if any(is_open[place, "suspends"] for place in parts):
        return Standing.SUSPENDED
    for place in parts:
        if parts[place]:
            return Standing.IN_FORCE if is_open[place, "partly_in_force"] else Standing.NOT_YET
        if not is_open[place, "own"]:
            return Standing.NOT_YET
    return Standing.IN_FORCE


@settings(max_examples=1_000, deadline=None)
@given(paths)
def test_standing_equals_the_replayed_history_on_every_day(path):
    for number in range(-1, DAYS + 3):
        assert standing_of(path, day(number)) == replayed(path, day(number)), day(number)


@settings(max_examples=200, deadline=None)
@given(paths)
def test_standing_changes_only_on_boundaries(path):
    days = boundaries(path)
    for number in range(DAYS + 3):
        if standing_of(path, day(number)) != standing_of(path, day(number - 1)):
            assert day(number) in days


@settings(max_examples=200, deadline=None)
@given(paths, nodes)
def test_end_of_a_node_ends_all_below_it(path, below):
    for number in range(DAYS + 3):
        if standing_of(path, day(number)) == Standing.ENDED:
            assert standing_of([below, *path], day(number)) == Standing.ENDED


def test_amendment_ends_nothing_and_suspension_is_over_after_its_last_day():
    law = Node(Period(day(0)))
    amended = Node(Period(), (Event("amends", Period(day(2))), Event("supplements", Period(day(2)))))
    assert standing_of([amended, law], day(3)) == Standing.IN_FORCE
    resting = Node(Period(), (Event("suspends", Period(day(2), day(4))),))
    assert [standing_of([resting, law], day(number)) for number in (1, 2, 4, 5)] == [
        Standing.IN_FORCE, Standing.SUSPENDED, Standing.SUSPENDED, Standing.IN_FORCE,
    ]  # fmt: skip


def test_part_that_begins_at_another_day_outranks_the_day_of_its_document():
    law = Node(Period(day(10)))
    early = Node(Period(), (Event("partly_in_force", Period(day(5))),))
    late = Node(Period(), (Event("partly_in_force", Period(day(15))),))
    for node, first in ((early, 5), (late, 15)):
        clause = Node(Period())
        assert standing_of([clause, node, law], day(first - 1)) == Standing.NOT_YET
        assert standing_of([clause, node, law], day(first)) == Standing.IN_FORCE
