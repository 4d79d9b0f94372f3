"""The settings of a real process of the project, where they differ from those of the tests."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.live import ROOT, project_env

pytestmark = pytest.mark.databases

TELL = """
import json, sqlite3
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

told = {}
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout"):
        cursor.execute(f"PRAGMA {name}")
        told[name] = cursor.fetchone()[0]
with transaction.atomic():  # nothing is written yet
    try:
        sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        told["beside"] = str(error)
told["hash"] = make_password("246813").partition("$")[0]
print(json.dumps(told))
"""


@pytest.mark.load
def test_sqlite_is_set_up_for_a_server_and_secrets_are_hashed_by_argon2(tmp_path):
    env = project_env(
        PIEU_ENV="demo", PIEU_VAR=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path / 'a.sqlite3'}"
    )
    env.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", TELL],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 20_000,
        "beside": "database is locked",
        "hash": "argon2",
    }, done.stderr
