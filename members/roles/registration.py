"""Register the acts of roles."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.roles.auditing import STATED

ACTS = (
    Act("role.granted", words=_("Giao vai trò")),
    Act("role.ended", words=_("Kết thúc vai trò")),
)


def register() -> None:
    """Register roles' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
