"""What is in force on a day: a fold over the dates and changes of a provision and of all that holds it.

A path is a provision, then what holds it, up to the document. Of its nodes

- an end counts for all below: the last day of a node, or a change that replaces, repeals or suspends it;
- a start counts for all below, unless a change says "partly in force": then the start of its node and of what
  holds it is that change's, and so is its last day;
- amendments and supplements change texts, not force.

A recorded change counts whatever text an edition holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.law.library.enums import ChangeKind, Standing

ENDING = (ChangeKind.REPLACES, ChangeKind.REPEALS)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included. None: open."""

    from_date: dt.date | None = None
    to_date: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.has_begun(day) and (self.to_date is None or day <= self.to_date)

    def has_begun(self, day: dt.date) -> bool:
        return self.from_date is None or self.from_date <= day


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    period: Period


@dataclass(frozen=True, slots=True)
class Node:
    period: Period
    events: tuple[Event, ...] = ()

    def has(self, day: dt.date, *kinds: str) -> bool:
        """Return whether an event of one of `kinds` holds on `day`."""
        return any(event.kind in kinds and event.period.holds(day) for event in self.events)


def standing_of(path: Sequence[Node], day: dt.date) -> Standing:
    """Return what the first node of `path` is on `day`."""
    if any(_has_ended(node, day) for node in path):
        return Standing.ENDED
    if any(node.has(day, ChangeKind.SUSPENDS) for node in path):
        return Standing.SUSPENDED
    return Standing.IN_FORCE if _has_begun(path, day) else Standing.NOT_YET


def boundaries(path: Iterable[Node]) -> set[dt.date]:
    """Return the days on which the standing of a path may differ from the day before."""
    days: set[dt.date] = set()
    for node in path:
        for period in (node.period, *(event.period for event in node.events)):
            days |= {period.from_date} if period.from_date else set()
            days |= {period.to_date + dt.timedelta(days=1)} if period.to_date else set()
    return days


def _has_ended(node: Node, day: dt.date) -> bool:
    if node.has(day, *ENDING) or (node.period.to_date is not None and node.period.to_date < day):
        return True
    parts = [event.period for event in node.events if event.kind == ChangeKind.PARTLY_IN_FORCE]
    return bool(parts) and all(part.to_date is not None and part.to_date < day for part in parts)


def _has_begun(path: Sequence[Node], day: dt.date) -> bool:
    for node in path:
        parts = [event.period for event in node.events if event.kind == ChangeKind.PARTLY_IN_FORCE]
        if parts:
            return any(part.holds(day) for part in parts)
        if not node.period.has_begun(day):
            return False
    return True
