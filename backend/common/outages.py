"""Distinguish a temporary database outage, which gets a 503 and a retry, from a bug."""

from __future__ import annotations

from django.db import Error, InterfaceError, OperationalError

# Seconds after which to ask again. PostgreSQL restarts in less, and in hardly more after it was killed.
COME_BACK_AFTER = 5

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


def _is_passing(error: Error) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    if state:
        return state.startswith(_PASSING)
    if isinstance(error, InterfaceError):
        return "closed" in str(error)
    # Without a state there was no response at all, or it is SQLite, which has only a message.
    is_psycopg = type(error.__cause__).__module__.startswith("psycopg")
    return isinstance(error, OperationalError) and (is_psycopg or "is locked" in str(error))
