"""Track which task workers are alive, and requeue the tasks of dead ones.

django-tasks-db leaves a task RUNNING for ever if its worker is killed. So every worker (`manage.py worker`) writes a
heartbeat to a row, and the clock requeues the task of a worker whose heartbeat stopped.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import TaskWorker

BEAT_SECONDS = 15
# Six missed beats: longer than the longest wait for a lock on SQLite.
DEAD_AFTER = timedelta(seconds=90)
# A task that kills its worker every time is marked failed after this many attempts.
MAX_ATTEMPTS = 3


class WorkerLost(Exception):
    """The worker of a task died without a result, MAX_ATTEMPTS times."""


def beat(worker_id: str) -> None:
    """Record a heartbeat of the worker: it is alive now."""
    TaskWorker.objects.update_or_create(id=worker_id, defaults={"seen_at": timezone.now()})


def last_beat() -> datetime | None:
    """Return when a worker last gave a sign of life; None if none runs.

    Signs from a time to come don't count: they are of before the clock was set back.
    """
    believable = TaskWorker.objects.filter(seen_at__lt=timezone.now() + DEAD_AFTER)
    return believable.aggregate(seen=Max("seen_at"))["seen"]


def forget(worker_id: str) -> None:
    """Delete the row of a worker that ended. If the worker had a task, the next sweep requeues the task."""
    TaskWorker.objects.filter(id=worker_id).delete()


def requeue_lost_tasks(now: datetime | None = None) -> int:
    """Requeue the running tasks of dead workers. Return how many running tasks had lost their worker.

    Such a task runs a second time, so every task must be safe for that. After MAX_ATTEMPTS a task is marked
    as failed instead.
    """
    now = now or timezone.now()
    TaskWorker.objects.filter(seen_at__lt=now - DEAD_AFTER).delete()
    # The clock was set back. A live worker gives its next sign soon, and a dead one is silent from now on.
    TaskWorker.objects.filter(seen_at__gt=now + DEAD_AFTER).update(seen_at=now)
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
