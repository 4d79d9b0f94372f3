"""Background tasks of courses. Every task may run twice."""

from __future__ import annotations

import logging

from django.db import transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from backend.common.background import task
from courses.media import processing
from courses.models import Asset

logger = logging.getLogger(__name__)


@task(name="process_course_upload")
def process_upload(asset_id: str) -> bool:
    """Make the files of an upload that phones download. Return False if nothing is to do."""
    return processing.process(asset_id)


def resume_lost_uploads() -> int:
    """Enqueue uploads again whose task ended without a result; give up failed ones. Return their number.

    Tasks of killed workers are not included: backend.common.workers gives them to the next worker, three
    times.
    """
    found = 0
    for asset_id in Asset.objects.filter(state__in=processing.UNFINISHED).values_list("pk", flat=True):
        with transaction.atomic():
            tasks = DBTaskResult.objects.filter(
                task_path=process_upload.module_path, args_kwargs__kwargs__asset_id=str(asset_id)
            )
            states = set(tasks.values_list("status", flat=True))
            if states & {TaskResultStatus.READY, TaskResultStatus.RUNNING}:
                continue
            # It may have ended between the two reads.
            if not Asset.objects.filter(pk=asset_id, state__in=processing.UNFINISHED).exists():
                continue
            found += 1
            if TaskResultStatus.FAILED in states:
                processing.give_up(asset_id)
            else:
                process_upload.enqueue(asset_id=str(asset_id))
    if found:
        logger.warning("%d uploads had lost their maker", found)
    return found
