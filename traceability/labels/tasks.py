"""Background work of lots and labels. Every task may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.background import task
from backend.common.clock import daily, every
from backend.common.heartbeats import is_silent
from traceability.labels.enums import RunState
from traceability.labels.runs import files, rendering
from traceability.models import LabelPrint, LabelRun

logger = logging.getLogger(__name__)

# A sheet that nobody printed for this long is deleted; it is made again on demand.
KEEP_SHEETS = timedelta(days=30)


@task(name="make_label_sheet")
def make_sheet_task(run_id: int) -> bool:
    """Make the sheet of a label run. Return whether it was published (see rendering.make_sheet)."""
    return rendering.make_sheet(run_id)


@every(minutes=1, name="label_runs.resume_lost")
def resume_lost_runs() -> int:
    """Queue the runs again whose worker was killed or whose task was lost. Return how many."""
    now = timezone.now()
    silent = is_silent("heartbeat_at", now, rendering.LOST_AFTER)
    waiting = {
        args["kwargs"].get("run_id")
        for args in DBTaskResult.objects.filter(
            task_path=make_sheet_task.module_path, status=TaskResultStatus.READY
        ).values_list("args_kwargs", flat=True)
    }
    lost = LabelRun.objects.filter(rendering.claimable(now)).filter(silent).exclude(pk__in=waiting)
    resumed = 0
    for run_id in lost.values_list("pk", flat=True)[:200]:
        with transaction.atomic():
            still = LabelRun.objects.filter(rendering.claimable(now), silent, pk=run_id)
            freed = still.filter(state=RunState.READY).update(claim=None, heartbeat_at=now) or still.update(
                state=RunState.QUEUED, claim=None, heartbeat_at=now
            )
            if freed:
                make_sheet_task.enqueue(run_id=run_id)
                resumed += 1
    if resumed:
        logger.warning("%d label runs had lost their maker and wait for another", resumed)
    return resumed


@daily(at="03:40", name="label_sheets.delete_old")
@task(name="delete_old_label_sheets")
def delete_old_sheets() -> int:
    """Delete the sheets of runs that were made and last printed more than KEEP_SHEETS ago.

    Also delete files that killed workers left behind. Return how many files of sheets were deleted.
    """
    now = timezone.now()
    used = LabelPrint.objects.filter(printed_at__gte=now - KEEP_SHEETS).values("run")
    old = LabelRun.objects.filter(state=RunState.READY, pdf_made_at__lt=now - KEEP_SHEETS).exclude(pdf="")
    removed = 0
    for run_id, name in list(old.exclude(pk__in=used).values_list("pk", "pdf")):
        # The row first: a name in it is always a file that is there.
        if LabelRun.objects.filter(pk=run_id, pdf=name).update(pdf="", heartbeat_at=None, claim=None):
            files.remove(name)
            removed += 1
    day = timedelta(days=1).total_seconds()
    known = LabelRun.objects.exclude(pdf="").values_list("pdf", flat=True)
    for name in list(files.forgotten(known.iterator(), older_than_seconds=day)):
        files.remove(name)
        removed += 1
    files.sweep_temporary(older_than_seconds=day)
    return removed
