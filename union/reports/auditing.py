"""What ledger entries state of forms, periods, reports and their values."""

from backend.ledger.row_values import Stated
from union.reports.models import Report, ReportForm, ReportPeriod, ReportValue

STATED = (
    Stated(
        ReportForm,
        subject=lambda form: f"report_form:{form.ref}",
        stated=(
            "ref",
            "branch",
            "title",
            "about",
            "period_kind",
            "level",
            "due_days",
            "closing_days",
            "definition",
            "state",
            "replaces",
            "created_at",
            "published_at",
            "retired_at",
        ),
        people=("written_by",),
    ),
    Stated(
        ReportPeriod,
        subject=lambda period: f"report_form:{period.form.ref}",
        stated=(
            "form",
            "code",
            "start_date",
            "end_date",
            "due_date",
            "closing_date",
            "opened_at",
            "issue",
            "locked_at",
        ),
        people=("locked_by",),
        related=("form",),
    ),
    Stated(
        Report,
        subject=lambda report: f"report:{report.ref}",
        stated=(
            "ref",
            "period",
            "branch",
            "counts_for",
            "state",
            "version",
            "due_date",
            "closing_date",
            "was_late",
            "is_from_paper",
            "saved_at",
            "sent_at",
            "decided_at",
        ),
        people=("saved_by", "sent_by", "decided_by"),
        pinned=("note", "reason"),
    ),
    Stated(
        ReportValue,
        subject=lambda value: f"report:{value.report.ref}",
        stated=("report", "code", "number", "known"),
        pinned=("text", "reason"),
        related=("report",),
    ),
)
