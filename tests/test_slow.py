"""Slow requests are logged with what they asked the database, and with nothing personal."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from backend.slow import SHOWN_STATEMENTS, SlowMiddleware, Statements, plain
from backend.urls import urlpatterns as project_urls

pytestmark = pytest.mark.databases

CODE = "ma-tem-0912000777"


def ask(request: HttpRequest, code: str) -> HttpResponse:
    with connection.cursor() as cursor:
        for number in range(4):
            cursor.execute(f"SELECT {number}, %s", [code])
    return HttpResponse(f"{request.user.is_authenticated}")


urlpatterns = [path("cham/<str:code>/", ask), *project_urls]


@pytest.fixture
def slow_log(caplog, settings):
    settings.ROOT_URLCONF = __name__
    caplog.set_level(logging.WARNING, logger="backend.slow")
    return caplog


@pytest.mark.django_db
def test_a_slow_request_is_logged_with_its_statements_and_no_values(client, settings, slow_log):
    settings.SLOW_SECONDS = 1e-9
    assert client.get(f"/cham/{CODE}/?q={CODE}").status_code == 200
    (line,) = slow_log.messages
    first, *statements = line.splitlines()
    assert "GET /cham/<str:code>/, visitor, 4 statements in " in first
    assert len(statements) == SHOWN_STATEMENTS
    assert all("SELECT" in each for each in statements)
    assert CODE not in line


@pytest.mark.django_db
def test_a_quick_request_is_not_logged(client, settings, slow_log):
    settings.SLOW_SECONDS = 600
    client.get(f"/cham/{CODE}/")
    assert slow_log.messages == []


def test_zero_turns_it_off(settings):
    settings.SLOW_SECONDS = 0
    with pytest.raises(MiddlewareNotUsed):
        SlowMiddleware(lambda request: HttpResponse())


def test_the_slowest_statements_are_those_that_took_longest():
    statements = Statements()
    for name, took in zip("abcde", (1, 5, 2, 9, 3), strict=True):
        statements.note(took, name)
    assert (statements.count, statements.seconds) == (5, 20)
    assert statements.slowest == [(9, "d"), (5, "b"), (3, "e")]


def test_values_written_into_a_statement_are_left_out():
    sql = "SELECT *\n  FROM a\n WHERE phone = '0912''000777' AND number = 912000777 AND state = %s LIMIT 21"
    assert plain(sql) == "SELECT * FROM a WHERE phone = ? AND number = ? AND state = %s LIMIT 21"
    assert len(plain("x" * 10_000)) == 501
