"""What tests of issues begin with: a directive of the province to a commune."""

from __future__ import annotations

from typing import Any

from backend.ledger.auditing import Finding
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Branch, User
from tests.factories.members import OfficerFactory, commune, province
from union.issues.actions.issuing import Content, Target, issue
from union.issues.models import Issue, Receipt
from union.issues.tasks import deliver_issue


def officers() -> tuple[User, User]:
    """Return an officer of the province and one of Lan's commune."""
    return OfficerFactory(branch=province(), full_name="Lường Thị Hiền"), OfficerFactory(branch=commune())


def issued(by: User, *to: Branch, deliver: bool = True, **content: Any) -> Issue:
    """Issue a directive of the province to `to`, or to all communes, and deliver it."""
    target = Target(branches=to) if to else Target(below=province(), level="commune")
    facts = {"kind": "directive", "title": "Rà soát hội viên nghèo", "working_days": 5} | content
    made = issue(actor=Actor.of(by), branch=province(), content=Content(**facts), target=target)
    if deliver:
        deliver_issue.call(issue_id=made.pk)
    return made


def receipt_of(made: Issue, branch: Branch | None = None) -> Receipt:
    return made.receipts.select_related("issue").get(issued_to=branch or commune())


def faults() -> list[Finding]:
    labels = ("union.Issue", "union.Receipt", "union.Succession", "union.Document")
    return [each for each in compare_states(*labels) if isinstance(each, Finding)]
