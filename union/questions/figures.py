"""How many questions came, were answered, and in time, by topic and by commune. No figure tells of fewer than five women."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q

from backend.law.situations.stock import stock
from courses.reports.disclosure import Figures, branches_upwards, printable_layers
from members.models import Branch
from union.questions.models import Question

# Questions about a topic that may become a situation.
LEAST_ASKED = 5


@dataclass(frozen=True, slots=True)
class FigureRow:
    """Figures of a topic or commune; None if they would tell of fewer than five questions, also by subtraction.

    topic: id of the topic of a row that is shown with its number, so that it can become a situation.
    """

    name: str
    asked: int | None
    answered: int | None
    in_time: int | None
    topic: str = ""


def figures_by_branch(branch: Branch, first: dt.date, last: dt.date) -> list[FigureRow]:
    """Return `branch` and each branch directly below it with questions asked from `first` to `last`. Two queries."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path, *counts in _counts(first, last, "asked_branch__path"):
        for above in branches_upwards(path):
            sums[above] = [one + more for one, more in zip(sums[above], counts, strict=True)]
    rows = Branch.objects.filter(Q(pk=branch.pk) | Q(parent=branch)).order_by("path")
    shown = _printed(dict(sums))
    return [FigureRow(row.name, *shown[row.path]) for row in rows if row.path in shown]


def figures_by_topic(first: dt.date, last: dt.date) -> list[FigureRow]:
    """Return a row for each topic with questions asked from `first` to `last`, the most asked first. One query.

    Erased questions have no topic, so they count in the branches alone.
    """
    known = stock().topics
    counts = {topic: row for topic, *row in _counts(first, last, "topic") if topic in known}
    total = [sum(each) for each in zip(*counts.values(), strict=True)] if counts else [0, 0, 0]
    shown = _printed({"/0/": total, **{f"/0/{topic}/": row for topic, row in counts.items()}})
    found = []
    for topic in counts:
        asked, answered, in_time = shown[f"/0/{topic}/"]
        is_draftable = asked is not None and asked >= LEAST_ASKED
        row = FigureRow(known[topic].title, asked, answered, in_time, topic if is_draftable else "")
        found.append(row)
    return sorted(found, key=lambda row: -(row.asked or 0))


def _counts(first: dt.date, last: dt.date, by: str) -> list[tuple[str, int, int, int]]:
    """Return (value of `by`, asked, answered, answered in time). A double was answered with the question it was merged into."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = Question.objects.filter(asked_at__date__gte=first, asked_at__date__lte=last).order_by()
    answered = rows.annotate(by=F(by)).values_list("by", "answered_at", "merged_into__answered_at", "due_at")
    for key, own, merged, due in answered.iterator():
        moment = own or merged
        for at, is_counted in enumerate((True, moment is not None, moment is not None and moment < due)):
            sums[key][at] += is_counted
    return [(key, *row) for key, row in sums.items()]  # type: ignore[misc]


def _printed(sums: dict[str, list[int]]) -> dict[str, tuple[int | None, int | None, int | None]]:
    """Return the figures to print, decided over all rows together (courses/reports/disclosure.py).

    Its layers there are enrolled, unfinished, stuck; here asked, answered, answered late.
    """
    tree = {
        path: Figures(enrolled=asked, finished=asked - answered, stuck=answered - in_time)
        for path, (asked, answered, in_time) in sums.items()
    }
    layers = printable_layers(tree)
    shown: dict[str, tuple[int | None, int | None, int | None]] = {}
    for path, (asked, answered, in_time) in sums.items():
        depth = layers[path]
        shown[path] = (
            asked if depth > 0 else None,
            answered if depth > 1 else None,
            in_time if depth > 2 else None,
        )
    return shown
