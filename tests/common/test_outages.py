"""Pages and API distinguish a database that is down from an error in our code."""

from __future__ import annotations

import errno
import json
import sqlite3
import urllib.error
import urllib.request

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
)
from django.db.transaction import TransactionManagementError
from django.test import Client

from backend.common.idempotency import IdempotencyBusy
from backend.common.outages import is_outage, is_too_long
from backend.common.statements import Statement, all_rows
from backend.faults import bad_request
from members.models import User
from tests.api import token_of
from tests.live import LiveProject
from traceability.models import EpcisQuery

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
    assert (
        answer.status_code == status and f"{title}" in answer.text.partition("<h1>")[2].partition("</h1>")[0]
    )
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


CANCELED = caused(OperationalError("canceling statement"), psycopg.errors.QueryCanceled())


def test_a_statement_that_took_too_long_is_no_outage():
    assert is_too_long(CANCELED) and is_too_long(caused(TransactionManagementError("broken"), CANCELED))
    assert not is_outage(CANCELED)
    assert not any(is_too_long(error) for error in [*AWAY, *OURS, None])


@pytest.mark.django_db
def test_page_and_api_say_that_it_took_too_long():
    page = visit("/products/", CANCELED)
    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert "Trang này mở lâu quá nên máy chủ đã dừng lại." in page.text and 'href="/products/"' in page.text
    answer = visit("/api/v1/products/", CANCELED)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    (error,) = answer.json()["errors"]
    assert error["code"] == "took_too_long" and "chưa ghi gì" in error["detail"]


@pytest.mark.django_db
def test_a_statement_that_took_too_long_is_not_asked_again(monkeypatch):
    asked = []

    def fail(execute, sql, params, many, context):
        asked.append(sql)
        raise CANCELED

    # As outside a transaction, where what failed is asked again on a new connection.
    own = connections[DEFAULT_DB_ALIAS]
    with monkeypatch.context() as patch, own.execute_wrapper(fail):
        patch.setattr(own, "in_atomic_block", False)
        patch.setattr(own, "close", lambda: None)
        with pytest.raises(OperationalError):
            all_rows(Statement("once", "SELECT 1", ()), ())
    assert len(asked) == 1


@pytest.mark.load
@pytest.mark.postgresql_only
def test_postgresql_ends_the_web_servers_long_statements_and_no_others(real_db, collected_static, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no limit")
    user = User.objects.create_user(full_name="Lò Thị Lan", password="246810")
    token = token_of(user)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER linger AFTER INSERT ON traceability_epcisquery FOR EACH ROW EXECUTE FUNCTION linger()"
        )
        cursor.execute("ALTER TABLE products_listingcard RENAME TO listingcard_before")
        cursor.execute(
            "CREATE VIEW products_listingcard AS SELECT c.* FROM listingcard_before c"
            " RIGHT JOIN (SELECT pg_sleep(30)) s ON true"
        )
    project = LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        parts=("web",),
        PIEU_WEB_STATEMENT_SECONDS="0.5",
    )
    with project as live:

        def ask(path, **more):
            request = urllib.request.Request(live.url + path, **more)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=25)
            assert refused.value.code == 503
            return refused.value.read().decode()

        assert "Trang này mở lâu quá nên máy chủ đã dừng lại." in ask("/products/")
        with psycopg.connect(real_db.url) as other:  # waiting for a lock takes time, too
            other.execute("LOCK TABLE products_product IN ACCESS EXCLUSIVE MODE")
            assert json.loads(ask("/api/v1/products/"))["errors"][0]["code"] == "took_too_long"
        sent = ask(
            "/epcis/queries",
            data=b'{"name": "mot", "query": {"eventType": ["ObjectEvent"]}}',
            headers={
                "Authorization": f"Token {token}",
                "Content-Type": "application/json",
                "GS1-EPCIS-Version": "2.0.0",
            },
        )
        assert "chưa ghi gì" in json.loads(sent)["detail"]
        assert not EpcisQuery.objects.exists()
        limit = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout')"
        assert live.manage("shell", "-v", "0", "-c", f"{limit}; print(k.fetchone()[0])").strip() == "0"


class _SqliteFull(sqlite3.OperationalError):
    sqlite_errorname = "SQLITE_FULL"


FULL = [
    caused(OperationalError("disk full"), psycopg.errors.DiskFull()),
    caused(OperationalError("database or disk is full"), _SqliteFull()),
    OSError(errno.ENOSPC, "No space left on device"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("error", FULL, ids=str)
def test_page_and_api_say_that_the_disk_is_full(error):
    page = visit("/products/", error)
    assert (page.status_code, page["Retry-After"]) == (507, "60")
    assert "Máy chủ hết chỗ. Xin báo người quản trị, rồi mở lại trang sau ít phút." in page.text
    answer = visit("/api/v1/products/", error)
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    [problem] = answer.json()["errors"]
    assert problem["code"] == "disk_full" and "hết chỗ" in problem["detail"]


@pytest.mark.parametrize(("behind", "status"), [(FULL[1], 507), (AWAY[0], 503), (None, 400)], ids=str)
def test_session_that_the_database_could_not_store_is_no_bad_request(rf, behind, status):
    interrupted = SessionInterrupted("The request's session was deleted before the request completed.")
    interrupted.__context__ = UpdateError()
    interrupted.__context__.__context__ = behind
    try:
        raise interrupted
    except SessionInterrupted:
        answer = bad_request(rf.post("/gio-hang/"), interrupted)
    assert answer.status_code == status
