"""Which task workers are alive, and what becomes of the tasks of those that are not.

django-tasks-db marks a task RUNNING and forgets it when the worker is killed. Every worker (`manage.py worker`)
therefore shows itself in a row; the clock hands the tasks of one that stopped doing so to the others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import TaskWorker

BEAT_SECONDS = 15
# Six missed beats: longer than the longest wait for a lock on SQLite.
DEAD_AFTER = timedelta(seconds=90)
# A task that takes its worker down each time is not given to a fourth.
MAX_ATTEMPTS = 3


class WorkerLost(Exception):
    """The worker of a task ended without a word, MAX_ATTEMPTS times."""


def beat(worker_id: str) -> None:
    """Say that this worker is alive."""
    TaskWorker.objects.update_or_create(id=worker_id, defaults={"seen_at": timezone.now()})


def forget(worker_id: str) -> None:
    """Say that this worker has ended; if it was busy, its task is free at the next sweep."""
    TaskWorker.objects.filter(id=worker_id).delete()


def requeue_lost_tasks(now: datetime | None = None) -> int:
    """Make the running tasks of dead workers ready again; returns how many were taken from the dead.

    The same task then runs a second time: every task bears that. After MAX_ATTEMPTS it is marked failed.
    """
    now = now or timezone.now()
    TaskWorker.objects.filter(seen_at__lt=now - DEAD_AFTER).delete()
    taken = 0
    with transaction.atomic():
        alive = set(TaskWorker.objects.values_list("id", flat=True))
        running = DBTaskResult.objects.select_for_update(skip_locked=True).filter(
            status=TaskResultStatus.RUNNING
        )
        for task in running.order_by(F("started_at").asc()):
            if task.worker_ids and task.worker_ids[-1] in alive:
                continue
            taken += 1
            if len(task.worker_ids) >= MAX_ATTEMPTS:
                task.set_failed(WorkerLost())
            else:
                task.status, task.started_at = TaskResultStatus.READY, None
                task.save(update_fields=["status", "started_at"])
    return taken
