"""Share the rows that consecutive tests start with.

    @begins_with(make_world)
    @pytest.fixture
    def world(db) -> SimpleNamespace:
        return made(make_world)

`make_world` runs once in a transaction that stays open around these tests; pytest-django gives each test a savepoint in it.
The transaction is rolled back before the first test that asks for other rows or for none. Each test gets a copy of the objects.

Why it stays: making the rows for each test takes about 34 s of the 240 s of processor time that the quick suite may take.
Only public names of pytest, pytest-django and Django are used. If pytest-django no longer wrapped tests in `atomic`, rows would
leak from one test into the next, and tests/test_shared_rows.py would fail. On PostgreSQL the rows are made for each test: `now()` there
is the beginning of the outermost transaction.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

type Make = Callable[[], Any]

_begins: dict[Any, Make] = {}  # by the fixture that the module defines
_made: tuple[Make, bytes] | None = None
_around: transaction.Atomic | None = None
_blocker: Any = None


def begins_with(make: Make) -> Callable[[Any], Any]:
    """Mark a fixture whose first rows are those of `make`, which it gets by `made(make)`."""

    def mark(fixture: Any) -> Any:
        _begins[fixture] = make
        return fixture

    return mark


def made(make: Make) -> Any:
    """Return a copy of what `make` returned if its rows are shared now; otherwise call it."""
    return pickle.loads(_made[1]) if _made is not None and _made[0] is make else make()


def use(blocker: Any) -> None:
    """Take pytest-django's `django_db_blocker` once the test database exists. Nothing is shared before."""
    global _blocker
    _blocker = blocker


def make_ready(item: pytest.Item) -> None:
    """Make or roll back shared rows before anything of the test is set up."""
    if _blocker is None:
        return
    if item.get_closest_marker("django_db") is None and not {"db", "django_db_setup"}.intersection(
        _names(item)
    ):
        return  # the test reads no row
    wanted = _wanted(item)
    if _made is not None and _made[0] is wanted:
        return
    with _blocker.unblock():
        release()
        if wanted is not None and connection.vendor == "sqlite":
            _store(wanted)


def release() -> None:
    """Roll the shared rows back."""
    global _made, _around
    if _around is not None:
        transaction.set_rollback(True)
        _around.__exit__(None, None, None)
    _made = _around = None


def _store(make: Make) -> None:
    global _made, _around
    _around = transaction.atomic()
    # As Django's TestCase marks its own, so that code that refuses to run in a transaction (durable=True, and
    # backend/common/reading.py) takes this one for none.
    _around._from_testcase = True
    _around.__enter__()
    _made = make, pickle.dumps(make())


def _names(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


def _wanted(item: pytest.Item) -> Make | None:
    """Return the rows of the test's first marked fixture, which its own module or the nearest conftest defines."""
    if not isinstance(item, pytest.Function):
        return None
    package = item.module.__name__.rpartition(".")[0]
    places = [item.module]
    while package:
        if conftest := sys.modules.get(f"{package}.conftest"):
            places.append(conftest)
        package = package.rpartition(".")[0]
    for name in _names(item):
        fixture = next((vars(place)[name] for place in places if name in vars(place)), None)
        if make := _begins.get(fixture):
            return make
    return None


def building() -> transaction.Atomic:
    """Return a transaction in which a test makes its rows; files may be read in it (backend/common/reading.py)."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
