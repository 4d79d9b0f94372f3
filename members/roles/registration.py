"""Register the acts of roles."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts
from backend.ledger.acts import Act

ACTS = (
    Act("role.granted", words=_("Giao vai trò")),
    Act("role.ended", words=_("Kết thúc vai trò")),
)


def register() -> None:
    """Register roles' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
