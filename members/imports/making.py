"""Open the accounts of a checked spreadsheet, part by part in one transaction each.

After a crash at any moment, finished rows are marked in the transaction that did them; the clock enqueues the rest.
Two tasks of one import take turns by a lock on its row, two imports by a lock on the province's branch.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.common.errors import DomainError
from backend.ledger.row_states import state_rows
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
CHAPTERS_PART = 20
CHANGES_PART = 50


@task(name="make_member_import")
def make_import(import_id: int) -> int:
    """Do the rows of a started import that are not done yet. Idempotent. Return the number of rows handled.

    An error ends the import as failed; its page shows the reason.
    """
    made = 0
    try:
        while part := chapter_part(import_id) or make_part(import_id) or change_part(import_id):
            made += part
    except DomainError as error:  # right withdrawn: its page shows the reason
        end_import(import_id, before=ImportState.RUNNING, state=ImportState.FAILED, error=error.message)
        return made
    end_import(import_id, before=ImportState.RUNNING, state=ImportState.DONE)
    return made


def officer_of(run: MemberImport) -> User:
    """Return the officer who last started or undid the import. Raises DomainError if that account was erased."""
    if run.by is None:
        raise DomainError(_("Người đưa tệp này đã xoá tài khoản."))
    return run.by


@transaction.atomic
def chapter_part(import_id: int) -> int:
    """Make the next CHAPTERS_PART chapters that new people belong to, and put all their rows there.

    Return the number of chapters, 0 if none remains. Raises DomainError.
    """
    run = _running(import_id)
    if run is None:
        return 0
    waiting = run.rows.filter(state=RowState.GOOD, branch__isnull=False).exclude(chapter="")
    names = list(waiting.order_by("branch", "chapter").values_list("branch", "chapter").distinct())[
        :CHAPTERS_PART
    ]
    parents = Branch.objects.in_bulk({parent for parent, _name in names})
    known: dict[tuple[int | None, str], Branch] = {
        (branch.parent_id, chapter_key(branch.name)): branch
        for branch in Branch.objects.filter(parent__in=parents, level=BranchLevel.CHAPTER)
    }
    for parent, name in names:
        key = (parent, chapter_key(name))
        if key not in known:
            known[key] = create_branch(
                actor=Actor.of(officer_of(run)), name=name, level=BranchLevel.CHAPTER, parent=parents[parent]
            )
        rows = run.rows.filter(branch=parent, chapter=name)
        rows.update(branch=known[key], chapter="")
    _beat(run)
    return len(names)


@transaction.atomic
def make_part(import_id: int) -> int:
    """Open accounts for the next PART rows. Return the number of rows, 0 if none remains.

    A row that may be somebody who joined since the preview becomes a double, which waits for a decision.
    Raises DomainError.
    """
    run = _running(import_id)
    if run is None:
        return 0
    officer = officer_of(run)
    rows = list(run.rows.filter(state=RowState.GOOD).select_related("branch")[:PART])
    if not rows:
        return 0
    gone = [row for row in rows if row.branch is None or not row.branch.is_active]
    ready, others = _sorted_out(officer, run, [row for row in rows if row not in gone])
    people = [NewMember(row.full_name, row.birth_year, row.phone, row.branch) for row in ready if row.branch]
    for row, member in zip(ready, open_accounts(officer=officer, people=people), strict=True):
        row.user = member
    MemberImportRow.objects.bulk_update(ready, ["user"], batch_size=PART)
    # The account has the values now.
    _rows(ready).update(state=RowState.MADE, full_name="", birth_year=None, phone="", candidates=[])
    _rows(gone).update(state=RowState.WRONG, notes=[_("Chi hội này không còn.")], birth_year=None, phone="")
    for row in others:
        row.save()
    _beat(run)
    return len(rows)


def _rows(rows: list[MemberImportRow]) -> QuerySet[MemberImportRow]:
    return MemberImportRow.objects.filter(pk__in=[row.pk for row in rows])


def _running(import_id: int) -> MemberImport | None:
    """Return the import, locked, or None if it isn't running. Raises DomainError if the right was withdrawn."""
    run = MemberImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return None
    require(may_open_account(officer_of(run), run.branch))
    # Two imports take turns, so that a person in both files is opened once.
    root = run.branch.path.strip("/").partition("/")[0]
    Branch.objects.select_for_update(no_key=True).get(pk=root)
    return run


def _sorted_out(
    officer: User, run: MemberImport, rows: list[MemberImportRow]
) -> tuple[list[MemberImportRow], list[MemberImportRow]]:
    """Return the rows that are nobody who joined since the preview, and the others with their new state.

    Members of this import are not compared: its twins were found in the file.
    """
    own = run.rows.filter(state=RowState.MADE).values_list("user_id", flat=True)
    wanted = [Wanted(row.line, row.full_name, row.birth_year, row.phone, row.branch_id) for row in rows]
    found = find_doubles(
        wanted, officer=officer, base=run.branch, since=run.created_at, without=[pk for pk in own if pk]
    )
    ready, others = [], []
    for row in rows:
        match = found.get(row.line)
        if match is not None and match.known_id is not None:
            row.state, row.user_id = RowState.KNOWN, match.known_id
            row.full_name, row.birth_year, row.phone = "", None, ""
            others.append(row)
        elif match is not None and set(match.candidates) - set(row.candidates):
            row.state, row.decision = RowState.DOUBLE, Decision.NONE
            row.candidates = list(match.candidates)
            others.append(row)
        else:
            ready.append(row)
    return ready, others


@transaction.atomic
def change_part(import_id: int) -> int:
    """Fill what is empty of the members of the next CHANGES_PART rows. Return their number, 0 if none remains."""
    run = _running(import_id)
    if run is None:
        return 0
    officer = officer_of(run)
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


@transaction.atomic
def end_import(import_id: int, *, before: ImportState, state: ImportState, error: str = "") -> None:
    """End an import that is in the state `before`, and state it. error: why it failed."""
    run = MemberImport.objects.locked(import_id)
    if run.state == before:
        run.state, run.error, run.ended_at = state, error[:300], timezone.now()
        run.save(update_fields=["state", "error", "ended_at"])
        state_rows(run)
