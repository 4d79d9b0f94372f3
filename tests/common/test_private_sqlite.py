from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.live import ROOT, project_env

pytestmark = pytest.mark.load

WRITES = (
    "import django; django.setup();"
    "from django.db import connection; c = connection.cursor();"
    "c.execute('CREATE TABLE IF NOT EXISTS t (a)'); c.execute('INSERT INTO t VALUES (1)');"
    "import pathlib; print(sorted(f'{p.name} {p.stat().st_mode & 0o777:o}'"
    " for p in pathlib.Path(connection.settings_dict['NAME']).parent.glob('pieu.sqlite3*')))"
)
PRIVATE = ["pieu.sqlite3 600", "pieu.sqlite3-shm 600", "pieu.sqlite3-wal 600"]


def modes_while_open(folder: Path) -> str:
    """Return the files that exist while a process with an ordinary umask has the database open."""
    done = subprocess.run(
        [sys.executable, "-c", WRITES],
        cwd=ROOT,
        env=project_env(
            PIEU_ENV="demo",
            PIEU_VAR=str(folder),
            DATABASE_URL=f"sqlite:///{folder / 'pieu.sqlite3'}",
            DJANGO_SETTINGS_MODULE="backend.settings",
        ),
        umask=0o022,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def test_database_is_its_owners_alone_when_made(tmp_path):
    assert modes_while_open(tmp_path) == str(PRIVATE)


@pytest.mark.everything
def test_database_that_was_open_to_all_is_closed_when_opened(tmp_path):
    path = tmp_path / "pieu.sqlite3"
    with closing(sqlite3.connect(path)) as earlier:
        earlier.execute("CREATE TABLE t (a)")
    path.chmod(0o644)
    assert modes_while_open(tmp_path) == str(PRIVATE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
