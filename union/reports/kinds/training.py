"""Training: who finished a course, classes and who came, contests. Only members who consent to reports are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from courses.models import Attendance, ContestEntry, Enrolment, LiveClass
from courses.reports.disclosure import is_closed
from courses.reports.people import paths_of_members
from members.models import Branch
from union.reports.kinds.base import KnownFigure, moments


def trained(branch: Branch, start: dt.date, end: dt.date) -> int | None:
    """Return the members who finished a course."""
    first, after = moments(start, end)
    rows = Enrolment.objects.filter(finished_at__gte=first, finished_at__lt=after)
    return _people(branch, rows.order_by().values_list("user_id", flat=True))


def classes_held(branch: Branch, start: dt.date, end: dt.date) -> int:
    first, after = moments(start, end)
    rows = LiveClass.objects.filter(branch__path__startswith=branch.path, cancelled_at=None)
    return rows.filter(starts_at__gte=first, starts_at__lt=after).count()


def class_attendances(branch: Branch, start: dt.date, end: dt.date) -> int | None:
    """Return the members who came to a class, each once."""
    first, after = moments(start, end)
    rows = Attendance.objects.filter(live_class__starts_at__gte=first, live_class__starts_at__lt=after)
    return _people(branch, rows.order_by().values_list("user_id", flat=True))


def contest_entrants(branch: Branch, start: dt.date, end: dt.date) -> int | None:
    first, after = moments(start, end)
    rows = ContestEntry.objects.filter(started_at__gte=first, started_at__lt=after)
    return _people(branch, rows.order_by().values_list("user_id", flat=True))


def _people(branch: Branch, users: Iterable[int | None]) -> int | None:
    """Count members of the branch among `users`, each once; None for one to four, who could be recognised."""
    paths = paths_of_members()
    count = len({user for user in users if user and paths.get(user, "").startswith(branch.path)})
    return None if is_closed(count) else count


KNOWN = (
    KnownFigure("trained", _("Hội viên học xong khoá học"), _("khoá học trên Piêu"), trained),
    KnownFigure("classes", _("Lớp học đã mở"), _("lớp học trên Piêu"), classes_held),
    KnownFigure("class_people", _("Hội viên đến lớp"), _("điểm danh lớp học trên Piêu"), class_attendances),
    KnownFigure("contestants", _("Hội viên dự thi"), _("bài thi trên Piêu"), contest_entrants),
)
