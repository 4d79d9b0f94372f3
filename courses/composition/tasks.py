from __future__ import annotations

from backend.common import ports
from courses.actions.tasks import refresh_enrolment, refresh_tasks


def register() -> None:
    """Called once, from AppConfig.ready()."""
    ports.provide("milestone_changed", refresh_tasks)
    ports.provide("course_started", refresh_enrolment)
