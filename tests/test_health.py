import logging
import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from backend import health
from backend.common.limits import SharedLimit
from backend.common.models import ClockJob, TaskWorker
from backend.settings import BASE_DIR
from members.notices import sms_limits
from members.notices.sms import send_sms

VERSION = re.search(r'^version = "(.+)"$', (BASE_DIR / "pyproject.toml").read_text(), re.MULTILINE)[1]

pytestmark = pytest.mark.databases


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


@pytest.mark.django_db
def test_healthz_answers_200_without_a_session(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": True, "migrations": True, "worker": False, "clock": False, "version": VERSION},
    )
    assert response.cookies == {}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_healthz_makes_three_small_queries_when_migrated(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(3):
        client.get("/healthz")


@pytest.mark.django_db
def test_healthz_answers_503_while_a_migration_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'common'")
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "migrations": False, "worker": False, "clock": False, "version": VERSION},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0012_milestones_without_addresses", "0022_money_told"])
def test_healthz_answers_503_half_way_through_the_old_migrations(client, name):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = %s", [name])
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "migrations": False, "worker": False, "clock": False, "version": VERSION},
    )


@pytest.mark.crash
def test_healthz_answers_503_while_the_database_is_away_and_200_after(client, real_db):
    def break_connections(execute, sql, params, many, context):
        raise OperationalError("server closed the connection")

    with connection.execute_wrapper(break_connections):
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        503,
        {"database": False, "migrations": False, "worker": False, "clock": False, "version": VERSION},
    )
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_healthz_refuses_a_post(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("beat_seconds_ago", "run_minutes_ago", "worker", "clock"),
    [(30, 1, True, True), (120, 1, False, True), (30, 11, True, False)],
)
def test_healthz_names_a_dead_worker_or_clock(client, beat_seconds_ago, run_minutes_ago, worker, clock):
    now = timezone.now()
    TaskWorker.objects.create(id="old", seen_at=now - timedelta(days=1))
    TaskWorker.objects.create(id="new", seen_at=now - timedelta(seconds=beat_seconds_ago))
    ClockJob.objects.create(name="a.b", due_at=now, started_at=now - timedelta(minutes=run_minutes_ago))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["worker"], answer.json()["clock"]) == (200, worker, clock)
    # A load balancer goes on; an operator's monitoring is alarmed.
    assert client.get("/healthz?all=1").status_code == (200 if worker and clock else 503)


@pytest.mark.django_db
def test_healthz_tells_monitoring_that_the_days_sms_are_used_up(client, monkeypatch):
    monkeypatch.setattr(sms_limits, "_ordinary", SharedLimit("test", 2, seconds=86_400, step=1))
    now = timezone.now()
    TaskWorker.objects.create(id="new", seen_at=now)
    ClockJob.objects.create(name="a.b", due_at=now, started_at=now)
    before = client.get("/healthz?all=1")
    assert (before.status_code, before.json()["sms"]) == (200, True)
    send_sms(to="+84912345671", text="Đơn " * 20)  # two segments
    after = client.get("/healthz?all=1")
    assert (after.status_code, after.json()["sms"], after.json()["worker"]) == (503, False, True)
    # A load balancer goes on, and costs no further query.
    plain = client.get("/healthz")
    assert (plain.status_code, "sms" in plain.json()) == (200, False)


@pytest.mark.django_db
def test_a_503_of_healthz_is_not_logged_as_an_error(client, caplog):
    assert client.get("/healthz?all=1").status_code == 503
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
