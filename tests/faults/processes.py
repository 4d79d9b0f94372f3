"""Run an act in forked processes: several at the same moment, or one that is killed at its n-th step.

A step is a statement of SQL, a commit, or a change of a file: opened for writing, written, synced, renamed, deleted.
A process is killed in front of a step by SIGKILL, so no clean-up of any kind runs. The test's own connections are
closed before the fork, and each process opens its own.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FILES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.truncate", "os.link", "os.chmod"})


class Killed:
    """The result of a process that was killed."""


KILLED = Killed()


class Failed(Exception):
    """An act raised; the message is its traceback."""


def raced[T](act: Callable[[int], T], *, times: int) -> list[T | Failed]:
    """Return what `act(n)` returns in `times` processes that begin at the same moment, or what it raised."""
    gate, opened = os.pipe()
    started = [_start(lambda n=n: (os.read(gate, 1), act(n))[1]) for n in range(times)]  # type: ignore[misc]
    os.close(gate)
    os.write(opened, b"x" * times)
    os.close(opened)
    return [_result(*each) for each in started]


def run[T](act: Callable[[], T], *, die_at: int = 0, plant: Callable[[], object] | None = None) -> Any:
    """Return what `act` returns in another process, or KILLED where it was killed in front of step `die_at`.

    plant: builds a fault into that process first.
    """

    def whole() -> T:
        if plant is not None:
            plant()
        if die_at:
            _count_steps(die_at)
        return act()

    found = _result(*_start(whole))
    if isinstance(found, Failed):
        raise found
    return found


def without_transactions() -> None:
    """Plant a fault: every statement is committed by itself, and rows are not locked."""
    connection.features.has_select_for_update = False
    transaction.Atomic.__enter__ = lambda self: None  # type: ignore[method-assign]
    transaction.Atomic.__exit__ = lambda self, *error: None  # type: ignore[method-assign,assignment]
    transaction.on_commit = lambda act, *more, **also: act()  # type: ignore[assignment]


def answers_twice() -> None:
    """Plant a fault: a repeated request is carried out again."""
    from backend.common import idempotency  # noqa: PLC0415 only in a process with the fault

    idempotency._replay = lambda row, body: None  # type: ignore[assignment]


def _start(act: Callable[[], Any]) -> tuple[int, int]:
    connections.close_all()
    read, write = os.pipe()
    with warnings.catch_warnings():
        # The test's own threads (of pytest-xdist) are idle, and the child uses none of their locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    code = 1
    try:
        os.close(read)
        found = _tried(act)
        connections.close_all()
        with open(write, "wb") as out:
            out.write(found)
        code = 0
    finally:
        os._exit(code)


def _tried(act: Callable[[], Any]) -> bytes:
    try:
        return pickle.dumps(act())
    except BaseException:
        return pickle.dumps(Failed(traceback.format_exc()))


def _result(pid: int, read: int) -> Any:
    with open(read, "rb") as source:
        found = source.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status == -signal.SIGKILL:
        return KILLED
    return pickle.loads(found) if found else Failed(f"the process ended with {status}")


def _count_steps(die_at: int) -> None:
    """Kill this process in front of its step number `die_at`."""
    left = die_at

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        step()
        return execute(sql, params, many, context)

    def stepping(function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **more: Any) -> Any:
            step()
            return function(*arguments, **more)

        return stepped

    def change_of_file(event: str, about: tuple[Any, ...]) -> None:
        is_open = event == "open" and isinstance(about[2], int) and about[2] & _WRITING
        if (is_open or event in _FILES) and not str(about[0]).startswith("/dev/"):
            step()

    connection.execute_wrappers.append(statement)
    # Once in front of each commit; the next step comes behind it.
    BaseDatabaseWrapper._commit = stepping(BaseDatabaseWrapper._commit)  # type: ignore[method-assign]
    for name in ("fsync", "pwrite", "ftruncate"):
        setattr(os, name, stepping(getattr(os, name)))
    sys.addaudithook(change_of_file)


def killed_everywhere(
    act: Callable[[], Any],
    *,
    state: Callable[[], Any],
    check: Callable[[int], bool],
    again: Callable[[], object] = lambda: None,
    stride: int = 1,
    plant: Callable[[], object] | None = None,
    most: int = 3_000,
) -> tuple[int, Any]:
    """Run `act` again and again, killed `stride` steps later each time, until it ends. Return the kills and its result.

    Begins at the first step again whenever `state()` changed: what was committed is not repeated.
    check(n): called after the n-th kill; ends everything if it returns False. again: what must happen before another process takes it up.
    """
    kills = at = 0
    before = state()
    while kills < most:
        at += stride
        found = run(act, die_at=at, plant=plant)
        if found is not KILLED:
            return kills, found
        kills += 1
        if not check(kills):
            return kills, KILLED
        now = state()
        if now != before:
            before, at = now, 0
        again()
    raise AssertionError(f"not done after {most} kills")


def count_rows(models: Iterable[Any]) -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in models}
