"""Real databases and real processes for the tests marked e2e, crash and load.

    def test_sheet_survives_kill(live_project): ...
        live_project.url                                   "http://127.0.0.1:43217"
        live_project.env                                   environment of its processes, to start one of your own
        live_project.manage("labels", "L-1", "--count", "5")    manage.py in its environment; returns its output
        live_project.log()                                 all output of web and worker (console SMS, too)
        live_project.stop("web"), .start("web"), .kill("worker")    web, worker and clock, one by one

In the test's own process the ORM and the factories work on the same database, and commit.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from django.conf import settings
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections

from tests.warm import Process, started

ROOT = Path(__file__).resolve().parent.parent
# Seconds until a test gives up. Only a failing test waits so long; a machine may be three times slower than ours.
PATIENCE = 60


def eventually[T](look: Callable[[], T], *, until: Callable[[T], Any] = bool, seconds: float = PATIENCE) -> T:
    """Call `look` until its result satisfies `until`; AssertionError shows the last result.

    Use it for everything that another process or the browser does asynchronously: the outbox's content, rows that the
    server or a worker writes, files that the service worker fetches. A tap returns before any of that."""
    deadline = time.monotonic() + seconds
    while not until(found := look()):
        assert time.monotonic() < deadline, f"after {seconds} s there is still: {found!r}"
        time.sleep(0.05)
    return found


@contextmanager
def maintenance_cursor() -> Iterator[psycopg.Cursor]:
    """Open an autocommit cursor in PostgreSQL's own database `postgres`, where others are created and dropped."""
    url = _postgres_url(connections[DEFAULT_DB_ALIAS].settings_dict, "postgres")
    with psycopg.connect(url, autocommit=True) as maintenance, maintenance.cursor() as cursor:
        yield cursor


@dataclass
class RealDatabase:
    """A separate migrated database. `url` is its DATABASE_URL, `name` its file or PostgreSQL name."""

    name: str
    url: str
    vendor: str

    @classmethod
    @contextmanager
    def copied(cls, folder: Path) -> Iterator[RealDatabase]:
        """Copy the run's test database and point every connection of this process at the copy."""
        ours = connections[DEFAULT_DB_ALIAS]
        vendor = ours.vendor
        if vendor == "sqlite":
            name = str(folder / "pieu.sqlite3")
            ours.ensure_connection()
            with closing(sqlite3.connect(name)) as target:
                ours.connection.backup(target)
            database = cls(name, f"sqlite:///{name}", vendor)
        else:
            # A template must have no connections.
            ours.close()
            name = f"{ours.settings_dict['NAME']}_{uuid4().hex[:8]}"
            with maintenance_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{ours.settings_dict["NAME"]}"')
            database = cls(name, _postgres_url(ours.settings_dict, name), vendor)
        with pointed_at(name):
            try:
                yield database
            finally:
                connections.close_all()
        if vendor == "postgresql":
            with maintenance_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _read_media_root_again() -> None:
    """Send Django's signal for a changed setting: the storage remembers the folder of the last project."""
    setting_changed.send(sender=LiveProject, setting="MEDIA_ROOT", value=settings.MEDIA_ROOT, enter=True)


@contextmanager
def pointed_at(name: str, **server: str) -> Iterator[None]:
    """Point `connections` of all threads at the database `name`, on another `server` (HOST, PORT, …) if given.

    The test run's own connection is not closed: that would delete an in-memory SQLite database.
    """
    original, own_connection = connections.settings[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = {**original, "NAME": name, **server}
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connections.settings[DEFAULT_DB_ALIAS] = original
        connections[DEFAULT_DB_ALIAS] = own_connection


def _postgres_url(config: dict, name: str) -> str:
    user, password = quote(config["USER"], safe=""), quote(config["PASSWORD"], safe="")
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    port = f":{config['PORT']}" if config["PORT"] else ""
    return f"postgres://{login}{config['HOST']}{port}/{name}"


def project_env(**more: str) -> dict[str, str]:
    """Return the environment for a project process: this process's, without the test settings."""
    ours = {
        "PIEU_ENV",
        "PIEU_VAR",
        "MEDIA_ROOT",
        "STATIC_ROOT",
        "DJANGO_SETTINGS_MODULE",
        "PYTEST_CURRENT_TEST",
    }
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return env | {"DJANGO_SETTINGS_MODULE": "backend.settings", "PYTHONUTF8": "1", **more}


def collect_static(folder: Path) -> str:
    env = project_env(PIEU_ENV="demo", PIEU_VAR=str(folder / "var"), STATIC_ROOT=str(folder / "files"))
    _manage(env, "collectstatic", "--noinput", "--verbosity", "0")
    return env["STATIC_ROOT"]


def free_port() -> int:
    """Return a free port that no other test process and no outgoing connection will get."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    while True:
        port = 12_000 + 8 * secrets.randbelow(2_000) + worker
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _manage(env: dict[str, str], *args: str, timeout: float = 120) -> str:
    with TemporaryFile() as stdout, TemporaryFile() as stderr:
        process = started(["manage.py", *args], cwd=ROOT, env=env, stdout=stdout, stderr=stderr)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        stdout.seek(0)
        stderr.seek(0)
        output, errors = stdout.read().decode(), stderr.read().decode()
    if code:
        raise AssertionError(f"manage.py {' '.join(args)} ended with {code}:\n{output}{errors}")
    return output


@dataclass
class LiveProject:
    """Processes of the project over one database. `url` is their PUBLIC_ORIGIN."""

    url: str
    env: dict[str, str]
    folder: Path
    app: str = ""
    processes: dict[str, Process] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def started(
        cls,
        database: RealDatabase,
        *,
        static_root: str,
        folder: Path,
        parts: tuple[str, ...] = ("web", "worker"),
        app: str = "",
        **env: str,
    ) -> Iterator[LiveProject]:
        """Start `parts` (web, worker, clock) and wait until the web server answers; `app` instead of backend.wsgi."""
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        project = cls(
            url=f"http://127.0.0.1:{port}",
            env=project_env(
                PIEU_ENV="demo",
                PIEU_DEMO="0",
                PIEU_VAR=str(folder / "var"),
                MEDIA_ROOT=str(folder / "media"),
                STATIC_ROOT=static_root,
                DATABASE_URL=database.url,
                PORT=str(port),
                LABEL_KEYS=os.environ["LABEL_KEYS"],
                BADGE_KEYS=os.environ["BADGE_KEYS"],
                LOG_KEYS=os.environ["LOG_KEYS"],
                SECRET_KEY=settings.SECRET_KEY,
                # Both workers share one import of the project, which takes most of a server's start.
                GUNICORN_CMD_ARGS="--preload",
            )
            | env,
            folder=folder,
            app=app,
        )
        was = {name: getattr(settings, name) for name in ("MEDIA_ROOT", "VAR_DIR", "PUBLIC_ORIGIN")}
        allowed = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        # Playwright's synchronous interface runs the test inside an event loop.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        settings.MEDIA_ROOT, settings.VAR_DIR = folder / "media", folder / "var"
        settings.PUBLIC_ORIGIN = project.url
        _read_media_root_again()
        try:
            # The web server last: the test waits for it, and the others start meanwhile.
            for part in sorted(parts, key="web".__eq__):
                project.start(part)
            yield project
        finally:
            # The test needs none of their work: don't wait for its end.
            for part in list(project.processes):
                project.kill(part)
            for name, value in was.items():
                setattr(settings, name, value)
            _read_media_root_again()
            if allowed is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

    def start(self, part: str) -> Process:
        """Start web, worker or clock, and wait until web answers."""
        commands = {
            "web": [
                "-m",
                "gunicorn",
                "-c",
                "deploy/gunicorn.conf.py",
                "-b",
                self.url.removeprefix("http://"),
                *([self.app] if self.app else []),
            ],
            "worker": ["manage.py", "worker", "--interval", "0.1", "--no-startup-delay"],
            "clock": ["manage.py", "clock"],
        }
        with (self.folder / f"{part}.log").open("ab") as log:
            self.processes[part] = started(commands[part], cwd=ROOT, env=self.env, stdout=log, stderr=log)
        if part == "web":
            self._wait_until_healthy()
        return self.processes[part]

    def stop(self, part: str, *, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop a part with `how`, as systemd does, and kill it after 20 s."""
        process = self.processes.pop(part)
        if process.poll() is None:
            os.killpg(process.pid, how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self, part: str) -> None:
        """Kill a part and all its processes with SIGKILL, without any clean-up."""
        self.stop(part, how=signal.SIGKILL)

    def manage(self, *args: str, timeout: float = 120) -> str:
        """Run manage.py in the project's environment; raise AssertionError with its output if it fails."""
        return _manage(self.env, *args, timeout=timeout)

    def log(self) -> str:
        return "".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                with error:
                    raise AssertionError(
                        f"/healthz answers {error.code}: {error.read()!r}\n{self.log()}"
                    ) from error
            except OSError:
                if self.processes["web"].poll() is not None:
                    raise AssertionError(f"the web server ended:\n{self.log()}") from None
                time.sleep(0.1)
        raise AssertionError(f"the web server did not answer within a minute:\n{self.log()}")
