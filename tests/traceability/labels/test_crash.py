"""Workers killed in the middle of a run, and two on the same one: no label is missing or duplicated."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.tasks import TaskResultStatus
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from backend.common.workers import requeue_lost_tasks
from backend.ledger.models import Entry
from members.models import Notice
from tests.live import LiveProject, RealDatabase, eventually
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_run, label_files, numbers, serials_in
from tests.warm import Process
from traceability.labels import tasks
from traceability.labels.enums import RunState
from traceability.models import LabelRun

pytestmark = pytest.mark.crash
COUNT = 5_000
FEWER = 2_000
KILLS = 4


@pytest.fixture
def project(real_db: RealDatabase, tmp_path) -> Iterator[LiveProject]:
    """Start and kill workers; this process's store reads the folder that they write."""
    folder = tmp_path / "live"
    with (
        LiveProject.started(real_db, static_root=str(tmp_path), folder=folder, parts=()) as project,
        override_settings(MEDIA_ROOT=folder / "media"),
    ):
        yield project


def stop_between_writes(process: Process) -> None:
    """Send SIGSTOP, but not while it holds a lock that all others would wait for."""

    def stopped() -> bool:
        os.killpg(process.pid, signal.SIGSTOP)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET LOCAL lock_timeout = '300ms'")
                LabelRun.objects.update(heartbeat_at=F("heartbeat_at"))
        except OperationalError:
            os.killpg(process.pid, signal.SIGCONT)
            return False
        return True

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 300")
        eventually(stopped)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 20000")


def state_of(run: LabelRun) -> str:
    return LabelRun.objects.values_list("state", flat=True).get(pk=run.pk)


def later(run: LabelRun) -> None:
    """Let the time pass after which the clock treats a silent worker as dead."""
    LabelRun.objects.filter(pk=run.pk).update(heartbeat_at=F("heartbeat_at") - timedelta(minutes=5))
    tasks.resume_lost_runs()


def one_whole_sheet(run: LabelRun) -> None:
    run.refresh_from_db()
    assert (run.state, run.error, run.claim) == (RunState.READY, "", None)
    assert label_files() == [run.pdf.removeprefix("labels/")]
    assert Entry.objects.filter(kind="labels.ready", subject=f"run:{run.pk}").count() == 1
    assert Notice.objects.filter(kind="labels.ready").count() == 1
    path = Path(default_storage.path(run.pdf))
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == -(-run.count // 65)
    assert serials_in(path) == numbers((1, run.count))


def test_run_has_every_label_once_when_its_worker_is_killed_repeatedly(project):
    chance = random.Random(int.from_bytes(os.urandom(4)))
    run = a_run(make_world(), count=COUNT, layout="a4-65")
    for _each in range(KILLS):
        project.start("worker")
        eventually(lambda: state_of(run) != RunState.QUEUED)
        time.sleep(chance.uniform(0, 0.9))
        project.kill("worker")
        row = LabelRun.objects.get(pk=run.pk)
        if row.state == RunState.READY:
            break
        assert row.pdf == ""
        requeue_lost_tasks()
        later(run)
    project.start("worker")
    eventually(lambda: state_of(run) == RunState.READY)
    one_whole_sheet(run)


def test_two_workers_on_the_same_run_make_one_sheet(project):
    run = a_run(make_world(), count=FEWER, layout="a4-65")
    for _each in range(3):
        tasks.make_sheet_task.enqueue(run_id=run.pk)
    first = project.start("worker")
    project.processes["other"] = project.processes.pop("worker")
    project.start("worker")
    eventually(
        lambda: (
            not DBTaskResult.objects.filter(
                status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
            ).exists()
        )
    )
    assert first.poll() is None
    one_whole_sheet(run)
    assert LabelRun.objects.get(pk=run.pk).attempts == 1
    done = DBTaskResult.objects.filter(task_path=tasks.make_sheet_task.module_path)
    assert sorted(done.values_list("return_value", flat=True)) == [False, False, False, True]


def test_worker_that_sleeps_through_its_time_gives_way(project):
    """A worker stopped (SIGSTOP) until another took over notices this when it continues, and leaves the sheet alone."""
    run = a_run(make_world(), count=FEWER, layout="a4-65")
    sleeper = project.start("worker")
    eventually(lambda: state_of(run) == RunState.RENDERING)
    stop_between_writes(sleeper)
    try:
        if state_of(run) == RunState.RENDERING:
            later(run)
            project.processes["sleeper"] = project.processes.pop("worker")
            project.start("worker")
            eventually(lambda: state_of(run) == RunState.READY)
    finally:
        os.killpg(sleeper.pid, signal.SIGCONT)
    eventually(lambda: not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists())
    one_whole_sheet(run)
