"""What a trade of courses asks those that build on it (backend.common.ports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from courses.models import Enrolment


@Port
def course_started(*, enrolment: Enrolment) -> None:
    """Look at what a member did before she started the course."""


@Port
def course_finished(*, enrolment: Enrolment) -> object:
    """Issue what a finished course gives."""
    return None


@Port
def course_reopened(*, enrolment: Enrolment) -> None:
    """Revoke what was issued for a result that was taken back."""
