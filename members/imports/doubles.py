"""Find rows that may be members already: by phone, then by name, birth year and chapter.

A row is `known` without a decision only if nothing would be written and nothing is in doubt: all its values are those
of one member, with a phone and a birth year, or of one who came from an earlier file. Every other match waits for a
person. A member answers for one row of a file; the next row like it is a double.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from backend.common.bulk import in_parts
from backend.common.text import fold, nfc
from members.imports.enums import RowState
from members.models import Branch, MemberImportRow, Membership, User

MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says of a person. branch_id: None for a chapter that is yet to be made."""

    line: int
    full_name: str
    birth_year: int | None
    phone: str
    branch_id: int | None
    chapter: str = ""

    @property
    def name_key(self) -> tuple[str, int | None, str]:
        return fold(self.full_name), self.branch_id, fold(self.chapter)


@dataclass(frozen=True, slots=True)
class Match:
    """Who a row may be. known_id: the member that it is without doubt."""

    known_id: int | None = None
    candidates: tuple[int, ...] = ()
    twin_line: int | None = None
    is_elsewhere: bool = False

    @property
    def is_double(self) -> bool:
        return bool(self.candidates) or self.twin_line is not None or self.is_elsewhere


@dataclass(frozen=True, slots=True)
class _Member:
    pk: int
    full_name: str
    birth_year: int | None
    phones: tuple[str, ...]
    branch_id: int


def find_doubles(
    rows: Sequence[Wanted],
    *,
    officer: User,
    base: Branch,
    since: dt.datetime | None = None,
    without: Iterable[int] = (),
) -> dict[int, Match]:
    """Return {line: match} for the rows of an import into `base` that may be members already.

    since: compare only with members who have joined since then. without: ids of members who are not compared.
    """
    matcher = _Matcher(rows, officer=officer, base=base, since=since, without=set(without))
    found = ((row.line, matcher.match(row)) for row in rows)
    return {line: match for line, match in found if match.is_double or match.known_id is not None}


class _Matcher:
    def __init__(
        self,
        rows: Sequence[Wanted],
        *,
        officer: User,
        base: Branch,
        since: dt.datetime | None,
        without: set[int],
    ) -> None:
        self.by_phone: dict[str, list[_Member]] = defaultdict(list)
        self.by_name: dict[tuple[str, int | None, str], list[_Member]] = defaultdict(list)
        self.answered: set[int] = set()
        self.lines_by_phone: dict[str, int] = {}
        self.lines_by_name: dict[tuple[str, int | None, str], list[Wanted]] = defaultdict(list)
        seen: set[int] = set()
        phones = [row.phone for row in rows if row.phone]
        for member in _members(officer, base, phones, since):
            seen.add(member.pk)
            if member.pk in without:
                continue
            for phone in member.phones:
                self.by_phone[phone].append(member)
            self.by_name[fold(member.full_name), member.branch_id, ""].append(member)
        self.elsewhere = _phones_elsewhere(phones, since, seen)
        self.imported = set(
            MemberImportRow.objects.filter(
                user__memberships__branch__path__startswith=base.path, state=RowState.MADE
            ).values_list("user_id", flat=True)
        )

    def match(self, row: Wanted) -> Match:
        same_phone = self.by_phone.get(row.phone, []) if row.phone else []
        same_name = [
            member
            for member in self.by_name.get(row.name_key, [])
            if None in (row.birth_year, member.birth_year) or row.birth_year == member.birth_year
        ]
        found = list({member.pk: member for member in (*same_phone, *same_name)}.values())
        for member in found:
            if member.pk not in self.answered and self._is_known(row, member):
                self.answered.add(member.pk)
                return Match(known_id=member.pk)
        match = Match(
            candidates=tuple(member.pk for member in found[:MOST_CANDIDATES]),
            twin_line=self._twin_line(row),
            is_elsewhere=bool(row.phone) and row.phone in self.elsewhere,
        )
        self.lines_by_name[row.name_key].append(row)
        if row.phone:
            self.lines_by_phone.setdefault(row.phone, row.line)
        return match

    def _is_known(self, row: Wanted, member: _Member) -> bool:
        if (nfc(row.full_name).casefold(), row.birth_year, row.branch_id) != (
            nfc(member.full_name).casefold(),
            member.birth_year,
            member.branch_id,
        ):
            return False
        if row.phone:
            is_certain = row.birth_year is not None or member.pk in self.imported
            return row.phone in member.phones and is_certain
        return not member.phones and member.pk in self.imported

    def _twin_line(self, row: Wanted) -> int | None:
        if row.phone and row.phone in self.lines_by_phone:
            return self.lines_by_phone[row.phone]
        for earlier in self.lines_by_name[row.name_key]:
            if None in (row.birth_year, earlier.birth_year) or row.birth_year == earlier.birth_year:
                return earlier.line
        return None


def _members(
    officer: User, base: Branch, phones: Sequence[str], since: dt.datetime | None
) -> Iterable[_Member]:
    """Yield the members of `base` and below, and those of the officer's other branches with one of `phones`."""
    overseen = Membership.objects.overseen_by(officer).open().filter(user__erased_at=None)
    if since is not None:
        overseen = overseen.filter(user__joined_at__gte=since)
    columns = (
        "user_id", "user__full_name", "user__birth_year", "user__phone", "user__phone_to_verify", "branch_id",
    )  # fmt: skip
    below = overseen.filter(branch__path__startswith=base.path).order_by("user_id")
    for pk, name, year, phone, unproven, branch in below.values_list(*columns).iterator(2000):
        yield _Member(pk, name, year, tuple(filter(None, (phone, unproven))), branch)
    aside = overseen.exclude(branch__path__startswith=base.path)
    for part in in_parts(phones):
        with_phone = aside.filter(Q(user__phone__in=part) | Q(user__phone_to_verify__in=part))
        for pk, name, year, phone, unproven, branch in with_phone.values_list(*columns):
            yield _Member(pk, name, year, tuple(filter(None, (phone, unproven))), branch)


def _phones_elsewhere(phones: Sequence[str], since: dt.datetime | None, seen: set[int]) -> set[str]:
    """Return the phones that an account out of the officer's sight has proven."""
    found: set[str] = set()
    users = User.objects.all() if since is None else User.objects.filter(joined_at__gte=since)
    for part in in_parts(phones):
        for pk, phone in users.filter(phone__in=part).values_list("pk", "phone"):
            if pk not in seen:
                found.add(str(phone))
    return found
