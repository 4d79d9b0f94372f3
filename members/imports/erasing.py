"""Erase what imports have of a person: rows about the account, undecided rows like it, and files of cards."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from backend.common.text import fold
from members.imports.cards import forget_cards
from members.imports.enums import Decision, RowState
from members.models import MemberImport, MemberImportRow, Membership, User

# Rows that would write something become "unchanged": nothing is left that could be written.
_WAITING = (RowState.GOOD, RowState.DOUBLE, RowState.CHANGES)


def erase_rows_of(user: User) -> None:
    """Erase what rows of files have of the person, and the names of files that the person sent.

    Also of rows that nobody linked to the account, but that have its number, or wait for a decision and are like
    it by name, birth year and branch.
    """
    MemberImportRow.objects.filter(user=user).update(full_name="", birth_year=None, phone="", fills=[])
    MemberImport.objects.filter(by=user).update(file_name="")
    for run in MemberImport.objects.filter(rows__user=user).exclude(cards_asked_at=None).distinct():
        forget_cards(run)
    numbers = [number for number in (user.phone, user.phone_to_verify) if number]
    unlinked = MemberImportRow.objects.filter(user=None)
    # An officer decided that it is somebody else with the same number: only the number goes.
    unlinked.filter(decision=Decision.OTHER, phone__in=numbers).update(phone="")
    keys = {*unlinked.filter(phone__in=numbers).values_list("pk", flat=True), *_rows_like(user)}
    for part in in_parts(keys):
        rows = MemberImportRow.objects.filter(pk__in=part)
        rows.update(full_name="", birth_year=None, phone="", candidates=[], fills=[], errors={})
        rows.filter(state__in=_WAITING).update(state=RowState.KNOWN, notes=[_("Người này đã xoá tài khoản.")])


def _rows_like(user: User) -> Iterator[int]:
    """Yield the ids of wrong and undecided rows that name the person."""
    places = [*Membership.objects.open().filter(user=user).values_list("branch", flat=True)]
    rows = MemberImportRow.objects.filter(
        Q(branch__in=places) | ~Q(candidates=[]), user=None, state__in=[RowState.DOUBLE, RowState.WRONG]
    )
    name = fold(user.full_name)
    for row in rows.only("full_name", "birth_year", "branch", "candidates").iterator(2000):
        is_named = row.branch_id in places and fold(row.full_name) == name
        has_year = None in (row.birth_year, user.birth_year) or row.birth_year == user.birth_year
        if user.pk in row.candidates or (is_named and has_year):
            yield row.pk
