"""What the pages of a label run show, and its next step.

A presenter reads lazily: each query runs once, when a template needs it. Make a new one after a write.
"""

from __future__ import annotations

from django.utils.functional import cached_property

from members.models import User
from traceability.drawing.layouts import LAYOUTS, Layout
from traceability.gs1.digital_link import host_of
from traceability.labels.enums import RunState
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.content import is_local
from traceability.labels.runs.preview import specimen_height
from traceability.labels.runs.printed_files import is_open
from traceability.labels.runs.serials import printed_serial, uncovered
from traceability.labels.runs.sheets import is_whole, labels_of
from traceability.models import LabelPrint, LabelRun, LabelVoid, Recall
from traceability.recalls.rules import may_recall

WORKING = (RunState.QUEUED, RunState.RENDERING)


class RunPage:
    """The page of a run for the people who may see it."""

    def __init__(self, run: LabelRun, viewer: User) -> None:
        self.run = run
        self.viewer = viewer

    # Paper.

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.run.layout]

    @property
    def sheets(self) -> int:
        return self.layout.pages(self.run.count)

    @property
    def specimen_height(self) -> int:
        return specimen_height(self.layout)

    # Work on the sheet.

    @property
    def is_remaking(self) -> bool:
        """Return True if the sheet of a finished run is being made again."""
        return self.run.is_ready and not self.run.pdf and self.run.heartbeat_at is not None

    @property
    def is_working(self) -> bool:
        return self.run.state in WORKING or self.is_remaking

    @property
    def is_queued(self) -> bool:
        """Return True if no process makes the sheet yet."""
        return self.run.is_queued or (self.is_remaking and not self.run.claim)

    @property
    def is_reading(self) -> bool:
        """Return True if all labels are drawn and are now read back."""
        return self.is_working and self.run.done_count == self.run.count

    @property
    def is_finished(self) -> bool:
        """Return True if the labels are ready, and nothing is made or failed to be made again."""
        return self.run.is_ready and not self.is_remaking and not self.run.error

    # Steps.

    @cached_property
    def may_print(self) -> bool:
        """Return True if the viewer prints for the lot's producer. `may_print_now` also asks the lot."""
        return may_print_labels(self.viewer, self.run.lot)

    @cached_property
    def recall(self) -> Recall | None:
        """Return a recall of the whole lot; None without one."""
        return Recall.objects.reaching(self.run.lot).first()

    @property
    def may_print_now(self) -> bool:
        return self.may_print and not self.recall

    @property
    def may_cancel(self) -> bool:
        """Return True if the viewer may cancel a run whose sheet is being made for the first time."""
        return self.may_print and not self.is_remaking

    @property
    def may_adjust(self) -> bool:
        """Return True if the viewer may void labels or shift the print: some labels are not void."""
        return self.may_print and not self.is_void

    @cached_property
    def may_recall(self) -> bool:
        return may_recall(self.viewer, self.run.lot)

    # Prints and voids.

    @cached_property
    def prints(self) -> list[LabelPrint]:
        """Return the entries of the print ledger, the newest first."""
        return list(self.run.prints.select_related("by", "on_behalf_of").order_by("-printed_at", "-pk"))

    @cached_property
    def voids(self) -> list[LabelVoid]:
        return list(self.run.voids.select_related("by", "on_behalf_of").order_by("-voided_at", "-pk"))

    @cached_property
    def is_void(self) -> bool:
        """Return True if all labels of the run are void."""
        return not uncovered(1, self.run.count, [(void.first, void.last) for void in self.voids])

    @property
    def shows_voids(self) -> bool:
        """Return True if labels are void, or the viewer may void some."""
        return bool(self.voids) or self.may_print

    # Codes.

    @property
    def first_serial(self) -> str:
        return printed_serial(self.run, 1)

    @property
    def last_serial(self) -> str:
        return printed_serial(self.run, self.run.count)

    @property
    def host(self) -> str:
        return host_of(self.run.origin)

    @property
    def is_local(self) -> bool:
        """Return True if the codes open an address of this computer only."""
        return is_local(self.run.origin)


class PrintPage(RunPage):
    """The page of an entry of the print ledger: the file to open, and how to print it."""

    def __init__(self, taken: LabelPrint, viewer: User) -> None:
        super().__init__(taken.run, viewer)
        self.taken = taken

    @property
    def labels(self) -> int:
        return labels_of(self.taken)

    @cached_property
    def is_open(self) -> bool:
        """Return True if the file can still be opened."""
        return is_open(self.taken)

    @cached_property
    def is_whole(self) -> bool:
        """Return True if the entry is of the whole run, whose file is made by the worker."""
        return is_whole(self.taken)

    @property
    def lacks_sheet(self) -> bool:
        return self.is_whole and not self.run.pdf

    @property
    def waits_for_sheet(self) -> bool:
        """Return True if the page reloads until the worker has made the file."""
        return self.is_working and self.is_whole

    @property
    def first_serial(self) -> str:
        return printed_serial(self.run, self.taken.first)

    @property
    def last_serial(self) -> str:
        return printed_serial(self.run, self.taken.last)
