import signal
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common import workers
from backend.common.models import TaskWorker


@task()
def work(text: str) -> str:
    return text.upper()


def running(*worker_ids: str) -> DBTaskResult:
    row = DBTaskResult.objects.get(id=work.enqueue("mận").id)
    for worker_id in worker_ids:
        row.claim(worker_id)
    return row


def status(row: DBTaskResult) -> str:
    return DBTaskResult.objects.get(id=row.id).status


@pytest.mark.django_db
def test_task_of_a_live_worker_is_left_alone():
    workers.beat("a")
    row = running("a")
    assert workers.requeue_lost_tasks() == 0
    assert status(row) == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_worker_that_died_before_the_clock_was_set_back_is_found():
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=1), tick=False):
        workers.beat("a")
        row = running("a")
    assert workers.last_beat() is None
    assert workers.requeue_lost_tasks(now) == 0
    assert workers.requeue_lost_tasks(now + 2 * workers.DEAD_AFTER) == 1
    assert status(row) == TaskResultStatus.READY


@pytest.mark.django_db
def test_task_of_a_silent_worker_is_ready_again():
    workers.beat("a")
    row = running("a")
    later = timezone.now() + workers.DEAD_AFTER + timedelta(seconds=1)
    assert workers.requeue_lost_tasks(later) == 1
    assert status(row) == TaskResultStatus.READY
    assert list(TaskWorker.objects.all()) == []


@pytest.mark.django_db
def test_task_that_killed_three_workers_is_failed():
    row = running("a", "b", "c")
    assert workers.requeue_lost_tasks() == 1
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == (
        TaskResultStatus.FAILED,
        "backend.common.workers.WorkerLost",
    )


@pytest.mark.django_db
def test_finished_and_waiting_tasks_are_left_alone():
    done, waiting = running("gone"), running()
    done.set_successful("MẬN")
    assert workers.requeue_lost_tasks() == 0
    assert (status(done), status(waiting)) == (TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY)


@pytest.fixture
def restored_signals():
    stored = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for name, handler in stored.items():
        signal.signal(name, handler)


@pytest.mark.crash
@pytest.mark.usefixtures("real_db", "restored_signals")
def test_worker_that_replaces_a_dead_one_does_its_task_at_once():
    workers.beat("dead")
    row = running("dead")
    call_command("worker", batch=True, startup_delay=False, replaces="dead", verbosity=0)
    row.refresh_from_db()
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "MẬN")
    assert len(row.worker_ids) == 2
    assert list(TaskWorker.objects.all()) == []
