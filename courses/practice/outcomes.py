"""Practice tasks: which results count, and which tasks they finish.

Pure functions from a set of happenings to completions. Their order and repetitions don't matter, because they
are deduplicated and then sorted by their own moments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.practice.enums import OutcomeKind
from members.notices.enums import MilestoneEventType, MilestoneKind

# A result undone within this time reopens the task; after that it still counts.
SETTLES_AFTER = timedelta(days=7)

# Every kind of task reads one kind of milestone.
MILESTONE_OF: dict[str, MilestoneKind] = {
    OutcomeKind.PRODUCT_LISTED: MilestoneKind.PRODUCT_PHOTOGRAPHED,
    OutcomeKind.HARVEST_RECORDED: MilestoneKind.HARVEST_RECORDED,
    OutcomeKind.LABELS_PRINTED: MilestoneKind.LABELS_PRINTED,
    OutcomeKind.SCANNED_BY_DEVICES: MilestoneKind.SCANNED_BY_THREE,
    OutcomeKind.FIRST_ORDER: MilestoneKind.FIRST_ORDER,
    OutcomeKind.LIVESTREAM_HELD: MilestoneKind.LIVESTREAM_HELD,
    OutcomeKind.FANPAGE_CONFIRMED: MilestoneKind.FANPAGE_OPENED,
    OutcomeKind.HANDED_IN: MilestoneKind.WORK_HANDED_IN,
}
# Handed in by the member and confirmed by a trainer; all others are measured and never typed in.
REVIEWED = frozenset({OutcomeKind.LIVESTREAM_HELD, OutcomeKind.FANPAGE_CONFIRMED, OutcomeKind.HANDED_IN})


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """A milestone event of a user, or its undoing. `user` is a pseudonym, `id` identifies repetitions."""

    at: datetime
    type: str
    user: str
    kind: str
    subject: str
    id: str


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """A user's practice task, finished by `count` results of one kind.

    prefix: only subjects that begin with it count ("task:…" of a hand-in).
    """

    user: str
    task: str
    kind: str
    count: int = 1
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished task: the moment of its last result, and the subjects of its results, the earliest first."""

    user: str
    task: str
    done_at: datetime
    subjects: tuple[str, ...]


def standing_results(happenings: Iterable[Happening]) -> dict[tuple[str, str], dict[str, datetime]]:
    """Return {(user, milestone kind): {subject: time of its event}}.

    Results undone within SETTLES_AFTER of their event are left out. A later undoing changes nothing.
    """
    standing: dict[tuple[str, str], dict[str, datetime]] = {}
    # At the same moment, events come before undoings.
    events = sorted(
        {
            (one.at, one.type != MilestoneEventType.HAPPENED, one.user, one.kind, one.subject)
            for one in happenings
        }
    )
    for at, is_undoing, user, kind, subject in events:
        results = standing.setdefault((user, kind), {})
        if not is_undoing:
            results.setdefault(subject, at)
        elif subject in results and at - results[subject] <= SETTLES_AFTER:
            del results[subject]
    return standing


def completions(tasks: Iterable[Task], happenings: Iterable[Happening]) -> list[Completion]:
    """Return the finished tasks, sorted by user and task.

    The order and repetition of both inputs don't matter.
    """
    standing = standing_results(happenings)
    done = []
    for task in sorted(set(tasks)):
        results = standing.get((task.user, MILESTONE_OF[task.kind]), {})
        found = sorted((at, subject) for subject, at in results.items() if subject.startswith(task.prefix))[
            : task.count
        ]
        if task.count > 0 and len(found) == task.count:
            done.append(
                Completion(task.user, task.task, found[-1][0], tuple(subject for _, subject in found))
            )
    return done
