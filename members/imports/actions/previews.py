"""Check a spreadsheet of members, and store the preview."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import insert_all
from backend.common.text import nfc
from backend.ledger.row_states import state_rows
from members.acting import Actor
from members.imports.actions.locking import ImportRefused
from members.imports.checking import CheckedRow, check_rows
from members.imports.doubles import Match, Wanted, find_doubles
from members.imports.enums import RowState
from members.imports.places import Places
from members.imports.reading import read_members
from members.models import Branch, MemberImport, MemberImportRow, User
from members.rules import may_create_branch, may_open_account, require

MAX_CHAPTERS = 300
MAX_UPLOADS_A_DAY = 20


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A spreadsheet that was read and checked before a transaction."""

    branch: Branch
    rows: list[CheckedRow]
    doubles: dict[int, Match]
    dropped: list[str]
    file_name: str
    sha256: str

    @property
    def wrong(self) -> int:
        return sum(bool(row.errors) for row in self.rows)


def check_table(
    *, actor: Actor, branch: Branch, data: bytes, file_name: str, makes_chapters: bool = False
) -> CheckedTable:
    """Read a spreadsheet of members of `branch` and below, check every row and find doubles. Writes nothing.

    Call it before a transaction: it takes seconds for 5,000 rows. Pass the result to `store_table`.
    data: the bytes of an .xlsx or CSV file.
    makes_chapters: chapters that don't exist yet are made by the import, if the actor may.
    Raises NotAllowed, TableRefused, ImportRefused.
    """
    require(may_open_account(actor.member, branch))
    _require_upload_left(actor)
    makes_chapters = makes_chapters and not branch.is_chapter
    table = read_members(data)
    rows = check_rows(table.rows, Places(branch, makes_chapters=makes_chapters))
    above = {
        place.branch.pk: place.branch
        for row in rows
        if (place := row.place) is not None and place.new_chapter
    }
    for parent in above.values():
        require(may_create_branch(actor.member, parent=parent))
    chapters = {(row.place.branch.pk, row.place.new_chapter) for row in rows if row.place}
    if sum(bool(name) for _parent, name in chapters) > MAX_CHAPTERS:
        raise ImportRefused(
            _("Tệp có hơn 300 chi hội chưa có. Chị xem lại cột “Chi hội”."),
            field="file",
            code="chapters_many",
        )
    wanted = [_wanted(row) for row in rows if not row.errors]
    doubles = find_doubles(wanted, officer=actor.member, base=branch)
    sha256 = hashlib.sha256(data).hexdigest()
    return CheckedTable(branch, rows, doubles, table.dropped, nfc(file_name)[:120], sha256)


@transaction.atomic
def store_table(*, actor: Actor, table: CheckedTable) -> MemberImport:
    """Store the result of every row for the officer to read. Opens no account. Raises NotAllowed."""
    require(may_open_account(actor.member, table.branch))
    User.objects.select_for_update(no_key=True).get(pk=actor.by.pk)  # two files at once take turns
    _require_upload_left(actor)
    run = MemberImport.objects.create(
        branch=table.branch,
        file_name=table.file_name,
        sha256=table.sha256,
        dropped=table.dropped,
        by=actor.by,
    )
    state_rows(run)
    insert_all(MemberImportRow, [_row_fields(run, row, table.doubles.get(row.line)) for row in table.rows])
    return run


def _require_upload_left(actor: Actor) -> None:
    """Raise ImportRefused if the officer has sent too many files today.

    A preview tells which of its numbers have an account, also out of the officer's sight.
    """
    since = timezone.now() - timedelta(days=1)
    if MemberImport.objects.filter(by=actor.by, created_at__gt=since).count() >= MAX_UPLOADS_A_DAY:
        raise ImportRefused(
            _("Chị đã gửi %(count)s danh sách trong một ngày. Mai chị gửi tiếp.")
            % {"count": MAX_UPLOADS_A_DAY},
            field="file",
            code="uploads_many",
        )


def check_import(
    *, actor: Actor, branch: Branch, data: bytes, file_name: str, makes_chapters: bool = False
) -> MemberImport:
    """Run `check_table`, then `store_table`. Call it before a transaction."""
    table = check_table(
        actor=actor, branch=branch, data=data, file_name=file_name, makes_chapters=makes_chapters
    )
    return store_table(actor=actor, table=table)


def _wanted(row: CheckedRow) -> Wanted:
    assert row.place is not None
    return Wanted(
        row.line, row.full_name, row.birth_year, row.phone, row.place.branch.pk, row.place.new_chapter
    )


def _row_fields(run: MemberImport, row: CheckedRow, match: Match | None) -> dict[str, Any]:
    match = match or Match()
    if row.errors:
        state = RowState.WRONG
    elif match.known_id is not None:
        state = RowState.KNOWN
    else:
        state = RowState.DOUBLE if match.is_double else RowState.GOOD
    # Of a row that makes nothing, only its name is kept, to find it in the file.
    is_kept = state in (RowState.GOOD, RowState.DOUBLE)
    return {
        "run_id": run.pk,
        "line": row.line,
        "state": state.value,
        "full_name": "" if state == RowState.KNOWN else row.full_name,
        "birth_year": row.birth_year if is_kept else None,
        "phone": row.phone if is_kept else "",
        "branch_id": row.place.branch.pk if row.place else None,
        "chapter": row.place.new_chapter if row.place else "",
        "candidates": list(match.candidates),
        "twin_line": match.twin_line,
        "is_elsewhere": match.is_elsewhere,
        "errors": row.errors,
        "user_id": match.known_id,
    }
