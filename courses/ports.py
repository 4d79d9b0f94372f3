"""Ports that a trade of courses calls and other trades implement (backend.common.ports)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from courses.models import Enrolment


@Port
def course_started(*, enrolment: Enrolment) -> None:
    """Called when a member has started a course. Implementations process what the member did before."""


@Port
def course_finished(*, enrolment: Enrolment) -> object:
    """Called when a member has finished a course.

    Implementations issue what the course earns, such as a certificate.
    """
    return None


@Port
def course_reopened(*, enrolment: Enrolment) -> None:
    """Called when a result of a finished course was undone.

    Implementations revoke what was issued for the course.
    """
