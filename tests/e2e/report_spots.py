"""The pages of the Union's reports for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from members.acting import Actor
from members.models import Branch, User
from union.reports.actions.forms import FormFacts, begin_form, publish_form, put_field
from union.reports.actions.periods import open_period
from union.reports.actions.reports import save_report
from union.reports.checking import Typed
from union.reports.definition import Field
from union.reports.models import ReportForm

REPORT_SPOTS: list[tuple[Any, ...]] = [
    ("thu", "union:reports"),
    ("thu", "union:report", "open_report"),
    ("huong", "union:report", "sent_report"),
    ("huong", "union:report_period", "report_period"),
    ("huong", "union:report_forms"),
    ("huong", "union:new_report_form"),
    ("huong", "union:report_form", "report_draft"),
    ("huong", "union:edit_report_form", "report_draft"),
    ("huong", "union:new_report_field", "report_draft"),
    ("huong", "union:report_field", "report_draft", "hoi_vien"),
    ("huong", "union:report_rule", "report_draft"),
]
REPORTS_WITHOUT_PAGE = {
    "union:decide_report",
    "union:report_data",
    "union:report_file",
    "union:upload_report",
    "union:lock_report_period",
    "union:act_on_report_form",
}


def furnish_reports(huong: User, thu: User) -> dict[str, Any]:
    """A form in use, a report to write and a sent one, and the draft of another form."""
    actor, root = Actor.of(huong), Branch.objects.get(parent=None)
    fields = (Field("", "Hội viên", unit="người", known="members", over_time="last"), Field("", "Buổi họp"))

    def begin(title: str) -> ReportForm:
        form = begin_form(actor=actor, branch=root, facts=FormFacts(title))
        for field in fields:
            form = put_field(actor=actor, form=form, field=field)
        return form

    form = publish_form(actor=actor, form=begin("Báo cáo công tác Hội"))
    period = open_period(form=form, day=timezone.localdate())
    home = Branch.objects.get(role_grants__user=thu, role_grants__role="officer", level="commune")
    mine = period.reports.get(branch=home)
    other = period.reports.exclude(pk=mine.pk).first()
    values = {"hoi_vien": Typed("12", "Chưa lên Piêu"), "buoi_hop": Typed("2")}
    save_report(actor=actor, report=other, typed=values, sends=True, is_from_paper=True)
    return {
        "open_report": mine.ref,
        "sent_report": other.ref,
        "report_period": period.pk,
        "report_draft": begin("Báo cáo quý").ref,
    }
