"""Register the act and state of handbooks, and what a phone needs to open one without a connection."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.law.handbooks.models import Handbook
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_values import Stated
from backend.theme import shell

STATED = (
    Stated(
        Handbook,
        subject=lambda row: f"branch:{row.branch_id}",
        stated=("branch", "situations", "chosen_at"),
        people=("chosen_by",),
    ),
)


def register() -> None:
    """Register handbooks with the other apps. Called once, when Django starts."""
    acts.declare(Act("law.handbook", words=_("Chọn tình huống của xã")))
    row_states.declare(*STATED)
    for name in ("law.css", "law.js", "handbook.js"):
        shell.register_shell_file(f"law/{name}")
