"""Register the acts, states, clock job, slots and offline pages of reports."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.theme import offline
from members.acting import ActorRequest
from union.issues import ports as issues
from union.issues.models import Issue, Receipt
from union.reports import tasks as tasks  # Django finds only the tasks.py at an app's top
from union.reports.actions.mergers import carry_over, count_moving
from union.reports.actions.periods import open_periods
from union.reports.auditing import STATED
from union.reports.models import Report, ReportPeriod

ACTS = (
    Act("report.form_written", words=_("Soạn mẫu báo cáo")),
    Act("report.form_published", words=_("Đưa mẫu báo cáo vào dùng")),
    Act("report.form_retired", words=_("Thôi dùng mẫu báo cáo")),
    Act("report.expected"),
    Act("report.saved", words=_("Ghi báo cáo")),
    Act("report.sent", words=_("Gửi báo cáo lên cấp trên")),
    Act("report.returned", words=_("Trả lại báo cáo để sửa")),
    Act("report.accepted", words=_("Nhận báo cáo")),
    Act("report.locked", words=_("Khoá báo cáo")),
    Act("report.excused", words=_("Miễn báo cáo cho một cơ sở")),
    Act("report.draft", words=_("Thôi miễn báo cáo, số đã ghi còn nguyên")),
    Act("report.waiting", words=_("Thôi miễn báo cáo")),
    Act("report.extended", words=_("Cho thêm ngày làm báo cáo")),
    Act("report.period_locked", words=_("Khoá kỳ báo cáo")),
    Act("report.period_reopened", words=_("Mở lại kỳ báo cáo")),
    Act("report.values_sent", words=_("Gửi số liệu báo cáo sang DHIS2")),
    Act("report.moved", words=_("Chuyển báo cáo theo cơ sở sáp nhập")),
)


def register() -> None:
    """Register reports' acts, states, clock job, slots and offline pages. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    issues.branch_merged.provide(carry_over)
    issues.reports_to_move.provide(count_moving)
    daily(at="00:10", name="reports.open_periods")(open_periods)
    offline.register_own_folder("union:reports")
    slots.register("union.issue", "report", template="union/reports/slots/issue.html", context=of_issue)
    slots.register(
        "officer.desk", "reports", template="union/reports/slots/desk.html", context=at_desk, order=58
    )


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return how many reports the officer has to write and to decide."""
    officer = request.actor.member
    rows = Report.objects.visible_to(officer).order_by()
    return {"open": rows.to_write_by(officer).count(), "to_decide": rows.to_decide_by(officer).count()}


def of_issue(
    request: ActorRequest, issue: Issue, receipt: Receipt | None = None, **kw: Any
) -> dict[str, Any] | None:
    """Return the period that an issue asks about, and of a receipt the report, if the user may see it."""
    if issue.kind != "report":
        return None
    period = ReportPeriod.objects.select_related("form").filter(issue=issue).first()
    if period is None:
        return None
    report = None
    if receipt is not None:
        rows = Report.objects.visible_to(request.actor.member)
        report = rows.filter(period=period, branch=receipt.issued_to_id).first()
    return {"period": period, "report": report}
