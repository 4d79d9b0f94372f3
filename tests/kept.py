"""Rows that many tests in a row begin with, made once and not anew for each.

    @pytest.fixture
    @begins_with(make_world)
    def world(db) -> SimpleNamespace:
        return made(make_world)

The rows are written in a transaction that stays open behind these tests, each of which has a savepoint of its own in it, as ever. It
is rolled back as soon as a test comes that does not ask for them. What was made is copied for each test: objects remember.
On PostgreSQL they are made anew for each test: there `now()` is when the outermost transaction began.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django.plugin import blocking_manager_key

type Make = Callable[[], Any]

_begins: dict[Callable[..., Any], Make] = {}
_made: tuple[Make, bytes] | None = None
_behind: transaction.Atomic | None = None


def begins_with(make: Make) -> Callable[..., Any]:
    """Of a fixture: its first rows are `make`'s, which it gets by `made(make)`."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        _begins[function] = make
        return function

    return mark


def made(make: Make) -> Any:
    return pickle.loads(_made[1]) if _made is not None and _made[0] is make else make()


def make_ready(item: pytest.Item) -> None:
    """Before anything of the test is set up."""
    if item.get_closest_marker("django_db") is None and not {"db", "django_db_setup"}.intersection(_names(item)):
        return  # it sees no row
    wanted = _wanted(item)
    if _made is not None and _made[0] is wanted:
        return
    with item.config.stash[blocking_manager_key].unblock():
        let_go()
        if wanted is not None and connection.connection is not None and connection.vendor == "sqlite":
            _keep(wanted)


def let_go() -> None:
    global _made, _behind
    if _behind is not None:
        transaction.set_rollback(True)
        _behind.__exit__(None, None, None)
    _made = _behind = None


def _keep(make: Make) -> None:
    global _made, _behind
    _behind = transaction.atomic()
    _behind._from_testcase = True  # as those of tests: actions that must be outermost are so
    _behind.__enter__()
    _made = make, pickle.dumps(make())


def _names(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


def _wanted(item: pytest.Item) -> Make | None:
    fixtures = getattr(item, "_fixtureinfo", None)
    if fixtures is None:
        return None
    for name in _names(item):
        for definition in fixtures.name2fixturedefs.get(name, ())[-1:]:
            if make := _begins.get(definition.func):
                return make
    return None
