"""Figures for the operator's monitoring, in Prometheus' text format: GET /metrics.

Off without PIEU_METRICS_TOKEN. Requests are counted by all web workers together, in files that gunicorn's
configuration makes. Everything else is read from the database when somebody asks. No figure is about a person.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from backend.common.models import ClockJob
from backend.common.workers import last_beat

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram, Metric

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds

type Value = float | Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is read when it is asked for.

    read: returns the figure, or figures by the value of `label`; None if there is none now.
    """

    name: str
    help: str
    read: Callable[[], Value]
    label: str = ""


_gauges: dict[str, Gauge] = {}


def register(gauge: Gauge) -> None:
    """Show `gauge` at /metrics. Its name begins with "pieu_"."""
    _gauges[gauge.name] = gauge


def task_counts() -> Mapping[str, float]:
    """Return how many background tasks wait, run and failed."""
    states = {
        "waiting": Q(status=TaskResultStatus.READY),
        "running": Q(status=TaskResultStatus.RUNNING),
        "failed": Q(status=TaskResultStatus.FAILED),
    }
    return DBTaskResult.objects.aggregate(**{name: Count("pk", filter=rule) for name, rule in states.items()})


def task_wait() -> float:
    """Return how many seconds the oldest task has waited that may run now."""
    now = timezone.now()
    oldest = DBTaskResult.objects.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    return (now - oldest).total_seconds() if oldest else 0


def worker_silence() -> float | None:
    """Return the seconds since a worker's last sign of life; None if no worker is known."""
    seen = last_beat()
    return (timezone.now() - seen).total_seconds() if seen else None


def clock_delay() -> float:
    """Return by how many seconds the most overdue periodic job is late."""
    due = ClockJob.objects.aggregate(due=Min("due_at"))["due"]
    return max((timezone.now() - due).total_seconds(), 0) if due else 0


def failed_jobs() -> float:
    return ClockJob.objects.exclude(error="").count()


def database_bytes() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        (size,) = cursor.fetchone()
    return size


for each in (
    Gauge("pieu_tasks", "Background tasks by state", task_counts, "state"),
    Gauge("pieu_task_wait_seconds", "Age of the oldest task that may run now", task_wait),
    Gauge("pieu_worker_silence_seconds", "Time since a worker's last sign of life", worker_silence),
    Gauge("pieu_clock_delay_seconds", "Delay of the most overdue periodic job", clock_delay),
    Gauge("pieu_clock_failed_jobs", "Periodic jobs whose last run failed", failed_jobs),
    Gauge("pieu_database_bytes", "Size of the database", database_bytes),
):
    register(each)


class Figures:
    """The registered gauges as a collector of prometheus-client."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 15 MB that no process needs without a token

        is_reached = 1
        for gauge in _gauges.values():
            try:
                value = gauge.read() if is_reached else None
            except DatabaseError:
                connection.close()
                is_reached, value = 0, None
            if value is None:
                continue
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=[gauge.label] if gauge.label else [])
            for label, one in value.items() if isinstance(value, Mapping) else [("", value)]:
                family.add_metric([label] if gauge.label else [], one)
            yield family
        yield GaugeMetricFamily("pieu_database_up", "1 if the database answers", value=is_reached)


@dataclass(frozen=True, slots=True)
class Counters:
    """What this process counts. With several workers, /metrics reads the files of all instead."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram


@cache
def counters() -> Counters:
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415 15 MB that no process needs without a token

    registry = CollectorRegistry()
    names = ["route", "method", "status"]
    return Counters(
        registry,
        Counter("pieu_requests", "Answered requests", names, registry=registry),
        Histogram(
            "pieu_request_seconds", "Time of a request", ["method"], buckets=BUCKETS, registry=registry
        ),
    )


class MetricsMiddleware:
    """Counts requests by route, method and status, and how long they took.

    A route is the pattern of an address ("san-pham/<str:slug>/"), never the address. The time of a streamed body is
    not counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.counters = counters()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        match = request.resolver_match
        self.counters.requests.labels(match.route if match else "", method, response.status_code).inc()
        self.counters.seconds.labels(method).observe(time.perf_counter() - started)
        return response


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the figures as text. 401 without "Authorization: Bearer PIEU_METRICS_TOKEN", 404 if they are off."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("PIEU_METRICS_TOKEN is not set.\n", status=404, content_type="text/plain")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not constant_time_compare(request.headers.get("Authorization", "").encode(), wanted.encode()):
        refused = HttpResponse("Wrong token.\n", status=401, content_type="text/plain")
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(b"".join(_texts()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _texts() -> Iterable[bytes]:
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 15 MB that no process needs without a token
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 15 MB that no process needs without a token

    # Set by gunicorn's configuration, after the settings were read.
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)
        yield generate_latest(requests)
    else:
        yield generate_latest(counters().registry)
    state = CollectorRegistry()
    state.register(Figures())
    yield generate_latest(state)
