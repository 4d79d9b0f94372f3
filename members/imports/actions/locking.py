"""Lock an import for a change of it, and refuse the change."""

from __future__ import annotations

from backend.common.errors import DomainError
from members.acting import Actor
from members.models import MemberImport
from members.rules import may_open_account, require


class ImportRefused(DomainError):
    """The import, or one of its rows, can't change in this way now."""

    status_code = 409


def locked_import(actor: Actor, run: MemberImport) -> MemberImport:
    """Return the import, locked. Raises NotAllowed."""
    run = MemberImport.objects.locked(run.pk)
    require(may_open_account(actor.member, run.branch))
    return run
