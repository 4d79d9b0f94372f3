"""The pages of the Union's work for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from members.acting import Actor
from members.models import Branch, User
from tests.e2e.report_spots import REPORT_SPOTS, REPORTS_WITHOUT_PAGE, furnish_reports
from union.alarms.actions.raising import raise_alarm
from union.documents.actions import Facts, issue_document
from union.issues.actions.issuing import Content, Target
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

UNION_SPOTS: list[tuple[Any, ...]] = [
    ("thu", "union:roles"),
    ("lan", "union:roles"),
    ("thu", "union:give_role"),
    # Issues: an officer of the commune answers, one of the province looks on and writes down
    ("thu", "union:inbox"),
    ("thu", "union:receipt", "union_receipt"),
    ("thu", "union:finish_receipt", "union_receipt"),
    ("huong", "union:receipt", "union_receipt"),
    ("huong", "union:receipt_by_hand", "union_receipt"),
    ("huong", "union:excuse_receipt", "union_receipt"),
    ("huong", "union:issued"),
    ("huong", "union:issue", "union_issue"),
    ("huong", "union:close_issue", "union_issue"),
    ("huong", "union:merge_branch"),
    ("huong", "union:rename_branch"),
    ("huong", "union:documents"),
    ("huong", "union:new_document"),
    ("huong", "union:month"),
    *REPORT_SPOTS,
    ("anyone", "union:help_now"),
    ("lan", "union:alarms"),
    ("lan", "union:alarm", "alarm"),
]
UNION_WITHOUT_PAGE = {
    "union:assign_receipt", "union:take_alarm", "union:document_file", "union:end_role", "union:issue_csv", "union:open_receipt", "union:receipt_proof",
    *REPORTS_WITHOUT_PAGE,
}  # fmt: skip


def furnish_union(huong: User, lan: User, thu: User) -> dict[str, Any]:
    """Huong, an officer of the province, gives Lan two roles and issues a directive; an alarm rings Lan."""
    branch = Branch.objects.get(memberships__user=lan, memberships__state="confirmed")
    give_role(actor=Actor.of(huong), person=lan, role=UnionRoleName.COMMUNICATOR, branch=branch)
    give_role(actor=Actor.of(huong), person=lan, role=UnionRoleName.DUTY, branch=branch)
    alarm = raise_alarm(
        text="Chồng đánh tôi",
        kinds=["violence"],
        branch=branch,
        phone="0912345671",
        asker=None,
        by=None,
        key="a" * 20,
    )
    above = Branch.objects.get(role_grants__user=huong, role_grants__role="officer", parent=None)
    made = issue_document(
        actor=Actor.of(huong),
        branch=above,
        facts=Facts("12/KH-BTV", timezone.localdate(), "urgent"),
        content=Content(
            "directive", "Rà soát hội viên nghèo", "Chị lập danh sách và báo lên.", working_days=5
        ),
        target=Target(below=above, level="commune"),
    ).issue
    home = Branch.objects.get(role_grants__user=thu, role_grants__role="officer", level="commune")
    return furnish_reports(huong, thu) | {
        "alarm": alarm.ref,
        "union_issue": made.pk,
        "union_receipt": made.receipts.get(branch=home).pk,
    }
