"""Limits that all processes count together."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
import time_machine
from django.db import DatabaseError, connection
from redis import Redis

from backend.common import limits
from backend.common.limits import SharedLimit
from backend.common.network import network_of
from tests.live import ROOT, eventually, free_port, project_env

pytestmark = pytest.mark.databases

NEVER_OVER = 10**9


@pytest.fixture(autouse=True)
def _counted_in_the_database(settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "backend_cache"}
    }


@pytest.mark.django_db
def test_processes_count_together():
    """Two objects are two processes here: they share nothing but the database."""
    here, there = (SharedLimit("guesses", 8, seconds=NEVER_OVER) for _process in range(2))
    assert [here.is_over("a") for _try in range(8)] == [False] * 8
    assert [there.is_over("a") for _try in range(3)] == [False, True, True]
    assert [here.is_over("a"), here.is_over("b"), there.is_over("b")] == [True, False, False]


@pytest.mark.django_db
def test_limit_costs_a_statement_in_a_step_and_none_when_over(django_assert_num_queries):
    limit = SharedLimit("guesses", 20, seconds=NEVER_OVER)
    with django_assert_num_queries(0):
        assert [limit.is_over("a") for _try in range(4)] == [False] * 4
    with django_assert_num_queries(4):
        assert [limit.is_over("a") for _try in range(16)] == [False] * 16
    with django_assert_num_queries(1):
        assert limit.is_over("a")
    with django_assert_num_queries(0):
        assert [limit.is_over("a") for _try in range(100)] == [True] * 100


@pytest.mark.django_db
def test_caller_over_the_limit_is_refused_without_counting_in_every_process():
    here, there = (SharedLimit("guesses", 3, seconds=NEVER_OVER) for _process in range(2))
    assert [each.was_over("a") for each in (here, there) for _try in range(5)] == [False] * 10
    assert [here.is_over("a") for _try in range(4)] == [False, False, False, True]
    assert (here.was_over("a"), there.was_over("a"), there.was_over("b")) == (True, True, False)


@pytest.mark.django_db
def test_count_restarts_in_the_next_window_and_stores_no_address():
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        limit = SharedLimit("guesses", 2, seconds=60)
        assert [limit.is_over("203.0.113.7/32") for _try in range(3)] == [False, False, True]
        clock.shift(60)
        assert not limit.is_over("203.0.113.7/32")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM backend_cache ORDER BY value DESC")
        (earlier, count), (now, _one) = cursor.fetchall()
    assert earlier != now and count == "3" and len(now) == len(":1:limit:") + 64


@pytest.mark.django_db
def test_process_counts_alone_where_the_database_does_not_answer(monkeypatch):
    def fails(*args, **kw):
        raise DatabaseError

    monkeypatch.setattr(limits, "count_up", fails)
    limit = SharedLimit("guesses", 2, seconds=NEVER_OVER)
    assert [limit.is_over("a") for _try in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_network_of_an_address_is_its_prefix(address, network):
    assert network_of(address) == network


GUESS = """
import django; django.setup()
from backend.common.limits import SharedLimit
limit = SharedLimit("guesses", 20, seconds=10**9)
print(sum(not limit.is_over("a") for _try in range(100)))
"""


# 20, and the 4 that each of two processes allowed since it last added to the shared count.
MOST = 28


def let_through_by_two_processes(**env: str) -> int:
    command = [sys.executable, "-c", GUESS]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=project_env(**env), stdout=subprocess.PIPE, text=True)
        for _process in range(2)
    ]
    return sum(int(process.communicate(timeout=120)[0]) for process in processes)


@pytest.mark.crash
def test_two_processes_share_a_limit_but_for_their_uncounted_requests(real_db, tmp_path):
    found = let_through_by_two_processes(DATABASE_URL=real_db.url, PIEU_VAR=str(tmp_path))
    assert 20 <= found <= MOST


@pytest.fixture
def redis_url(tmp_path):
    """The address of an empty Redis: the one of TEST_REDIS_URL, which is emptied, or a server of the test's own."""
    if url := os.environ.get("TEST_REDIS_URL"):
        Redis.from_url(url).flushdb()
        yield url
        return
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server or TEST_REDIS_URL")
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    try:
        ping = ["redis-cli", "-p", str(port), "ping"]
        eventually(lambda: subprocess.run(ping, capture_output=True, check=False).stdout == b"PONG\n")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.crash
def test_two_real_processes_count_in_redis_where_it_is_configured(real_db, redis_url, tmp_path):
    found = let_through_by_two_processes(
        DATABASE_URL=real_db.url, PIEU_VAR=str(tmp_path), REDIS_URL=redis_url
    )
    assert 20 <= found <= MOST
