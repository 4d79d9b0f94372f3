"""The migrated, empty test database.

Migrating takes many seconds of processor time in each process of each run. So it is done once for each state of the files that
migrations read. On SQLite the result is stored in var/ and copied into memory. On PostgreSQL it is a separate database,
`<name>_kept_<state>`, from which each test database is copied.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any
from unittest import mock

import django
from django.core import management
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from tests.apps import installed_packages
from tests.live import ROOT, maintenance_cursor

APPS = installed_packages()


def migrated_databases(state: str = "") -> list[Any]:
    """Set up the test databases and return the configuration for teardown_databases.

    `state`: the result of `state_of_migrations`, if it is known already.
    """
    state = state or state_of_migrations()
    if connection.vendor != "sqlite":
        return _copied_by_postgres(state)
    stored = _database_path(state)
    stored.parent.mkdir(exist_ok=True)
    with _alone(stored.parent / "test-database.lock"):
        if not stored.exists():
            config = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
            _store(stored)
            return config
        # Django's runner creates the empty database as usual; without `migrate`, which the copy replaces. There is no public option for this:
        # TEST["MIGRATE"] = False creates the tables from the models instead. If Django migrates by another call, the copy
        # overwrites the result, and only time is lost.
        with mock.patch.object(management, "call_command"):
            config = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{stored}?mode=ro", uri=True)) as source:
            source.backup(connection.connection)
        return config


def migrated_meanwhile(state: str) -> subprocess.Popen[bytes] | None:
    """Start a process that makes the database while the others still collect their tests; None if it exists."""
    if connection.vendor != "sqlite" or _database_path(state).exists():
        return None
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([sys.executable, "-m", "tests.migrated", state], cwd=ROOT, env=environment)


def _database_path(state: str) -> Path:
    return ROOT / "var" / f"test-database-{state}.sqlite3"


def _copied_by_postgres(state: str) -> list[Any]:
    of_all = connection.settings_dict["NAME"]  # without this process's number
    template = f"{of_all}_kept_{state}"
    (ROOT / "var").mkdir(exist_ok=True)
    with _alone(ROOT / "var/test-database.lock"):
        with maintenance_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{of_all}\\_kept\\_%"])
            found = {name for (name,) in cursor.fetchall()}
        if template in found:
            connection.settings_dict["TEST"]["TEMPLATE"] = template
            # If Django migrates by another call than this, it finds nothing to do, and only time is lost.
            with mock.patch.object(management, "call_command"):
                return setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        config = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
        ours = connection.settings_dict["NAME"]
        connection.close()
        with maintenance_cursor() as cursor:
            for old in found:
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{template}" TEMPLATE "{ours}"')
        return config


def state_of_migrations() -> str:
    """Return a hash of everything that migrating may read.

    That is migrations and models with their imports, settings, data and the versions of libraries.
    """
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for package in sorted(f"{found.name}={found.version}" for found in metadata.distributions()):
        digest.update(package.encode())
    for path in sorted(read_by_migrations()):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read_by_migrations() -> set[Path]:
    """Return our files that migrating reads. A change of a view, a template or a test needs no new database."""
    files = {path for app in APPS for path in (ROOT / app).rglob("*") if path.is_file()}
    data = {path for path in files if path.suffix in {".json", ".yaml", ".sql", ".csv"}}
    code = {
        ROOT / "backend/settings.py",
        *(path for path in files if path.suffix == ".py" and _is_table(path)),
    }
    waiting = list(code)
    while waiting:
        for found in _imported(waiting.pop()) - code:
            code.add(found)
            waiting.append(found)
    return data | code


def _is_table(path: Path) -> bool:
    return path.name == "models.py" or not {"models", "migrations"}.isdisjoint(path.parts)


def _imported(path: Path) -> set[Path]:
    """Return our modules that `path` imports anywhere, with the packages above them."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: relative imports are not followed"
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    found = set()
    for name in names:
        parts = name.split(".")
        if parts[0] in APPS:
            for length in range(1, len(parts) + 1):
                place = ROOT.joinpath(*parts[:length])
                found |= {
                    file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()
                }
    return found


def _store(target: Path) -> None:
    for old in target.parent.glob("test-database-*.sqlite3"):
        old.unlink(missing_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}")
    connection.ensure_connection()
    with closing(sqlite3.connect(temporary)) as copy:
        connection.connection.backup(copy)
    os.replace(temporary, target)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process in at a time: the first migrates, the others use its database."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    django.setup()
    teardown_databases(migrated_databases(sys.argv[1]), verbosity=0)
