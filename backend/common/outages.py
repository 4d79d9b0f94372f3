"""Distinguish a temporary database outage, which gets a 503 and a retry, from a bug.

Statements of the web server that take too long are ended; they get a 503 too. A full disk gets a 507.
"""

from __future__ import annotations

import errno
from typing import Any

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import Error, InterfaceError, OperationalError
from django.db.backends.signals import connection_created

# Seconds after which to ask again. PostgreSQL restarts in less, and in hardly more after it was killed.
COME_BACK_AFTER = 5

# Seconds after which to ask again for what took too long: what else keeps the database busy may be done by then.
ASK_AGAIN_AFTER = 60

# Seconds after which to ask again where the disk is full: somebody has to make room.
ROOM_AFTER = 60

_CANCELED = "57014"
_DISK_FULL = "53100"
# Errors of a full disk or an exhausted quota.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# The second: SQLite could not make its shared memory longer.
_SQLITE_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})

# SQLSTATE classes and codes of PostgreSQL (its appendix A): connection exceptions; being shut down, crashed or starting; too many
# connections; a lock timeout, a deadlock, and a serialization failure.
_PASSING = ("08", "57P01", "57P02", "57P03", "53300", "55P03", "40P01", "40001")


def is_outage(error: BaseException | None) -> bool:
    """Return True if `error` is a temporary database outage, so that the client may repeat the request.

    The transaction was rolled back. If the connection broke at the commit, its outcome is unknown. In both
    cases a repetition with the same idempotency key is safe. Returns False for wrong statements, constraints
    and a full disk.
    """
    while isinstance(error, Error):
        if _is_passing(error):
            return True
        # "The transaction is broken already" follows from an earlier error: judge that one.
        error = error.__cause__
    return False


def is_too_long(error: BaseException | None) -> bool:
    """Return True if PostgreSQL ended a statement before it was done (end_long_statements).

    The transaction was rolled back.
    """
    while isinstance(error, Error):
        if getattr(error.__cause__, "sqlstate", None) == _CANCELED:
            return True
        error = error.__cause__
    return False


def is_full(error: BaseException | None) -> bool:
    """Return True if a disk had no room for a row or a file.

    The transaction was rolled back.
    """
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    while isinstance(error, Error):
        cause = error.__cause__
        if (
            getattr(cause, "sqlstate", None) == _DISK_FULL
            or getattr(cause, "sqlite_errorname", "") in _SQLITE_FULL
        ):
            return True
        error = cause
    return False


def cause_of(error: BaseException | None) -> BaseException | None:
    """Return the database's error behind a session that could not be stored, else `error` itself.

    Django reports every such error as a session that was deleted meanwhile.
    """
    if not isinstance(error, SessionInterrupted):
        return error
    behind: BaseException | None = error
    while behind is not None and not isinstance(behind, Error):
        behind = behind.__context__
    return behind or error


def end_long_statements(seconds: float) -> None:
    """Let PostgreSQL end each statement of this process after `seconds`; 0: never.

    Applies to connections opened from now on; does nothing on SQLite. The web server calls it
    (backend/wsgi.py); the worker, the clock and commands have no limit. The limit is for one statement, so
    an answer made of many may take longer.
    """
    limit = round(seconds * 1000)

    def limit_statements(connection: Any, **_kwargs: Any) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET statement_timeout = {limit}")

    if limit:
        connection_created.connect(limit_statements, weak=False, dispatch_uid="end_long_statements")


def _is_passing(error: Error) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    if state:
        return state.startswith(_PASSING)
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    # Without a state there was no response at all, or it is SQLite, which has only a message.
    is_psycopg = type(error.__cause__).__module__.startswith("psycopg")
    return isinstance(error, OperationalError) and (is_psycopg or "is locked" in str(error))
