"""Register the acts, states, links, export and erasure of the roles of the Union's work."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_values import Stated
from members.acting import ActorRequest
from members.own_data import erasing, records
from members.own_data.records import owned_by
from union.roles.actions import end_roles_of
from union.roles.models import UnionRole

ACTS = (
    Act("union.role_given", words=_("Giao việc trong công việc Hội")),
    Act("union.role_ended", words=_("Thôi giao việc trong công việc Hội")),
)
STATED = Stated(
    UnionRole,
    subject=lambda row: f"member:{row.person.ref}",
    stated=("branch", "role", "given_at", "ended_at"),
    people=("person", "given_by", "ended_by"),
    related=("person",),
)


def register() -> None:
    """Register roles' acts, slots, export and erasure. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(STATED)
    records.register(
        UnionRole, owned_by("person"), "id person branch role given_by given_at ended_by ended_at"
    )
    erasing.register("union.roles", end_roles_of)
    slots.register(
        "officer.links", "union_roles", template="union/roles/slots/desk.html", context=at_desk, order=20
    )


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}
