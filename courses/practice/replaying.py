"""Read and write events and tasks as strict JSON lines.

`./run replay_tasks` reads them, `./run export_milestones` writes them.

    {"type": "happened" | "undone", "id", "user", "kind", "subject", "at"}
    {"type": "task", "user", "task", "kind", "count": 1, "prefix": ""}

The `kind` of an event is a members.notices.enums.MilestoneKind. The `kind` of a task is a
courses.practice.enums.OutcomeKind.

`at` is ISO 8601 with an offset. A line may be repeated. The same id, or the same task of the same user, with
other content is refused, because then the order would matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from courses.practice.enums import OutcomeKind
from courses.practice.outcomes import Completion, Happening, Task
from members.notices.enums import MilestoneEventType, MilestoneKind

LONGEST_TEXT = 300
MOST_RESULTS = 1000


class LineError(ValueError):
    """An unreadable line; `str` gives the line and the reason in readable form."""


def read_lines(lines: Iterable[str]) -> tuple[list[Task], list[Happening]]:
    """Return tasks and happenings without repetitions, skipping empty lines.

    Raises LineError for the first invalid line.
    """
    tasks: dict[tuple[str, str], tuple[int, Task]] = {}
    happenings: dict[str, tuple[int, Happening]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _object(line)
            if _text(row, "type") == "task":
                task = _task(row)
                at, known = tasks.setdefault((task.user, task.task), (number, task))
                if known != task:
                    raise LineError(_("việc này ở dòng %(line)d có nội dung khác") % {"line": at})
            else:
                happening = _happening(row)
                at, first = happenings.setdefault(happening.id, (number, happening))
                if first != happening:
                    raise LineError(_("mã này ở dòng %(line)d có nội dung khác") % {"line": at})
        except LineError as error:
            raise LineError(_("Dòng %(line)d: %(why)s.") % {"line": number, "why": error}) from None
    return [task for _line, task in tasks.values()], [one for _line, one in happenings.values()]


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError(_("không phải JSON")) from None
    if not isinstance(row, dict):
        raise LineError(_("không phải một đối tượng JSON"))
    return row


def _text(row: dict[str, Any], name: str, default: str | None = None) -> str:
    value = row.get(name, default)
    if not isinstance(value, str) or (not value and default is None):
        raise LineError(_("thiếu “%(name)s”, hoặc nó không phải chữ") % {"name": name})
    if len(value) > LONGEST_TEXT:
        raise LineError(_("“%(name)s” dài quá %(most)d chữ") % {"name": name, "most": LONGEST_TEXT})
    return value


def _task(row: dict[str, Any]) -> Task:
    kind, count = _text(row, "kind"), row.get("count", 1)
    if kind not in OutcomeKind.values:
        raise LineError(_("không có loại việc “%(kind)s”") % {"kind": kind})
    if type(count) is not int or not 1 <= count <= MOST_RESULTS:
        raise LineError(_("“count” phải là số từ 1 đến %(most)d") % {"most": MOST_RESULTS})
    return Task(
        user=_text(row, "user"),
        task=_text(row, "task"),
        kind=kind,
        count=count,
        prefix=_text(row, "prefix", ""),
    )


def _happening(row: dict[str, Any]) -> Happening:
    type, kind = _text(row, "type"), _text(row, "kind")
    if type not in MilestoneEventType.values:
        raise LineError(_("không có loại dòng “%(type)s”") % {"type": type})
    if kind not in MilestoneKind.values:
        raise LineError(_("không có loại kết quả “%(kind)s”") % {"kind": kind})
    return Happening(
        at=_moment(_text(row, "at")),
        type=type,
        user=_text(row, "user"),
        kind=kind,
        subject=_text(row, "subject"),
        id=_text(row, "id"),
    )


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise LineError(
            _("“at” phải là lúc theo ISO 8601, có múi giờ, như 2026-11-24T14:05:00+07:00")
        ) from None


def happening_line(happening: Happening) -> str:
    return _line(
        {
            "type": str(happening.type),
            "id": happening.id,
            "user": happening.user,
            "kind": str(happening.kind),
            "subject": happening.subject,
            "at": happening.at.astimezone(UTC).isoformat(),
        }
    )


def task_line(task: Task) -> str:
    return _line(
        {
            "type": "task",
            "user": task.user,
            "task": task.task,
            "kind": str(task.kind),
            "count": task.count,
            "prefix": task.prefix,
        }
    )


def completion_lines(completions: Iterable[Completion]) -> Iterator[str]:
    """Yield completions as lines, in the given order; courses.practice.outcomes sorts by user and task."""
    for one in completions:
        yield _line(
            {
                "user": one.user,
                "task": one.task,
                "done_at": one.done_at.astimezone(UTC).isoformat(),
                "subjects": list(one.subjects),
            }
        )


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
