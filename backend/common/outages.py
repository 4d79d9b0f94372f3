"""Telling a database that is away for a moment from a fault of ours: the one is answered 503 and to be tried again."""

from __future__ import annotations

from django.db import Error, InterfaceError, OperationalError

# Seconds after which to ask again. PostgreSQL restarts in less, and in hardly more after it was killed.
COME_BACK_AFTER = 5

# SQLSTATE classes and codes of PostgreSQL (its appendix A): connection exceptions; being shut down, crashed or starting; too many
# connections; a lock not had in time, a deadlock, and a transaction that another one made impossible.
_PASSING = ("08", "57P01", "57P02", "57P03", "53300", "55P03", "40P01", "40001")


def is_outage(error: BaseException | None) -> bool:
    """Whether `error` says that the database couldn't be asked just now, so that the same may be sent again later.

    What was asked is then undone or, where the connection broke at the commit, unknown; a repetition with the same idempotency key is
    safe in both cases. A statement that is wrong, a constraint, a full disk: False.
    """
    while isinstance(error, Error):
        if _is_passing(error):
            return True
        # "The transaction is broken already" is told from what broke it.
        error = error.__cause__
    return False


def _is_passing(error: Error) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    if state:
        return state.startswith(_PASSING)
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    # Without a state nobody answered at all, or it is SQLite, which says in words what it can't wait for any longer.
    is_psycopg = type(error.__cause__).__module__.startswith("psycopg")
    return isinstance(error, OperationalError) and (is_psycopg or "is locked" in str(error))
