"""Pages and API distinguish a database that is down from an error in our code."""

from __future__ import annotations

import psycopg
import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.db.transaction import TransactionManagementError
from django.test import Client

from backend.common.idempotency import IdempotencyBusy
from backend.common.outages import is_outage

pytestmark = pytest.mark.databases


def caused[E: BaseException](error: E, cause: BaseException) -> E:
    error.__cause__ = cause
    return error


AWAY = [
    caused(
        OperationalError("the connection is closed"), psycopg.OperationalError("the connection is closed")
    ),
    caused(OperationalError("terminating"), psycopg.errors.AdminShutdown()),
    caused(OperationalError("starting up"), psycopg.errors.CannotConnectNow()),
    caused(OperationalError("deadlock"), psycopg.errors.DeadlockDetected()),
    caused(OperationalError("too many"), psycopg.errors.TooManyConnections()),
    InterfaceError("connection already closed"),
    OperationalError("database is locked"),
]
OURS = [
    caused(ProgrammingError("no such column"), psycopg.errors.UndefinedColumn()),
    caused(OperationalError("disk full"), psycopg.errors.DiskFull()),
    OperationalError("no such table: orders_order"),
    IntegrityError("UNIQUE constraint failed"),
    ValueError("database is locked"),
]


@pytest.mark.parametrize("error", AWAY, ids=str)
def test_a_database_that_is_away_is_an_outage(error):
    assert is_outage(error)
    assert is_outage(caused(TransactionManagementError("broken"), error))


@pytest.mark.parametrize("error", OURS, ids=str)
def test_programming_error_is_no_outage(error):
    assert not is_outage(error)
    assert not is_outage(caused(TransactionManagementError("broken"), error))


def test_a_refusal_that_an_outage_caused_stays_a_refusal():
    assert not is_outage(caused(IdempotencyBusy("Chị đợi một lát."), AWAY[3]))
    assert not is_outage(None)


def visit(path: str, error: DatabaseError):
    """Return a visitor's answer to `path` while every statement fails with `error`."""

    def fail(execute, sql, params, many, context):
        raise error

    with connection.execute_wrapper(fail):
        return Client(raise_request_exception=False).get(path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "title"),
    [(AWAY[0], 503, "Máy chủ đang bận"), (OURS[0], 500, "Máy chủ đang trục trặc")],
    ids=["away", "ours"],
)
def test_error_page_asks_to_retry_only_after_an_outage(error, status, title, settings):
    answer = visit("/products/", error)
    assert answer.status_code == status and f"<h1>{title}</h1>" in answer.text
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert ('href="/products/"' in answer.text) == (status == 503)
    assert ("no-store" in answer.headers.get("Cache-Control", "")) == (status == 503)
    for settings.PIEU_DEMO in (True, False):
        assert ("Bản dùng thử: dữ liệu minh hoạ" in visit("/products/", error).text) is settings.PIEU_DEMO


@pytest.mark.django_db
def test_api_reports_an_outage_as_a_standard_error():
    answer = visit("/api/v1/products/", AWAY[0])
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "type": "server_error",
        "errors": [
            {
                "code": "database_away",
                "detail": "Máy chủ chưa trả lời được ngay lúc này. Xin gửi lại sau vài giây.",
                "attr": None,
            }
        ],
    }
    assert visit("/api/v1/products/", OURS[0]).status_code == 500
