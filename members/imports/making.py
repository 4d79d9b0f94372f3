"""Open the accounts of a checked spreadsheet, part by part in one transaction each.

After a crash at any moment, finished rows are marked in the transaction that did them; the clock enqueues the rest.
Two tasks of one import take turns by a lock on its row, two imports by a lock on the province's branch.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.common.errors import DomainError
from members.acting import Actor
from members.branches.actions.branches import create_branch
from members.branches.enums import BranchLevel
from members.imports.doubles import Wanted, find_doubles
from members.imports.enums import Decision, ImportState, RowState
from members.imports.opening import NewMember, open_accounts
from members.imports.places import chapter_key
from members.models import Branch, MemberImport, MemberImportRow, User
from members.people.actions.changes import note_account_change
from members.people.enums import AccountChangeKind
from members.rules import may_open_account, require

PART = 250
CHANGES_PART = 50


@task(name="make_member_import")
def make_import(import_id: int) -> int:
    """Do the rows of a started import that are not done yet. Idempotent. Return the number of rows handled.

    An error ends the import as failed; its page shows the reason.
    """
    made = 0
    try:
        while part := make_part(import_id) or change_part(import_id):
            made += part
    except DomainError as error:  # right withdrawn: its page shows the reason
        _end(import_id, ImportState.FAILED, error.message)
        return made
    _end(import_id, ImportState.DONE)
    return made


def officer_of(run: MemberImport) -> User:
    """Return the officer who last started or undid the import. Raises DomainError if that account was erased."""
    if run.by is None:
        raise DomainError(_("Người đưa tệp này đã xoá tài khoản."))
    return run.by


@transaction.atomic
def make_part(import_id: int) -> int:
    """Open accounts for the next PART rows, and make their chapters. Return the number of rows, 0 if none remains.

    A row that may be somebody who joined since the preview becomes a double, which waits for a decision.
    Raises DomainError.
    """
    run = MemberImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return 0
    officer = officer_of(run)
    require(may_open_account(officer, run.branch))
    # Two imports take turns, so that a person in both files is opened once.
    root = run.branch.path.strip("/").partition("/")[0]
    Branch.objects.select_for_update(no_key=True).get(pk=root)
    rows = list(run.rows.filter(state=RowState.GOOD).select_related("branch")[:PART])
    if not rows:
        return 0
    _make_chapters(officer, [row for row in rows if row.chapter])
    gone = [row for row in rows if row.branch is None or not row.branch.is_active]
    for row in gone:
        row.state, row.notes = RowState.WRONG, [_("Chi hội này không còn.")]
    ready = _without_new_doubles(officer, run, [row for row in rows if row not in gone])
    people = [NewMember(row.full_name, row.birth_year, row.phone, row.branch) for row in ready if row.branch]
    for row, member in zip(ready, open_accounts(officer=officer, people=people), strict=True):
        row.state, row.user = RowState.MADE, member
        # The account has them now.
        row.full_name, row.birth_year, row.phone = "", None, ""
    MemberImportRow.objects.bulk_update(
        rows,
        ["state", "user", "full_name", "birth_year", "phone", "branch", "chapter", "candidates", "notes"],
        batch_size=100,
    )
    _beat(run)
    return len(rows)


def _make_chapters(officer: User, rows: list[MemberImportRow]) -> None:
    """Make the chapters that the rows name, and put the rows there."""
    if not rows:
        return
    above = {row.branch_id: row.branch for row in rows}
    known: dict[int | None, dict[str, Branch]] = defaultdict(dict)
    for branch in Branch.objects.filter(parent__in=above, level=BranchLevel.CHAPTER):
        known[branch.parent_id][chapter_key(branch.name)] = branch
    for row in rows:
        parent, key = row.branch, chapter_key(row.chapter)
        if parent is None:
            continue
        if key not in known[parent.pk]:
            known[parent.pk][key] = create_branch(
                actor=Actor.of(officer), name=row.chapter, level=BranchLevel.CHAPTER, parent=parent
            )
        row.branch, row.chapter = known[parent.pk][key], ""


def _without_new_doubles(
    officer: User, run: MemberImport, rows: list[MemberImportRow]
) -> list[MemberImportRow]:
    """Return the rows that are nobody who joined since the preview; mark the others.

    Members of this import are not compared: its twins were found in the file.
    """
    own = run.rows.filter(state=RowState.MADE).values_list("user_id", flat=True)
    wanted = [Wanted(row.line, row.full_name, row.birth_year, row.phone, row.branch_id) for row in rows]
    found = find_doubles(
        wanted, officer=officer, base=run.branch, since=run.created_at, without=[pk for pk in own if pk]
    )
    ready = []
    for row in rows:
        match = found.get(row.line)
        if match is not None and match.known_id is not None:
            row.state, row.user_id = RowState.KNOWN, match.known_id
            row.full_name, row.birth_year, row.phone = "", None, ""
        elif match is not None and set(match.candidates) - set(row.candidates):
            row.state, row.decision = RowState.DOUBLE, Decision.NONE
            row.candidates = list(match.candidates)
        else:
            ready.append(row)
    return ready


@transaction.atomic
def change_part(import_id: int) -> int:
    """Fill what is empty of the members of the next CHANGES_PART rows. Return their number, 0 if none remains."""
    run = MemberImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return 0
    officer = officer_of(run)
    require(may_open_account(officer, run.branch))
    rows = list(run.rows.filter(state=RowState.CHANGES)[:CHANGES_PART])
    for row in rows:
        row.fills = fill_member(officer, row)
        row.state = RowState.CHANGED if row.fills else RowState.KNOWN
    MemberImportRow.objects.bulk_update(rows, ["state", "fills"], batch_size=100)
    _beat(run)
    return len(rows)


def fill_member(officer: User, row: MemberImportRow, *, back: bool = False) -> list[str]:
    """Set the empty columns of the row's member to the row's values, and return their names.

    back: empty the columns again that still have the row's values.
    """
    visible = User.objects.visible_to(officer).filter(pk=row.user_id, erased_at=None).values("pk")
    member = User.objects.select_for_update().filter(pk__in=visible).first()
    if member is None:
        return []
    values: dict[str, Any] = {"birth_year": row.birth_year, "phone": row.phone}
    filled = []
    for name in row.fills:
        column = "phone_to_verify" if name == "phone" else name
        now = getattr(member, column)
        if back:
            is_due, value = now == values[name], (None if name == "birth_year" else "")
        else:
            is_due, value = not now and not (name == "phone" and member.phone), values[name]
        if is_due:
            setattr(member, column, value)
            filled.append(name)
    if filled:
        member.save(update_fields=["birth_year", "phone_to_verify"])
        note_account_change(actor=Actor(by=officer, member=member), kind=AccountChangeKind.PROFILE)
    return filled


def _beat(run: MemberImport) -> None:
    MemberImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())


def _end(import_id: int, state: ImportState, error: str = "") -> None:
    MemberImport.objects.filter(pk=import_id, state=ImportState.RUNNING).update(
        state=state, error=error[:300], ended_at=timezone.now()
    )
