"""Register the acts of branches and memberships, and the queue on an officer's desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, deeds, row_states
from backend.ledger.acts import Act
from backend.theme import navigation
from members.acting import ActorRequest
from members.branches.auditing import STATED
from members.branches.deeds import membership_phrases
from members.models import Membership
from members.rules import has_desk

ACTS = (
    Act("membership.requested", words=_("Xin vào chi hội")),
    Act("membership.confirmed", words=_("Ghi vào danh sách hội viên")),
    Act("membership.left", words=_("Rời chi hội")),
    Act("branch.created", words=_("Lập chi hội")),
    Act("branch.changed", words=_("Sửa chi hội")),
)


def register() -> None:
    """Register branches' acts, slots and tabs. Called once, when Django starts."""
    deeds.describe("membership", membership_phrases)
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    navigation.register_tab(
        "desk",
        label=_("Việc Hội"),
        icon="clipboard-list",
        url_name="members:desk",
        order=30,
        replaces="diary",
        visible=lambda request: has_desk(request.actor.member),
    )
    slots.register(
        "officer.desk",
        "members",
        template="members/branches/_desk_waiting.html",
        context=waiting_members,
        order=10,
    )


def waiting_members(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the oldest five requests that wait for this officer, and the number of all."""
    rows = Membership.objects.waiting_for(request.actor.member).select_related("user", "branch")
    return {"rows": rows[:5], "count": rows.count()}
