"""Permissions: who organises contests, and who takes part."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.contests.entry_statements import Standing
from courses.contests.enums import WhoMayEnter
from courses.contests.errors import EntryRefused
from courses.models import Contest
from members.models import Branch
from members.rules import has_desk, is_officer_of


def may_organise(user: Any) -> bool:
    """Return whether `user` may create a contest. True for officers (for their own branches) and staff."""
    return has_desk(user)


def may_organise_for(user: Any, branch: Branch) -> bool:
    return branch.is_active and is_officer_of(user, branch)


def may_run_contest(user: Any, contest: Contest) -> bool:
    """Return whether `user` may write, commit, close and publish the contest.

    True for officers of the organising branch or of a branch above, and for staff.
    """
    return is_officer_of(user, contest.branch)


def require_entrant(user: Any, standing: Standing, *, who: str, units: list[int]) -> None:
    """Raise EntryRefused with a message if the user may not enter.

    `who` and `units` are taken from the committed terms. Organisers have seen the key and can't enter.
    """
    if not user.phone:
        raise EntryRefused(
            _("Mỗi số điện thoại thi bằng một tài khoản. Chị thêm số điện thoại vào tài khoản rồi vào thi."),
            code="no_phone",
        )
    if standing.is_organiser:
        raise EntryRefused(_("Chị ở trong Ban tổ chức nên không dự thi cuộc này."), code="organiser")
    path = standing.branch_path
    if not path and (who == WhoMayEnter.MEMBERS or units):
        raise EntryRefused(
            _("Cuộc thi này dành cho hội viên. Chị xin vào chi hội và đợi chi hội xác nhận."),
            code="not_a_member",
        )
    if path and units and not {int(part) for part in path.strip("/").split("/")} & set(units):
        raise EntryRefused(
            _("Cuộc thi này dành cho đơn vị khác. Chi hội của chị chưa có trong danh sách."),
            code="other_unit",
        )
