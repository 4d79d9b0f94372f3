"""Start an import in the background, and take it back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.imports.actions.locking import ImportRefused, locked_import
from members.imports.cards import forget_cards
from members.imports.enums import ImportState, RowState
from members.imports.making import make_import
from members.imports.undoing import undo_rows
from members.imports.usage import names_of_users_at_work
from members.models import MemberImport


@transaction.atomic
def start_import(*, actor: Actor, run: MemberImport) -> MemberImport:
    """Enqueue the task that opens accounts for new people and fills what was empty of known ones.

    Idempotent while it runs. Doubles that nobody decided stay; they can be decided and started afterwards. Rows with
    errors are skipped: the officer corrects the file and sends it again.
    Raises NotAllowed, and ImportRefused if nothing is to be done.
    """
    run = locked_import(actor, run)
    if run.state == ImportState.RUNNING:
        return run
    count = run.rows.filter(state=RowState.GOOD).count()
    changes = run.rows.filter(state=RowState.CHANGES).count()
    if not run.takes_decisions or not count + changes:
        raise ImportRefused(_("Không có dòng nào đưa vào được."), code="nothing_good")
    run.state, run.beat_at, run.by, run.error = ImportState.RUNNING, timezone.now(), actor.by, ""
    run.save(update_fields=["state", "beat_at", "by", "error"])
    forget_cards(run)  # more members come
    append_entry(
        kind="members.imported",
        subject=f"branch:{run.branch_id}",
        payload={"rows": count, "changes": changes, "sha256": run.sha256, **states(run)},
        **actor.ledger_refs(),
    )
    make_import.enqueue(import_id=run.pk)
    return run


@transaction.atomic
def undo_import(*, actor: Actor, run: MemberImport) -> MemberImport:
    """Enqueue the task that takes an import back: it erases the accounts that the import opened.

    Idempotent. Raises NotAllowed, and ImportRefused if somebody of the import has signed in or acted, or if it
    isn't finished.
    """
    run = locked_import(actor, run)
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.state not in (ImportState.DONE, ImportState.FAILED):
        raise ImportRefused(_("Tệp này đang đưa vào, hoặc chưa đưa vào."), code="not_done")
    if names := names_of_users_at_work(run):
        raise ImportRefused(used_words(names), code="import_used")
    run.state, run.beat_at, run.by, run.error = ImportState.UNDOING, timezone.now(), actor.by, ""
    run.save(update_fields=["state", "beat_at", "by", "error"])
    forget_cards(run)
    append_entry(
        kind="members.import_undone",
        subject=f"branch:{run.branch_id}",
        payload={"sha256": run.sha256, **states(run)},
        **actor.ledger_refs(),
    )
    undo_rows.enqueue(import_id=run.pk)
    return run


def used_words(names: Iterable[str]) -> str:
    """Return why an import can't be taken back any more."""
    names = list(names)
    shown = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
    words = _("Không rút lại được nữa: %(count)s người đã đăng nhập hoặc đã có việc trên Piêu (%(names)s).")
    return words % {"count": len(names), "names": shown}
