"""What the pages of an import show, and its next step.

A presenter reads lazily: each query runs once, when a template needs it. Make a new one after a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from members.imports.actions.imports import used_words
from members.imports.enums import Decision, RowState
from members.imports.usage import names_of_signed_in
from members.models import MemberImport, MemberImportRow, Membership, User

# With more wrong cells than this, it is easier to fill in the template again than to read on.
MOST_ERRORS = 300


class ImportSummary:
    """How many rows of an import came how far, and what can be done now."""

    def __init__(self, run: MemberImport) -> None:
        self.run = run

    @cached_property
    def _counts(self) -> dict[str, int]:
        return dict(self.run.rows.order_by().values_list("state").annotate(count=Count("pk")))

    @property
    def good(self) -> int:
        return self._counts.get(RowState.GOOD, 0)

    @property
    def wrong(self) -> int:
        return self._counts.get(RowState.WRONG, 0)

    @property
    def doubles(self) -> int:
        return self._counts.get(RowState.DOUBLE, 0)

    @property
    def changes(self) -> int:
        return self._counts.get(RowState.CHANGES, 0)

    @property
    def known(self) -> int:
        return self._counts.get(RowState.KNOWN, 0)

    @property
    def made(self) -> int:
        return self._counts.get(RowState.MADE, 0)

    @property
    def changed(self) -> int:
        return self._counts.get(RowState.CHANGED, 0)

    @property
    def undone(self) -> int:
        return self._counts.get(RowState.UNDONE, 0)

    @property
    def kept(self) -> int:
        return self._counts.get(RowState.KEPT, 0)

    @property
    def rows_to_do(self) -> int:
        return self.good + self.changes

    @property
    def may_start(self) -> bool:
        return self.run.takes_decisions and bool(self.rows_to_do)

    # Progress.

    @property
    def words(self) -> str:
        if self.run.is_drawing_cards:
            return _("Đã làm thẻ")
        return _("Đang rút lại") if self.run.is_undoing else _("Đã đưa vào")

    @property
    def done(self) -> int:
        if self.run.is_drawing_cards:
            return self.run.cards_count
        return self.undone + self.kept if self.run.is_undoing else self.made + self.changed

    @property
    def total(self) -> int:
        if self.run.is_drawing_cards:
            return max(self.made, self.done)
        return self.done + (self.made + self.changed if self.run.is_undoing else self.rows_to_do)

    # Details.

    @cached_property
    def errors(self) -> list[tuple[str, str, str, int]]:
        """Return the first wrong cells: cell, heading, message, line."""
        rows = self.run.rows.exclude(errors={}).order_by("line")[:MOST_ERRORS]
        cells = [
            (cell, heading, message, row.line)
            for row in rows
            for cell, (heading, message) in row.errors.items()
        ]
        return cells[:MOST_ERRORS]

    @property
    def hides_errors(self) -> bool:
        return self.wrong > MOST_ERRORS or len(self.errors) == MOST_ERRORS

    @cached_property
    def new_chapters(self) -> list[tuple[str, str]]:
        """Return the chapters to be made, each with its commune's branch."""
        rows = self.run.rows.filter(state__in=[RowState.GOOD, RowState.DOUBLE]).exclude(chapter="")
        found = rows.order_by("chapter").values_list("chapter", "branch__name").distinct()
        return list({name.casefold(): (name, branch) for name, branch in found}.values())

    @property
    def may_undo(self) -> bool:
        """Return True if the import made or changed something."""
        return self.run.takes_decisions and bool(self.made or self.changed)

    @property
    def is_empty(self) -> bool:
        """Return True if the file leads to nothing: no row is new, changes somebody or waits."""
        return not (self.rows_to_do or self.doubles)

    @cached_property
    def why_kept(self) -> str:
        """Return that somebody has signed in, so that the import can't be taken back, or ""."""
        names = names_of_signed_in(self.run)
        return used_words(names) if names else ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member who a row may be. chosen: the officer decided so. waits: she has only requested membership."""

    user: User
    branch: str
    chosen: bool
    waits: bool

    @property
    def phone(self) -> str:
        """Return the number, also one that she hasn't proven: the row may be like her by it."""
        return self.user.phone or self.user.phone_to_verify


@dataclass(frozen=True, slots=True)
class Double:
    """A row that may be a member already, with those that it may be."""

    row: MemberImportRow
    candidates: list[Candidate]

    @property
    def is_other(self) -> bool:
        return self.row.decision == Decision.OTHER

    @property
    def is_same(self) -> bool:
        return self.row.decision == Decision.SAME

    @property
    def is_twin(self) -> bool:
        """Return True if the officer decided that an earlier row of the file is the same person."""
        return self.is_same and self.row.user_id is None

    @property
    def fills_year(self) -> bool:
        return "birth_year" in self.row.fills

    @property
    def fills_phone(self) -> bool:
        return "phone" in self.row.fills


def double_rows(run: MemberImport) -> QuerySet[MemberImportRow]:
    """Return the rows that wait for a decision, and those whose decision can be changed."""
    pending = Q(state__in=[RowState.GOOD, RowState.CHANGES, RowState.KNOWN]) & ~Q(decision=Decision.NONE)
    return run.rows.filter(Q(state=RowState.DOUBLE) | pending).select_related("branch").order_by("line")


def doubles_of(rows: Iterable[MemberImportRow], *, viewer: User) -> Iterator[Double]:
    """Yield doubles with those of their candidates whom `viewer` may see, with three queries in all.

    The officer who sent the file may run more branches than one who reads it.
    """
    rows = list(rows)
    keys = {pk for row in rows for pk in row.candidates}
    visible = User.objects.visible_to(viewer).filter(erased_at=None, pk__in=keys)
    users = {user.pk: user for user in visible}
    places = Membership.objects.open().filter(user__in=keys).select_related("branch")
    homes = {place.user_id: place for place in places}
    for row in rows:
        found = [_candidate(users[pk], homes.get(pk), row) for pk in row.candidates if pk in users]
        yield Double(row, found)


def _candidate(user: User, home: Membership | None, row: MemberImportRow) -> Candidate:
    return Candidate(
        user,
        home.branch.name if home else "",
        chosen=row.user_id == user.pk,
        waits=home is not None and not home.is_confirmed,
    )
