from django.db import transaction

from members.acting import Actor
from traceability.labels.actions import remake_sheet, take_to_printer
from traceability.labels.runs import files
from traceability.labels.runs.sheets import is_whole
from traceability.models import LabelPrint, LabelRun


@transaction.atomic
def print_labels(
    *, actor: Actor, run: LabelRun, first: int = 1, last: int | None = None, reason: str = ""
) -> LabelPrint:
    """Record a print, and queue a new file if all labels of the run are printed and its file was deleted.

    Raises the errors of take_to_printer and remake_sheet.
    """
    taken = take_to_printer(actor=actor, run=run, first=first, last=last, reason=reason)
    if is_whole(taken) and not files.is_there(run.pdf):
        remake_sheet(actor=actor, run=run)
    return taken
