from datetime import UTC, datetime, timedelta

import pytest
from django.tasks import task
from django_tasks_db.models import DBTaskResult

from backend.common import clock
from backend.common.models import ClockJob

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_other_jobs(monkeypatch):
    monkeypatch.setattr(clock, "_jobs", {})


@pytest.fixture
def runs():
    return []


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_every_runs_at_once_and_then_after_each_period(runs):
    clock.every(minutes=5, name="test.tick")(lambda: runs.append("tick"))
    happened = [bool(clock.run_due(at(minute))) for minute in (0, 1, 4.9, 5, 6, 10)]
    assert happened == [True, False, False, True, False, True]
    assert len(runs) == 3


def test_daily_waits_for_its_local_time_and_makes_up_for_a_missed_day(runs):
    clock.daily(at="12:30", name="test.tick")(lambda: runs.append("tick"))
    assert clock.run_due(at(0)) == []
    assert len(clock.run_due(at(31))) == 1
    assert clock.run_due(at(24 * 60)) == []
    # The clock was off for two days; one run makes up for them, the next is the day after.
    assert len(clock.run_due(at(3 * 24 * 60))) == 1
    assert clock.run_due(at(3 * 24 * 60 + 29)) == []
    assert len(clock.run_due(at(3 * 24 * 60 + 30))) == 1
    assert len(runs) == 3


def test_job_runs_once_when_two_clocks_find_it_due(runs):
    def work():
        # A second clock looks while the first one works.
        runs.append(clock.run_due(at(0)))

    clock.every(minutes=5, name="test.work")(work)
    clock.run_due(at(0))
    assert runs == [[]]


def test_job_of_a_killed_clock_runs_again_after_the_lease(runs):
    class Killed(BaseException):
        pass

    def work():
        runs.append("tick")
        if len(runs) == 1:
            raise Killed

    clock.every(hours=5, name="test.work")(work)
    with pytest.raises(Killed):
        clock.run_due(at(0))
    assert clock.run_due(at(14)) == []
    assert len(clock.run_due(at(15))) == 1
    assert clock.run_due(at(31)) == []


def test_failing_job_is_stored_in_its_row_and_does_not_stop_the_others(runs, caplog):
    def broken():
        raise ValueError("0912 345 678 is no reason to fail")

    clock.every(hours=5, name="test.broken")(broken)
    clock.every(hours=5, name="test.tick")(lambda: runs.append("tick"))
    clock.run_due(at(0))
    row = ClockJob.objects.get(name="test.broken")
    assert (row.error, row.finished_at, row.due_at) == ("ValueError", None, at(15))
    assert runs == ["tick"]
    assert "broken failed" in caplog.text


@task()
def greet() -> str:
    return "chào"


def test_task_is_enqueued_once_and_not_run_by_the_clock():
    clock.every(hours=1, name="test.greet")(greet)
    for minute in (0, 1, 59):
        clock.run_due(at(minute))
    assert [(row.task_path, row.status) for row in DBTaskResult.objects.all()] == [
        ("tests.common.test_clock.greet", "READY")
    ]


def test_shorter_period_in_the_program_is_obeyed_before_the_old_one_ends():
    clock.every(hours=24, name="test.greet")(greet)
    clock.run_due(at(0))
    clock._jobs.clear()
    clock.every(minutes=30, name="test.greet")(greet)
    clock.run_due(at(1))
    assert clock.run_due(at(30)) == []
    assert len(clock.run_due(at(31))) == 1


def test_period_of_nothing_is_refused():
    with pytest.raises(ValueError, match="longer"):
        clock.every(minutes=0, name="test.nothing")
