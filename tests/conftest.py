"""The fixtures and hooks of all tests.

Quick tests use `db` (or `@pytest.mark.django_db`): one transaction, rolled back at the end.

Tests that need real commits (threads, other processes, a browser) use, with one of the marks e2e, crash, load:

    real_db        a copy of the migrated, empty database; the test's own connections point at it.
                   real_db.url is its DATABASE_URL for other processes.
    live_project   a real gunicorn with two workers and a task worker over such a copy, on a free port.
                   live_project.url, .env, .manage("command", ...), .log(), .kill_worker(): tests/live.py

`django_db(transaction=True)`, `transactional_db` and `live_server` are refused: they empty the tables after each
test, and our append-only triggers refuse that.
"""

from __future__ import annotations

import gc
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import teardown_databases

from courses.authoring.versions import published
from tests import shared_rows
from tests.lasting_names.written import entries_have_recorded_payloads  # noqa: F401
from tests.live import LiveProject, RealDatabase, collect_static
from tests.migrated import migrated_databases, migrated_meanwhile, state_of_migrations
from traceability.epcis.sites import forget_hosts
from traceability.scans.origin.pages import forget_pages
from traceability.scans.origin.verdicts import copied_banner, labels_banner

REFUSED = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Skip a test module that carries none of the markers `-m` asks for: it need not be imported.

    A module carries a marker if its source names it ("mark.crash"). What follows a `not` doesn't count.
    """
    asked = re.sub(r"\bnot\s+(\([^()]*\)|\w+)", "", config.getoption("markexpr"))
    names = set(re.findall(r"\w+", asked)) - {"and", "or"}
    if collection_path.suffix != ".py" or not names or collection_path.name == "conftest.py":
        return None
    source = collection_path.read_text("utf-8")
    return None if any(f"mark.{name}" in source for name in names) else True


@pytest.hookimpl(trylast=True)  # after pytest-django, which sorts the tests
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        mark = item.get_closest_marker("django_db")
        wants_flush = mark is not None and mark.kwargs.get("transaction")
        if wants_flush or REFUSED.intersection(getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid}: use real_db or live_project (see tests/conftest.py)")


def pytest_collection_finish() -> None:
    """Exempt the imported modules from garbage collection, and collect more rarely.

    Nothing breaks without these public functions of Python: the suite only takes 9 % more processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


_state = pytest.StashKey[str]()
_meanwhile = pytest.StashKey[subprocess.Popen[bytes] | None]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Compute in the controlling process, once, what every worker process needs."""
    if _state not in node.config.stash:
        node.config.stash[_state] = state_of_migrations()
        node.config.stash[_meanwhile] = migrated_meanwhile(node.config.stash[_state])
    node.workerinput["state_of_migrations"] = node.config.stash[_state]


def pytest_unconfigure(config: pytest.Config) -> None:
    if process := config.stash.get(_meanwhile, None):
        process.wait()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    shared_rows.make_ready(item)


@pytest.fixture(scope="session")
def django_db_setup(
    pytestconfig: pytest.Config,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker,
) -> Iterator[None]:
    """Set up the test database, also if only real_db needs one: pytest-django's own fixture looks for django_db marks."""
    with django_db_blocker.unblock(), _async_allowed():
        config = migrated_databases(getattr(pytestconfig, "workerinput", {}).get("state_of_migrations", ""))
        # A browser's event loop has connections of its own, and a PostgreSQL template must have no connections.
        if connection.vendor == "postgresql":
            connection.close()
    shared_rows.use(django_db_blocker)
    yield
    with django_db_blocker.unblock(), _async_allowed():
        shared_rows.release()
        teardown_databases(config, verbosity=0)


@contextmanager
def _async_allowed() -> Iterator[None]:
    """Playwright's synchronous interface keeps an event loop running in this thread from its first test on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(autouse=True)
def _clear_caches() -> None:
    """Clear the caches by primary key: after a rollback the next test's rows get the same numbers."""
    published.cache_clear()
    forget_pages()
    forget_hosts()
    labels_banner.cache_clear()
    copied_banner.cache_clear()


@pytest.fixture
def real_db(django_db_setup: None, django_db_blocker, tmp_path, monkeypatch) -> Iterator[RealDatabase]:
    """Return a copy of the migrated test database that commits for real; it is dropped at the end."""
    # Playwright's synchronous interface keeps an event loop running in this thread from its first test on.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with django_db_blocker.unblock(), RealDatabase.copied(tmp_path) as database:
        yield database


@pytest.fixture(scope="session")
def collected_static(tmp_path_factory) -> str:
    """Return a STATIC_ROOT as in production, with hashed names and compressed files, built once per run."""
    return collect_static(tmp_path_factory.mktemp("static"))


@pytest.fixture
def live_project(real_db: RealDatabase, collected_static: str, tmp_path) -> Iterator[LiveProject]:
    """Start the whole project in separate processes over `real_db`, reachable at `live_project.url`."""
    with LiveProject.started(real_db, static_root=collected_static, folder=tmp_path / "live") as project:
        yield project


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use Debian's Chromium without windows of its own, and without its background network requests."""
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium-headless-shell",
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            # Letters as wide as on a phone, not rounded to whole pixels.
            "--font-render-hinting=none",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """Emulate a cheap phone in portrait mode, in Vietnamese."""
    return {
        **browser_context_args,
        "viewport": {"width": 360, "height": 640},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }
