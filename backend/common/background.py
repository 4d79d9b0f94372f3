"""Background tasks under lasting names.

    @task(name="send_sms")
    def send_sms_task(*, to: str, text: str) -> None: ...

A queued task is a row with the path that the worker imports. For a named task it is the path of this module
followed by the name, such as "backend.common.background.send_sms", wherever the function lives. So functions
may move and be renamed while tasks wait; this module and the names may not. Paths from before tasks had names
are in backend.common.earlier_names.

Django's autodiscovery finds only the tasks.py at an app's top. A trade's registration imports the trade's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.tasks import Task
from django.utils.module_loading import autodiscover_modules

# Stored with each queued task, so not __name__.
_PATH = "backend.common.background"

_tasks: dict[str, NamedTask] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTask(Task):
    """Task whose rows store a path with `lasting_name` instead of the path of its function."""

    lasting_name: str

    @property
    def module_path(self) -> str:
        return path_of(self.lasting_name)


def path_of(name: str) -> str:
    """Return the path that the rows of the task `name` store."""
    return f"{_PATH}.{name}"


def task(
    *, name: str, priority: int = 0, takes_context: bool = False
) -> Callable[[Callable[..., Any]], NamedTask]:
    """Decorate a module's function to make it a background task, like django.tasks.task.

    name: stored with each queued task; it never changes.
    Raises ValueError for a name that is no identifier or belongs to another task.
    """

    def named(function: Callable[..., Any]) -> NamedTask:
        if not name.isidentifier() or name in globals():
            raise ValueError(f"A task can't be called {name!r}.")
        known = _tasks.get(name)
        if known is not None and known.func.__qualname__ != function.__qualname__:
            raise ValueError(f"Two tasks are called {name!r}.")
        made = NamedTask(func=function, priority=priority, takes_context=takes_context, lasting_name=name)
        _tasks[name] = made
        return made

    return named


def tasks() -> list[NamedTask]:
    """Return every task registered so far, sorted by name."""
    return [_tasks[name] for name in sorted(_tasks)]


def __getattr__(name: str) -> NamedTask:
    """Return the task `name`, for code that imports a task by its path."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name not in _tasks:
        autodiscover_modules("tasks")
    try:
        return _tasks[name]
    except KeyError:
        raise AttributeError(f"No background task is called {name!r}.") from None
