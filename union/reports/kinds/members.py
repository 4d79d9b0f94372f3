"""Members of a branch."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.branches.enums import MembershipState
from members.models import Branch, Membership
from union.reports.kinds.base import KnownFigure, moments


def confirmed_members(branch: Branch, start: dt.date, end: dt.date) -> int:
    """Return the members today who were confirmed before the end of `end`."""
    rows = Membership.objects.filter(branch__path__startswith=branch.path, state=MembershipState.CONFIRMED)
    return rows.filter(Q(decided_at=None) | Q(decided_at__lt=moments(start, end)[1])).count()


def new_members(branch: Branch, start: dt.date, end: dt.date) -> int:
    first, after = moments(start, end)
    rows = Membership.objects.filter(branch__path__startswith=branch.path, state=MembershipState.CONFIRMED)
    return rows.filter(decided_at__gte=first, decided_at__lt=after).count()


KNOWN = (
    KnownFigure("members", _("Hội viên"), _("hội viên đã xác nhận trên Piêu"), confirmed_members),
    KnownFigure(
        "new_members", _("Hội viên mới"), _("hội viên được xác nhận trên Piêu trong kỳ"), new_members
    ),
)
