"""Who writes forms and reports, and who decides on reports. `user` is the member who acts."""

from __future__ import annotations

from typing import Any

from members.models import Branch
from members.rules import is_officer_above, is_officer_of
from union.reports.models import Report, ReportForm, ReportPeriod
from union.roles.enums import UnionRoleName
from union.roles.rules import holds


def may_write_forms(user: Any, branch: Branch | None) -> bool:
    """Return True for officers of `branch` or above. A chapter has nobody below that would report to it."""
    return branch is not None and not branch.is_chapter and is_officer_of(user, branch)


def may_edit_form(user: Any, form: ReportForm) -> bool:
    return may_write_forms(user, form.branch)


def may_run_period(user: Any, period: ReportPeriod) -> bool:
    """Return True if `user` may lock and reopen the period: officers of the branch whose form it is."""
    return is_officer_of(user, period.form.branch)


def may_write_report(user: Any, report: Report) -> bool:
    """Return True for officers of the branch for which the report counts, and its reporters.

    Officers and reporters above may, too: a branch without a phone hands in paper.
    """
    return is_officer_of(user, report.counts_for) or holds(user, UnionRoleName.REPORTER, report.counts_for)


def may_decide_report(user: Any, report: Report) -> bool:
    """Return True for officers above the branch, except for who sent the report."""
    return is_officer_above(user, report.counts_for) and report.sent_by_id != user.pk


def may_make_exception(user: Any, report: Report) -> bool:
    """Return True if `user` may excuse the branch or give it more time: officers above it."""
    return is_officer_above(user, report.counts_for)
