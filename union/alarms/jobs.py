"""Jobs of alarms. The clock enqueues the ringing every minute: a killed worker delays it by a minute, not by a lease."""

from __future__ import annotations

from backend.common.background import task
from backend.common.clock import daily, every
from union.alarms.actions.erasing import erase_old_alarms
from union.alarms.actions.ringing import ring_due_alarms


@task(name="ring_alarms", priority=60)
def ring_alarms_task() -> None:
    """Ring the next officers of every alarm that is due. Safe to run twice."""
    ring_due_alarms()


def register_jobs() -> None:
    every(minutes=1, name="alarms.ring")(ring_alarms_task)
    daily(at="03:55", name="alarms.erase_old")(erase_old_alarms)
