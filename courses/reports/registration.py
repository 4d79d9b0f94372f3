from __future__ import annotations

from typing import Any

from backend.common import slots
from courses.reports.rules import may_see_reports
from members.acting import ActorRequest


def register() -> None:
    """Register the reports with the other apps. Called once, from AppConfig.ready()."""
    slots.register(
        "profile.rows",
        "reports",
        template="courses/reports/slots/profile_reports.html",
        context=report_row,
        order=60,
    )


def report_row(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if may_see_reports(request.actor.member) else None
