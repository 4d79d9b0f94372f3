"""Write, send, return and accept reports; excuse a branch, or give it more time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import filled, nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.notices.actions.notices import notify
from members.rules import require
from union.issues.actions.following import Followed, follow_records
from union.issues.enums import ReceiptState
from union.reports.checking import (
    ReportOver,
    ReportRefused,
    Typed,
    Value,
    check_values,
    clean_words,
    require_complete,
)
from union.reports.enums import ReportState
from union.reports.kinds.finding import count_known
from union.reports.models import Report, ReportValue
from union.reports.rules import may_decide_report, may_make_exception, may_write_report

MAX_NOTE = 500
MAX_REASON = 400
TIME_TO_CORRECT = dt.timedelta(days=3)


@transaction.atomic
def save_report(
    *,
    actor: Actor,
    report: Report,
    typed: Mapping[str, Typed],
    note: str = "",
    version: int | None = None,
    is_from_paper: bool = False,
    sends: bool = False,
) -> Report:
    """Save what was typed as the whole report, and with `sends` send it to the branch above.

    version: of the report that the page showed; None to overwrite whatever there is.
    is_from_paper: the branch handed in paper, and the caller typed it.
    Raises NotAllowed, ReportOver, FieldErrors.
    """
    row = _locked(report)
    require(may_write_report(actor.member, row))
    _require_open(row)
    if version is not None and version != row.version and row.saved_by_id != actor.member.pk:
        raise ReportOver(
            _("Người khác đã ghi báo cáo này sau khi chị mở. Chị mở lại để xem số mới."),
            code="report_changed",
        )
    definition = row.period.form.content
    values = check_values(definition, typed, known_of(row))
    row.note = clean_words(note)[:MAX_NOTE]
    if sends:
        require_complete(definition, values, row.note)
    changed, gone = _write_values(row, values)
    row.version += 1
    row.saved_by, row.saved_at, row.is_from_paper = actor.member, timezone.now(), is_from_paper
    begins = row.state == ReportState.WAITING
    if sends:
        row.state, row.sent_by, row.sent_at = ReportState.SENT, actor.member, row.saved_at
        row.was_late = row.was_late or timezone.localdate(row.saved_at) > row.due_date
    elif begins:
        row.state = ReportState.DRAFT
    row.save()
    _append(actor, "report.sent" if sends else "report.saved", row, changed, gone)
    if sends or begins:
        _follow(actor, row, ReceiptState.DONE if sends else ReceiptState.OPENED)
    return row


@transaction.atomic
def return_report(*, actor: Actor, report: Report, reason: str) -> Report:
    """Return a sent or accepted report with a reason, and give at least three days to correct it.

    Raises NotAllowed, ReportRefused.
    """
    row = _locked(report)
    require(may_decide_report(actor.member, row))
    _require(row, ReportState.SENT, ReportState.ACCEPTED)
    row.reason = _reason(reason)
    by = timezone.localdate() + TIME_TO_CORRECT
    row.due_date = max(row.due_date, by)
    row.closing_date = max(row.closing_date, by)
    _decide(actor, row, ReportState.RETURNED)
    _follow(actor, row, None)
    if row.sent_by is not None:
        notify(
            user=row.sent_by,
            kind="report.returned",
            title=filled(gettext_lazy("Báo cáo cần sửa: %(title)s"), {"title": row.period.form.title}),
            body=row.reason,
            url=reverse("union:report", args=[row.ref]),
        )
    return row


@transaction.atomic
def accept_report(*, actor: Actor, report: Report) -> Report:
    """Accept a sent report. Nobody accepts her own. Raises NotAllowed, ReportRefused."""
    row = _locked(report)
    require(may_decide_report(actor.member, row))
    _require(row, ReportState.SENT)
    return _decide(actor, row, ReportState.ACCEPTED)


@transaction.atomic
def excuse_report(*, actor: Actor, report: Report, reason: str) -> Report:
    """Don't expect this report; its branch is left out of the rates. Raises NotAllowed, ReportRefused."""
    row = _exception(actor, report)
    _require(row, ReportState.WAITING, ReportState.DRAFT, ReportState.RETURNED)
    row.reason = _reason(reason)
    _decide(actor, row, ReportState.EXCUSED)
    _follow(actor, row, ReceiptState.EXCUSED)
    return row


@transaction.atomic
def expect_report(*, actor: Actor, report: Report) -> Report:
    """Expect an excused report again. Raises NotAllowed, ReportRefused."""
    row = _exception(actor, report)
    _require(row, ReportState.EXCUSED)
    _decide(actor, row, ReportState.DRAFT if row.figures.exists() else ReportState.WAITING)
    _follow(actor, row, None)
    return row


@transaction.atomic
def extend_report(*, actor: Actor, report: Report, closing_date: dt.date, reason: str) -> Report:
    """Let one branch write until a later day. The due day stays, so the report counts as late.

    Raises NotAllowed, ReportRefused.
    """
    row = _exception(actor, report)
    _require(row, ReportState.WAITING, ReportState.DRAFT, ReportState.RETURNED)
    row.reason = _reason(reason)
    if closing_date < timezone.localdate() or closing_date < row.due_date:
        raise ReportRefused(_("Chị chọn một ngày sau hôm nay."), field="closing_date", code="report_closing")
    row.closing_date = closing_date
    row.save(update_fields=["closing_date", "reason"])
    _append(actor, "report.extended", row)
    return row


def known_of(report: Report) -> dict[str, int | None]:
    """Return {code of a field: what Piêu counts for the report's branch and period}."""
    keys = {each.code: each.known for each in report.period.form.content.fields if each.known}
    if not keys:
        return {}
    period = report.period
    counted = count_known(set(keys.values()), report.branch, period.start_date, period.end_date)
    return {code: counted.get(key) for code, key in keys.items()}


def _write_values(report: Report, values: Mapping[str, Value]) -> tuple[list[ReportValue], list[ReportValue]]:
    """Make the report's rows equal `values`. Return the rows that changed, and those that are gone."""
    rows = {row.code: row for row in report.figures.all()}
    gone = [row for code, row in rows.items() if code not in values]
    ReportValue.objects.filter(pk__in=[row.pk for row in gone]).delete()
    changed, new = [], []
    for code, value in values.items():
        fields = {"number": value.number, "text": value.text, "known": value.known, "reason": value.reason}
        row = rows.get(code)
        if row is None:
            new.append(ReportValue(report=report, code=code, **fields))
        elif any(getattr(row, name) != wanted for name, wanted in fields.items()):
            for name, wanted in fields.items():
                setattr(row, name, wanted)
            changed.append(row)
    ReportValue.objects.bulk_update(changed, ["number", "text", "known", "reason"])
    ReportValue.objects.bulk_create(new)
    return [*changed, *new], gone


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related(
            "period__form__branch",
            "period__issue",
            "branch",
            "counts_for",
            "saved_by",
            "sent_by",
            "decided_by",
        )
        .get(pk=report.pk)
    )


def _require_open(row: Report) -> None:
    if row.period.is_locked:
        raise ReportOver(_("Kỳ này đã khoá."), code="report_locked")
    if not row.is_open:
        raise ReportOver(_("Báo cáo đã gửi. Muốn sửa, chị nhờ cấp trên trả lại."), code="report_not_open")
    if timezone.localdate() > row.closing_date:
        raise ReportOver(_("Đã qua ngày khoá. Chị xin cấp trên cho thêm ngày."), code="report_closed")


def _require(row: Report, *before: ReportState) -> None:
    if row.period.is_locked:
        raise ReportOver(_("Kỳ này đã khoá."), code="report_locked")
    if row.state not in before:
        raise ReportOver(_("Báo cáo vừa đổi. Chị mở lại trang này."), code="report_over")


def _exception(actor: Actor, report: Report) -> Report:
    row = _locked(report)
    require(may_make_exception(actor.member, row))
    return row


def _reason(reason: str) -> str:
    words = nfc(reason)[:MAX_REASON]
    if not words:
        raise ReportRefused(_("Chị ghi vì sao."), field="reason", code="report_no_reason")
    return words


def _decide(actor: Actor, row: Report, state: ReportState) -> Report:
    row.state, row.decided_by, row.decided_at = state, actor.member, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "due_date", "closing_date"])
    _append(actor, f"report.{state}", row)
    return row


def _follow(actor: Actor, row: Report, state: ReceiptState | None) -> None:
    """Let the receipt of the report's branch follow it."""
    if row.period.issue is not None:
        record = Followed(row.branch_id, state, row.due_date, row.reason)
        follow_records(actor=actor, issue=row.period.issue, records=[record])


def _append(
    actor: Actor,
    kind: str,
    row: Report,
    changed: Iterable[ReportValue] = (),
    gone: Iterable[ReportValue] = (),
) -> None:
    append_entry(
        kind=kind,
        subject=f"report:{row.ref}",
        payload={
            "period": row.period.code,
            "branch": row.branch_id,
            "fromPaper": row.is_from_paper,
            **states(row, *changed, gone=gone),
        },
        **actor.ledger_refs(),
    )
