"""From SQLite to PostgreSQL with the whole demo; only where the tests themselves run on PostgreSQL."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import dj_database_url
import psycopg
import pytest
from django.db import connection

from tests.live import ROOT, _postgres_url, maintenance_cursor, project_env

pytestmark = [pytest.mark.load, pytest.mark.postgresql_only]
OURS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%fts%'"
NOT_MOVED = {"backend_cache", "django_migrations", "law_token"}


class Installation:
    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.env = {"PIEU_ENV": "demo", "PIEU_VAR": str(folder), "MEDIA_ROOT": str(folder / "media")}

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env=project_env(**self.env, DATABASE_URL=self.url),
            capture_output=True,
            text=True,
            timeout=300,
        )


@pytest.fixture
def target(django_db_setup):
    if connection.vendor != "postgresql":
        pytest.skip("needs a PostgreSQL server")
    name = f"{connection.settings_dict['NAME']}_{uuid4().hex[:8]}"
    with maintenance_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield _postgres_url(connection.settings_dict, name)
    with maintenance_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """Return a new, migrated SQLite file: migrating takes longer than each test."""
    folder = tmp_path_factory.mktemp("migrated")
    done = Installation(folder, f"sqlite:///{folder / 'pieu.sqlite3'}").run("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return folder / "pieu.sqlite3"


@pytest.fixture
def source(target, migrated, tmp_path) -> Installation:
    with (
        closing(sqlite3.connect(migrated)) as new,
        closing(sqlite3.connect(tmp_path / migrated.name)) as copy,
    ):
        new.backup(copy)
    return Installation(tmp_path, f"sqlite:///{tmp_path / migrated.name}")


def opened(url: str) -> psycopg.Connection:
    config = dj_database_url.parse(url)
    return psycopg.connect(
        host=config["HOST"], port=config["PORT"] or None, user=config["USER"], password=config["PASSWORD"] or None,
        dbname=config["NAME"],
    )  # fmt: skip


def test_database_moves_once_and_runs_there(source, target, tmp_path):
    file = tmp_path / "pieu.sqlite3"
    loaded = source.run("load_demo")
    assert loaded.returncode == 0, loaded.stderr
    done = source.run("move_database", "--to", target)
    assert done.returncode == 0, done.stderr
    assert "Đã chuyển" in done.stdout

    with closing(sqlite3.connect(file)) as here, opened(target) as there:
        tables = {name for (name,) in here.execute(OURS)} - NOT_MOVED
        counted = {name: here.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        assert counted == {
            name: there.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables
        }
        assert counted["traceability_event"] > 20
        bodies = "SELECT body FROM ledger_entry ORDER BY id"
        assert [bytes_of(body) for (body,) in here.execute(bodies)] == [
            bytes_of(body) for (body,) in there.execute(bodies)
        ]
        in_default = there.execute("SELECT count(*) FROM traceability_scan_default").fetchone()[0]
        assert in_default == 0

    moved = Installation(tmp_path, target)
    done = moved.run("load_demo")
    assert done.returncode == 0, done.stderr
    new = moved.run("shell", "--no-imports", "-c", NEXT_NUMBER)
    assert (new.stdout.strip(), new.returncode) == ("True", 0), new.stderr

    before = hashlib.sha256(file.read_bytes()).digest()
    again = source.run("move_database", "--to", target)
    assert again.returncode == 1
    assert "dropdb" in again.stderr
    assert hashlib.sha256(file.read_bytes()).digest() == before


NEXT_NUMBER = (
    "from backend.common.models import Mark; from members.models import Branch, User;"
    "top = User.objects.order_by('-pk').first().pk;"
    "print(User.objects.create(full_name='Lò Thị Lan').pk > top)"
)


def bytes_of(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)


def test_nothing_moves_to_where_no_database_is_or_another_sqlite(source, target, tmp_path):
    for url, words in (
        (target + "_missing", "Không nối được"),
        (f"sqlite:///{tmp_path / 'other.sqlite3'}", "postgres://"),
    ):
        done = source.run("move_database", "--to", url)
        assert done.returncode == 1
        assert words in done.stderr


def test_nothing_moves_while_somebody_uses_it(source, target, tmp_path):
    with closing(sqlite3.connect(tmp_path / "pieu.sqlite3")) as somebody:
        somebody.execute("SELECT 1 FROM members_user").fetchone()
        done = source.run("move_database", "--to", target)
    assert done.returncode == 1
    assert "Dừng Piêu" in done.stderr
    with opened(target) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0] == 0
