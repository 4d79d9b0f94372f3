"""Jobs that run alone wait for no other job, in the clock as it runs."""

from __future__ import annotations

import threading

import pytest

from backend.common import clock


@pytest.mark.crash
def test_a_job_that_hangs_holds_up_none_that_runs_alone(real_db, monkeypatch):
    monkeypatch.setattr(clock, "_jobs", {})
    hangs, free, ticked, stop = (threading.Event() for _each in range(4))

    def hang_until_freed():
        hangs.set()
        free.wait(60)

    def sign():
        # Starts only once the other job hangs, so that the hang is certain.
        if hangs.wait(60):
            ticked.set()
            stop.set()

    clock.every(hours=1, name="test.ask")(hang_until_freed)
    clock.every(hours=1, alone=True, name="test.sign")(sign)
    # Set by the job that must not wait, or never.
    ends = threading.Timer(60, stop.set)
    ends.start()
    keeping = threading.Thread(target=_run_clock, args=(stop,))
    keeping.start()
    has_ticked = ticked.wait(60)
    free.set()
    stop.set()
    keeping.join(60)
    ends.cancel()
    assert has_ticked and not keeping.is_alive()


def _run_clock(stop: threading.Event) -> None:
    clock.keep_time(stop, 0.01)
    clock.connections.close_all()


def test_the_log_is_the_only_job_that_runs_alone():
    assert [job.name for job in clock.jobs() if job.alone] == ["log.extend"]
