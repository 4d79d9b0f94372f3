"""Make the file of a ready run again, or shift its print on the paper. Labels and serials stay the same."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from backend.ledger.actions import append_entry
from members.acting import Actor
from traceability.labels.actions.errors import not_now
from traceability.labels.actions.runs import checked_offset, locked, start
from traceability.labels.enums import RunState
from traceability.labels.runs import files
from traceability.labels.runs.rendering import check_fits
from traceability.models import LabelRun


@transaction.atomic
def remake_sheet(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Queue the file of a ready run to be made again if it was deleted, and return the run.

    Nothing changes if the file exists or is being made. The run stays ready, because its labels are in use.
    Raises NotAllowed, RunNotReady.
    """
    run = locked(actor, run)
    if run.state != RunState.READY:
        raise not_now(run)
    if (run.pdf and files.is_there(run.pdf)) or (not run.pdf and run.heartbeat_at):
        return run
    run.pdf, run.attempts = "", 0
    append_entry(
        kind="labels.sheet_wanted", subject=f"run:{run.pk}", payload={"run": run.pk}, **actor.ledger_refs()
    )
    return start(run)


@transaction.atomic
def shift_sheet(*, actor: Actor, run: LabelRun, offset_x: Decimal | int, offset_y: Decimal | int) -> LabelRun:
    """Set the printer's offsets of a ready run, in mm to the right and downwards, and queue a new file.

    Labels and serials stay the same. Unchanged offsets change nothing.
    Raises NotAllowed, RunNotReady, LabelRunError, OffsetTooLarge.
    """
    run = locked(actor, run)
    if run.state != RunState.READY:
        raise not_now(run)
    offset_x, offset_y = checked_offset(offset_x, "offset_x"), checked_offset(offset_y, "offset_y")
    if (run.offset_x, run.offset_y) == (offset_x, offset_y):
        return run
    run.offset_x, run.offset_y = offset_x, offset_y
    check_fits(run)
    old = run.pdf
    run.pdf, run.attempts = "", 0
    append_entry(
        kind="labels.shifted",
        subject=f"run:{run.pk}",
        payload={"run": run.pk, "offsetX": str(offset_x), "offsetY": str(offset_y)},
        **actor.ledger_refs(),
    )
    start(run)
    transaction.on_commit(lambda: files.remove(old))
    return run
