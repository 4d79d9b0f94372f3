"""What the pages of an import show, and its next step.

A presenter reads lazily: each query runs once, when a template needs it. Make a new one after a write.
"""

from __future__ import annotations

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from products.imports.enums import ImportState, RowState
from products.models import ProductImport


class ImportSummary:
    """How many rows of an import came how far."""

    def __init__(self, run: ProductImport) -> None:
        self.run = run

    # Rows.

    @cached_property
    def _counts(self) -> dict[str, int]:
        return dict(self.run.rows.order_by().values_list("state").annotate(count=Count("pk")))

    @property
    def good(self) -> int:
        return self._counts.get(RowState.GOOD, 0)

    @property
    def made(self) -> int:
        return self._counts.get(RowState.MADE, 0)

    @property
    def known(self) -> int:
        return self._counts.get(RowState.KNOWN, 0)

    @property
    def wrong(self) -> int:
        return self._counts.get(RowState.WRONG, 0)

    @property
    def changes(self) -> int:
        return self._counts.get(RowState.CHANGES, 0)

    @property
    def changed(self) -> int:
        return self._counts.get(RowState.CHANGED, 0)

    @property
    def undone(self) -> int:
        return self._counts.get(RowState.UNDONE, 0)

    @property
    def rows_to_do(self) -> int:
        return self.good + self.changes

    @cached_property
    def beside(self) -> int:
        """Return how many rows change what is beside a product: stock, quantity breaks, season and photos."""
        return self.run.rows.exclude(beside={}).exclude(state=RowState.WRONG).count()

    # Steps.

    @property
    def changes_only_beside(self) -> bool:
        return not self.rows_to_do and bool(self.beside)

    @property
    def may_start(self) -> bool:
        return bool(self.rows_to_do or self.beside)

    @property
    def may_undo(self) -> bool:
        """Return True if the import made or changed something."""
        return bool(self.made or self.changed)

    # Progress.

    @property
    def words(self) -> str:
        return _("Đang rút lại") if self.run.state == ImportState.UNDOING else _("Đã đưa vào")

    @property
    def done(self) -> int:
        is_running = self.run.state == ImportState.RUNNING
        return self.made + self.changed + self.known if is_running else self.made

    @property
    def total(self) -> int:
        return sum(self._counts.values()) - self.wrong

    @cached_property
    def photos(self) -> int:
        """Return how many photos of the rows are still named in the import."""
        states = [RowState.GOOD, RowState.MADE] + [RowState.CHANGED] * self.run.with_beside
        rows = self.run.rows.filter(state__in=states).exclude(photos=[])
        return sum(map(len, rows.values_list("photos", flat=True)))

    @property
    def waits_for_photos(self) -> bool:
        """Return True if every row is done, and some photos are not."""
        return not self.good and bool(self.photos)
