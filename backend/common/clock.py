"""Periodic jobs. A trade registers them in its registration.py or tasks.py; `manage.py clock` runs what is due.

    every(minutes=5, name="drafts.tidy")(tidy_drafts)             a plain function: the clock runs it, so keep it short
    daily(at="07:30", name="certificates.remind")(remind)         a background task: the clock only enqueues it
    every(minutes=1, alone=True, name="log.extend")(extend_log)   a plain function that must not wait for others

Both also work as decorators of plain functions. The name, noun.verb, is the key of the job's row. It never
changes, also when the function moves. Several clocks may run at once: one of them claims a job's row. A task
is enqueued in the transaction that claims it, so exactly once. If a clock is killed while it runs a function,
the function runs again after a quarter of an hour, so it must be safe to run twice.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.models import Max
from django.tasks import Task
from django.utils import timezone

from backend.common.models import ClockJob

logger = logging.getLogger(__name__)

# Time after which a claimed function may be claimed again, and a failed one is retried.
LEASE = timedelta(minutes=15)
# Jobs run every minute. A clock that began none for so long is dead or stuck.
DEAD_AFTER = timedelta(minutes=10)

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

type Work = Callable[[], Any] | Task


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job: every `period`, or once a day at `at`, local time. `name` is the key of its row.

    alone: run it in the second thread, so that slow jobs don't delay it.
    """

    name: str
    work: Work
    period: timedelta
    at: time | None = None
    alone: bool = False

    def after(self, moment: datetime) -> datetime:
        """Return when the next run after `moment` is due."""
        if self.at is None:
            return moment + self.period
        local = timezone.localtime(moment)
        due = local.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return due if due > local else due + timedelta(days=1)


_jobs: dict[str, Job] = {}


def every[W: Work](
    *, name: str, minutes: float = 0, hours: float = 0, alone: bool = False
) -> Callable[[W], W]:
    """Register a job that runs once per period, first as soon as a clock runs. Usable as a decorator.

    With `alone` the job runs in a separate thread. Raises ValueError if the period is zero.
    """
    period = timedelta(minutes=minutes, hours=hours)
    if period <= timedelta():
        raise ValueError("A period is longer than nothing.")
    return lambda work: _register(Job(name, work, period, None, alone))


def daily[W: Work](*, name: str, at: str) -> Callable[[W], W]:
    """Register a job that runs once a day at the local time `at`, such as "07:30". Usable as a decorator.

    If no clock runs at that time, the job runs later.
    """
    return lambda work: _register(Job(name, work, timedelta(days=1), time.fromisoformat(at)))


def jobs() -> list[Job]:
    return [_jobs[name] for name in sorted(_jobs)]


def last_run() -> datetime | None:
    """Return when a clock last began a job; None if no clock ever ran.

    Beginnings in a time to come don't count: they are of before the machine's clock was set back.
    """
    believable = ClockJob.objects.filter(started_at__lt=timezone.now() + DEAD_AFTER)
    return believable.aggregate(started=Max("started_at"))["started"]


def run_due(now: datetime | None = None, *, alone: bool | None = None) -> list[str]:
    """Run or enqueue every due job that no other clock claims, and return their names.

    alone: select only the jobs with this value of `alone`; None selects all.
    A failing job is logged, its error is stored in its row, and it is retried after LEASE.
    """
    return [job.name for job in jobs() if alone in (None, job.alone) and _run(job, now or timezone.now())]


def keep_time(stop: threading.Event, interval: float) -> None:
    """Run due jobs every `interval` seconds until `stop` is set. A running job is finished first.

    A slow job, such as one that waits for an external service, delays the others, but not jobs marked
    `alone`. Raises the exception that ended one of the two threads. Failing jobs and database errors don't
    end them.
    """
    broken: list[BaseException] = []
    beside = threading.Thread(
        target=_keep_time_of_lone_jobs, args=(stop, interval, broken), name="clock-alone"
    )
    beside.start()
    try:
        _keep_time(stop, interval, alone=False)
    finally:
        # If one thread fails, end both: the supervisor restarts only a process that ended.
        stop.set()
        beside.join()
    if broken:
        raise broken[0]


def _keep_time_of_lone_jobs(stop: threading.Event, interval: float, broken: list[BaseException]) -> None:
    try:
        _keep_time(stop, interval, alone=True)
    except BaseException as error:
        broken.append(error)
    finally:
        stop.set()
        connections.close_all()


def _keep_time(stop: threading.Event, interval: float, *, alone: bool) -> None:
    while not stop.wait(interval):
        close_old_connections()
        try:
            for name in run_due(alone=alone):
                logger.debug("Periodic job %s", name)
        except DatabaseError:
            logger.exception("The clock could not reach its database; it tries again.")


def _register(job: Job) -> Any:
    """Add the job and return its function or task.

    Raises ValueError if the name is not noun.verb, or belongs to another job.
    """
    if not _NAME.fullmatch(job.name):
        raise ValueError(f"A job's name is noun.verb, not {job.name!r}.")
    known = _jobs.get(job.name)
    if known is not None and _path(known.work) != _path(job.work):
        raise ValueError(f"Two jobs are called {job.name!r}.")
    _jobs[job.name] = job
    return job.work


def _path(work: Work) -> str:
    function = work.func if isinstance(work, Task) else work
    return f"{function.__module__}.{function.__qualname__}"


def _run(job: Job, now: datetime) -> bool:
    next_due = job.after(now)
    if isinstance(job.work, Task):
        with transaction.atomic():
            if not _claim(job, now, next_due):
                return False
            job.work.enqueue()
            ClockJob.objects.filter(name=job.name).update(finished_at=now, error="")
        return True
    if not _claim(job, now, min(next_due, now + LEASE)):
        return False
    row = ClockJob.objects.filter(name=job.name)
    try:
        job.work()
    except Exception as error:
        logger.exception("Periodic job %s failed", job.name)
        row.update(due_at=min(next_due, now + LEASE), error=type(error).__name__)
    else:
        row.update(due_at=next_due, finished_at=timezone.now(), error="")
    return True


def _claim(job: Job, now: datetime, until: datetime) -> bool:
    """Claim a due job. Of several clocks that try, only one gets True."""
    row = ClockJob.objects.filter(name=job.name)
    if row.filter(due_at__lte=now).update(due_at=until, started_at=now):
        return True
    first = now if job.at is None else job.after(now)
    known, is_new = ClockJob.objects.get_or_create(name=job.name, defaults={"due_at": first})
    if is_new and first <= now:
        return bool(row.filter(due_at=first).update(due_at=until, started_at=now))
    if known.due_at > job.after(now) and known.due_at > now + LEASE:
        # The job's period became shorter than when its row was written.
        row.filter(due_at=known.due_at).update(due_at=job.after(now))
    return False
