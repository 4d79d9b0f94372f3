"""Rows of jobs and tasks from before these had lasting names are carried over."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.tasks import TaskResultStatus
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from backend.common import background, clock, earlier_names
from backend.common.models import ClockJob
from tests.live import ROOT, project_env

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@background.task(name="shout")
def shout(text: str) -> str:
    return text.upper()


@pytest.fixture
def earlier_path(monkeypatch):
    """The path of a module that is gone, under which `shout` was queued."""
    monkeypatch.setitem(earlier_names.TASKS, "gone.module.shout_task", "shout")
    return "gone.module.shout_task"


@pytest.fixture
def restored_signals():
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


def queued_under(path: str) -> DBTaskResult:
    row = DBTaskResult.objects.get(id=shout.enqueue("mận").id)
    DBTaskResult.objects.filter(id=row.id).update(task_path=path)
    return row


@pytest.mark.django_db
def test_job_keeps_its_due_time_under_its_lasting_name_when_a_clock_starts(monkeypatch):
    monkeypatch.setattr(clock, "_jobs", {})
    ClockJob.objects.create(name="backend.common.tasks.tidy_database", due_at=NOON, error="ValueError")
    ClockJob.objects.create(name="orders.forget_buyers", due_at=NOON)
    for _start in range(2):
        call_command("clock", once=True)
        assert list(ClockJob.objects.order_by("name").values_list("name", "due_at", "error")) == [
            ("database.tidy", NOON, "ValueError"),
            ("orders.forget_buyers", NOON, ""),
        ]


@pytest.mark.django_db
def test_earlier_row_of_a_job_is_deleted_when_the_lasting_one_exists():
    ClockJob.objects.create(name="backend.common.tasks.tidy_database", due_at=NOON)
    ClockJob.objects.create(name="database.tidy", due_at=NOON + timedelta(hours=1))
    assert earlier_names.carry_over() == 1
    assert list(ClockJob.objects.values_list("name", "due_at")) == [
        ("database.tidy", NOON + timedelta(hours=1))
    ]


@pytest.mark.load
@pytest.mark.usefixtures(
    "real_db", "restored_signals"
)  # the worker closes its connection, and with it a transaction
def test_task_queued_under_the_path_of_a_module_that_is_gone_still_runs(earlier_path):
    row = queued_under(earlier_path)
    call_command("worker", batch=True, startup_delay=False, verbosity=0)
    row.refresh_from_db()
    assert (row.status, row.return_value, row.traceback) == (TaskResultStatus.SUCCESSFUL, "MẬN", "")


@pytest.mark.django_db
def test_queued_task_is_found_under_its_lasting_path_once_a_clock_started(earlier_path):
    row = queued_under(earlier_path)
    assert earlier_names.carry_over() == 1
    assert DBTaskResult.objects.get(task_path=shout.module_path).id == row.id


def test_path_of_a_task_does_not_follow_its_function():
    assert shout.module_path == "backend.common.background.shout"
    assert import_string("backend.common.background.shout") is shout
    assert shout.using(priority=5).module_path == shout.module_path
    with pytest.raises(ImportError):
        import_string("backend.common.background.whisper")


@pytest.mark.parametrize("name", ["send sms", "task", "shout"])
def test_a_task_needs_a_name_of_its_own(name):
    def whisper() -> None: ...

    with pytest.raises(ValueError, match=f"called '{name}'"):
        background.task(name=name)(whisper)


def test_every_earlier_name_leads_to_a_job_or_task_of_today():
    # Registered only where a Learning Record Store is set.
    jobs = {each.name for each in clock.jobs()} | {"xapi_statements.send_due"}
    assert set(earlier_names.JOBS.values()) <= jobs
    assert set(earlier_names.TASKS.values()) <= {each.lasting_name for each in background.tasks()} - {"shout"}


@pytest.mark.load  # a process for one question
def test_a_fresh_worker_finds_every_task():
    code = (
        "import django; django.setup();"
        "from django.utils.module_loading import import_string as found;"
        f"[found('backend.common.background.' + name) for name in {sorted(earlier_names.TASKS.values())}]"
    )
    env = project_env(DJANGO_SETTINGS_MODULE="backend.settings", DATABASE_URL="sqlite:///:memory:")
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
