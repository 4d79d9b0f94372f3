"""Register the acts, states, clock jobs, export, erasure and offline pages of issues and receipts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import erase_words
from backend.ledger.row_values import Stated
from backend.theme import offline, shell
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, records
from union.issues.models import Issue, Receipt, Succession
from union.issues.tasks import deliver_waiting, remind_of_due

ACTS = (
    Act("union.issued", words=_("Giao việc xuống cơ sở")),
    Act("union.issue_closed", words=_("Đóng việc đã giao")),
    Act("union.receipt_made", words=_("Giao việc cho một cơ sở")),
    Act("union.receipt_delivered"),
    Act("union.receipt_opened", words=_("Xem việc Hội cấp trên giao")),
    Act("union.receipt_assigned", words=_("Giao người làm việc của Hội")),
    Act("union.receipt_done", words=_("Làm xong việc Hội cấp trên giao")),
    Act("union.receipt_excused", words=_("Miễn việc cho một cơ sở")),
    Act("union.receipt_closed", words=_("Đóng việc của một cơ sở")),
    Act("union.receipt_reopened", words=_("Mở lại việc của một cơ sở")),
    Act("union.receipt_moved", words=_("Chuyển việc sang cơ sở nhận sáp nhập")),
    Act("union.branch_merged", words=_("Sáp nhập cơ sở Hội")),
)
STATED = (
    Stated(
        Issue,
        subject=lambda row: row.subject,
        stated=("kind", "branch", "issued_at", "asks", "due_date", "below", "level", "closed_at"),
        people=("issued_by", "closed_by"),
        pinned=("title", "what", "closed_reason"),
        related=("issued_by", "closed_by"),
    ),
    Stated(
        Receipt,
        subject=lambda row: f"issue:{row.issue_id}",
        stated=(
            "issue",
            "branch",
            "issued_to",
            "issued_name",
            "state",
            "due_date",
            "was_late",
            "delivered_at",
            "opened_at",
            "assigned_at",
            "done_at",
            "excused_at",
            "means",
        ),
        people=("opened_by", "assigned_to", "assigned_by", "done_by", "excused_by", "recorded_by"),
        pinned=("proof_text", "proof_file", "reason", "told_by"),
    ),
    Stated(
        Succession,
        subject=lambda row: f"branch:{row.branch_id}",
        stated=("branch", "successor", "merged_date", "at"),
        people=("by",),
    ),
)


def register() -> None:
    """Register issues' acts, states, clock jobs, export, erasure and offline pages. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    daily(at="07:00", name="union.deliver")(deliver_waiting)
    daily(at="07:30", name="union.remind")(remind_of_due)
    records.register(
        Issue,
        lambda user: Q(issued_by=user.pk) | Q(closed_by=user.pk),
        "id kind branch issued_by issued_at title what asks due_date below level closed_at closed_by closed_reason",
    )
    records.register(
        Receipt,
        lambda user: (
            Q(opened_by=user.pk)
            | Q(assigned_to=user.pk)
            | Q(assigned_by=user.pk)
            | Q(done_by=user.pk)
            | Q(excused_by=user.pk)
            | Q(recorded_by=user.pk)
        ),
        "id issue branch issued_to issued_name state due_date was_late delivered_at opened_by opened_at assigned_to assigned_by assigned_at"
        " done_by done_at proof_text proof_file excused_by excused_at reason means recorded_by",
    )
    records.register(Succession, lambda user: Q(by=user.pk), "id branch successor merged_date at by")
    erasing.register("union.issues", forget_names)
    offline.register_own_folder("union:inbox")
    shell.register_shell_file("union/offline.js")
    slots.register(
        "officer.desk", "union_work", template="union/issues/slots/desk.html", context=at_desk, order=5
    )
    slots.register(
        "officer.links", "union_issues", template="union/issues/slots/links.html", context=in_links, order=19
    )


def forget_names(user: User) -> None:
    """Remove the person's name from receipts that others recorded by hand. What branches did stays."""
    if user.full_name:
        erase_words(Receipt.objects.filter(told_by__icontains=user.full_name), told_by="")


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many issues wait for the officer's own branches; None without any."""
    count = Receipt.objects.to_do_by(request.actor.member).count()
    return {"count": count} if count else None


def in_links(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}
