"""Take an import back: erase the accounts that it opened, and empty what it filled.

It works part by part, in one transaction each that also marks the rows, so a killed task resumes where it stopped. An
account that somebody used since the officer asked stays, and its row has the reason.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.common.errors import DomainError
from members.imports.enums import ImportState, RowState
from members.imports.making import end_import, fill_member, officer_of
from members.imports.usage import used_among
from members.models import MemberImport, MemberImportRow, User
from members.own_data.actions import retract_account
from members.rules import may_open_account, require

# Erasing one account takes some hundredth of a second, and SQLite is locked meanwhile.
PART = 10


@task(name="undo_member_import")
def undo_rows(import_id: int) -> int:
    """Undo the rows of the import that are not undone yet. Return how many were visited. Idempotent.

    If the right was withdrawn, the import ends as failed.
    """
    done = 0
    try:
        while part := undo_part(import_id):
            done += part
    except DomainError as error:  # right withdrawn
        end_import(import_id, before=ImportState.UNDOING, state=ImportState.FAILED, error=error.message)
        return done
    end_import(import_id, before=ImportState.UNDOING, state=ImportState.UNDONE)
    return done


@transaction.atomic
def undo_part(import_id: int) -> int:
    """Undo the next PART rows of the import. Return their number, 0 if none remains. Raises DomainError."""
    run = MemberImport.objects.locked(import_id)
    if run.state != ImportState.UNDOING:
        return 0
    officer = officer_of(run)
    require(may_open_account(officer, run.branch))
    rows = list(run.rows.filter(state__in=[RowState.MADE, RowState.CHANGED])[:PART])
    made = [row.user_id for row in rows if row.state == RowState.MADE and row.user_id]
    # A log-in meanwhile waits here, or is seen.
    users = User.objects.filter(pk__in=made, erased_at=None)
    list(users.select_for_update().order_by("pk").values_list("pk"))
    used = used_among(users)
    for row in rows:
        if row.state == RowState.CHANGED:
            fill_member(officer, row, back=True)
        elif row.user_id in used:
            row.state, row.notes = (
                RowState.KEPT,
                [_("Giữ lại: chị ấy đã đăng nhập hoặc đã có việc trên Piêu.")],
            )
            continue
        elif row.user_id is not None:
            retract_account(officer=officer, user_id=row.user_id)
        row.state = RowState.UNDONE
        row.full_name, row.birth_year, row.phone = "", None, ""
    MemberImportRow.objects.bulk_update(
        rows, ["state", "notes", "full_name", "birth_year", "phone"], batch_size=100
    )
    MemberImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())
    return len(rows)
