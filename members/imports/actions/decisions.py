"""Decide on the doubles of an import: the same person, or another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from members.acting import Actor
from members.imports.actions.locking import ImportRefused, locked_import
from members.imports.enums import Decision, RowState
from members.models import MemberImport, MemberImportRow, User

BATCH_OF_ROWS = 250


@transaction.atomic
def decide_double(
    *, actor: Actor, run: MemberImport, line: int, decision: Decision | str, member_id: int | None = None
) -> MemberImportRow:
    """Decide whether the row is a member already (SAME) or another person (OTHER). It can be decided again.

    member_id: which of the row's candidates it is; without it, the row's twin in the file or the account elsewhere.
    Raises NotAllowed, and ImportRefused for a row that is done or a member who is no candidate.
    """
    run = locked_import(actor, run)
    row = run.rows.filter(line=line).first()
    if row is None or not run.takes_decisions or not (row.state == RowState.DOUBLE or _is_pending(row)):
        raise ImportRefused(_("Dòng này không còn chờ quyết nữa."), code="row_done")
    members = _visible(actor, [member_id] if member_id is not None else [])
    if member_id is not None and (member_id not in members or member_id not in row.candidates):
        raise ImportRefused(_("Chị chọn hội viên nào là chị ấy."), code="no_candidate")
    _decide(row, Decision(decision), members.get(member_id or 0))
    row.save(update_fields=["state", "decision", "user", "fills", "notes"])
    return row


@transaction.atomic
def decide_rest(*, actor: Actor, run: MemberImport, decision: Decision | str) -> int:
    """Decide all doubles that wait in the same way, and return how many.

    With SAME each is its only candidate; a row with several candidates still waits.
    """
    run = locked_import(actor, run)
    if not run.takes_decisions:
        raise ImportRefused(_("Dòng này không còn chờ quyết nữa."), code="row_done")
    rows = list(run.rows.filter(state=RowState.DOUBLE))
    if decision == Decision.SAME:
        rows = [row for row in rows if len(row.candidates) <= 1]
    members = _visible(actor, [pk for row in rows for pk in row.candidates])
    rows = [row for row in rows if not row.candidates or row.candidates[0] in members]
    alike: dict[str, list[MemberImportRow]] = defaultdict(list)
    for row in rows:
        _decide(row, Decision(decision), members.get(row.candidates[0]) if row.candidates else None)
        alike[f"{row.state} {row.fills} {row.notes}"].append(row)
    # Few statements for thousands of rows: all but the member is the same for many.
    MemberImportRow.objects.bulk_update(
        [row for row in rows if row.user_id is not None], ["user"], batch_size=BATCH_OF_ROWS
    )
    for same in alike.values():
        first = same[0]
        for part in in_parts(row.pk for row in same):
            run.rows.filter(pk__in=part).update(
                state=first.state, decision=first.decision, fills=first.fills, notes=first.notes
            )
    return len(rows)


def _is_pending(row: MemberImportRow) -> bool:
    return bool(row.decision) and row.state in (RowState.GOOD, RowState.CHANGES, RowState.KNOWN)


def _visible(actor: Actor, keys: Iterable[int]) -> dict[int, User]:
    """Return the members with these ids whom the officer may see."""
    visible = User.objects.visible_to(actor.member).filter(erased_at=None)
    return {member.pk: member for part in in_parts(keys) for member in visible.filter(pk__in=part)}


def _decide(row: MemberImportRow, decision: Decision, member: User | None) -> None:
    row.decision, row.user, row.fills, row.notes = decision, None, [], []
    if decision == Decision.OTHER:
        row.state = RowState.GOOD
        return
    if decision != Decision.SAME:
        raise ImportRefused(_("Chị chọn cùng một người hay người khác."), code="no_decision")
    row.state = RowState.KNOWN
    if member is not None:
        row.user, row.fills = member, _empty_columns(member, row)
        row.state = RowState.CHANGES if row.fills else RowState.KNOWN
    elif row.is_elsewhere and row.twin_line is None:
        row.notes = [_("Chị ấy đã có tài khoản: nhờ chị ấy tự xin vào chi hội.")]
    elif row.twin_line is None:
        raise ImportRefused(_("Chị chọn hội viên nào là chị ấy."), code="no_candidate")


def _empty_columns(member: User, row: MemberImportRow) -> list[str]:
    """Return the columns that the row can fill. What the member has is never overwritten."""
    fills = []
    if member.birth_year is None and row.birth_year is not None:
        fills.append("birth_year")
    if not member.phone and not member.phone_to_verify and row.phone:
        fills.append("phone")
    return fills
