"""Ports that a trade of courses calls and other trades implement (backend.common.ports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from courses.models import Enrolment


@Port
def course_started(*, enrolment: Enrolment) -> None:
    """Process what a member did before starting the course."""


@Port
def course_finished(*, enrolment: Enrolment) -> object:
    """Issue what a finished course earns."""
    return None


@Port
def course_reopened(*, enrolment: Enrolment) -> None:
    """Revoke what was issued for a result that was taken back."""
