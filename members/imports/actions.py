"""Check a spreadsheet of members, decide on its doubles, import it in the background, and take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import insert_all
from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.imports.checking import CheckedRow, check_rows
from members.imports.doubles import Match, Wanted, find_doubles
from members.imports.enums import Decision, ImportState, RowState
from members.imports.making import make_import
from members.imports.places import Places
from members.imports.reading import read_members
from members.imports.undoing import undo_rows
from members.imports.usage import names_of_users_at_work
from members.models import Branch, MemberImport, MemberImportRow, User
from members.rules import may_create_branch, may_open_account, require

MAX_CHAPTERS = 300


class ImportRefused(DomainError):
    """The import, or one of its rows, can't change in this way now."""

    status_code = 409


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
    run = MemberImport.objects.create(
        branch=table.branch,
        file_name=table.file_name,
        sha256=table.sha256,
        dropped=table.dropped,
        by=actor.by,
    )
    insert_all(MemberImportRow, [_row_fields(run, row, table.doubles.get(row.line)) for row in table.rows])
    return run


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


@transaction.atomic
def decide_double(
    *, actor: Actor, run: MemberImport, line: int, decision: Decision | str, member_id: int | None = None
) -> MemberImportRow:
    """Decide whether the row is a member already (SAME) or another person (OTHER). It can be decided again.

    member_id: which of the row's candidates it is; without it, the row's twin in the file or the account elsewhere.
    Raises NotAllowed, and ImportRefused for a row that is done or a member who is no candidate.
    """
    run = _locked(actor, run)
    row = run.rows.filter(line=line).first()
    if row is None or not run.takes_decisions or not (row.state == RowState.DOUBLE or _is_pending(row)):
        raise ImportRefused(_("Dòng này không còn chờ quyết nữa."), code="row_done")
    _decide(actor, row, Decision(decision), member_id)
    row.save(update_fields=_DECIDED)
    return row


_DECIDED = ["state", "decision", "user", "fills", "notes"]


@transaction.atomic
def decide_rest(*, actor: Actor, run: MemberImport, decision: Decision | str) -> int:
    """Decide all doubles that wait in the same way, and return how many.

    With SAME each is its only candidate; a row with several candidates still waits.
    """
    run = _locked(actor, run)
    if not run.takes_decisions:
        raise ImportRefused(_("Dòng này không còn chờ quyết nữa."), code="row_done")
    decided = []
    for row in run.rows.filter(state=RowState.DOUBLE):
        if decision == Decision.SAME and len(row.candidates) > 1:
            continue
        _decide(actor, row, Decision(decision), row.candidates[0] if row.candidates else None)
        decided.append(row)
    MemberImportRow.objects.bulk_update(decided, _DECIDED, batch_size=200)
    return len(decided)


def _is_pending(row: MemberImportRow) -> bool:
    return bool(row.decision) and row.state in (RowState.GOOD, RowState.CHANGES, RowState.KNOWN)


def _decide(actor: Actor, row: MemberImportRow, decision: Decision, member_id: int | None) -> None:
    row.decision, row.user, row.fills, row.notes = decision, None, [], []
    if decision == Decision.OTHER:
        row.state = RowState.GOOD
        return
    if decision != Decision.SAME:
        raise ImportRefused(_("Chị chọn cùng một người hay người khác."), code="no_decision")
    row.state = RowState.KNOWN
    if member_id is None:
        if row.twin_line is None and not row.is_elsewhere:
            raise ImportRefused(_("Chị chọn hội viên nào là chị ấy."), code="no_candidate")
        if row.is_elsewhere and row.twin_line is None:
            row.notes = [_("Chị ấy đã có tài khoản: nhờ chị ấy tự xin vào chi hội.")]
        return
    member = User.objects.visible_to(actor.member).filter(pk=member_id, erased_at=None).first()
    if member is None or member_id not in row.candidates:
        raise ImportRefused(_("Chị chọn hội viên nào là chị ấy."), code="no_candidate")
    row.user, row.fills = member, _empty_columns(member, row)
    if row.fills:
        row.state = RowState.CHANGES


def _empty_columns(member: User, row: MemberImportRow) -> list[str]:
    """Return the columns that the row can fill. What the member has is never overwritten."""
    fills = []
    if member.birth_year is None and row.birth_year is not None:
        fills.append("birth_year")
    if not member.phone and not member.phone_to_verify and row.phone:
        fills.append("phone")
    return fills


@transaction.atomic
def start_import(*, actor: Actor, run: MemberImport) -> MemberImport:
    """Enqueue the task that opens accounts for new people and fills what was empty of known ones.

    Idempotent while it runs. Doubles that nobody decided stay; they can be decided and started afterwards. Rows with
    errors are skipped: the officer corrects the file and sends it again.
    Raises NotAllowed, and ImportRefused if nothing is to be done.
    """
    run = _locked(actor, run)
    if run.state == ImportState.RUNNING:
        return run
    count = run.rows.filter(state=RowState.GOOD).count()
    changes = run.rows.filter(state=RowState.CHANGES).count()
    if not run.takes_decisions or not count + changes:
        raise ImportRefused(_("Không có dòng nào đưa vào được."), code="nothing_good")
    run.state, run.beat_at, run.by, run.error = ImportState.RUNNING, timezone.now(), actor.by, ""
    run.save(update_fields=["state", "beat_at", "by", "error"])
    append_entry(
        kind="members.imported",
        subject=f"branch:{run.branch_id}",
        payload={"rows": count, "changes": changes, "sha256": run.sha256},
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
    run = _locked(actor, run)
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.state not in (ImportState.DONE, ImportState.FAILED):
        raise ImportRefused(_("Tệp này đang đưa vào, hoặc chưa đưa vào."), code="not_done")
    if names := names_of_users_at_work(run):
        raise ImportRefused(used_words(names), code="import_used")
    run.state, run.beat_at, run.by, run.error = ImportState.UNDOING, timezone.now(), actor.by, ""
    run.save(update_fields=["state", "beat_at", "by", "error"])
    append_entry(
        kind="members.import_undone",
        subject=f"branch:{run.branch_id}",
        payload={"sha256": run.sha256},
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


def _locked(actor: Actor, run: MemberImport) -> MemberImport:
    run = MemberImport.objects.locked(run.pk)
    require(may_open_account(actor.member, run.branch))
    return run
