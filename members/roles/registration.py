"""Register the acts of roles, and the audit of accounts' rights."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, auditing, taking_up
from backend.ledger.acts import Act
from members.auditing import compare_rights, rights_of_before

ACTS = (
    Act("role.granted", words=_("Giao vai trò")),
    Act("role.ended", words=_("Kết thúc vai trò")),
)


def register() -> None:
    """Register the acts of roles, the audit of rights, and ledger entries for rights from before the ledger.

    Called once, when Django starts.
    """
    acts.declare(*ACTS)
    auditing.register("rights of accounts", compare_rights)
    taking_up.register("rights of accounts", rights_of_before)
