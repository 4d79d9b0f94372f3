from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys

from backend.common.private_sqlite3.base import make_private

TRY_TO_WRITE = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
except sqlite3.OperationalError as error:
    print(error)
else:
    print("written beside")
"""


def test_a_new_file_belongs_to_its_owner_alone(tmp_path):
    make_private(tmp_path / "new.sqlite3")
    assert stat.S_IMODE((tmp_path / "new.sqlite3").stat().st_mode) == 0o600


def test_a_second_connection_of_the_process_keeps_the_locks_of_the_first(tmp_path):
    path = tmp_path / "kept.sqlite3"
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("CREATE TABLE row (id INTEGER)")
    first.execute("BEGIN IMMEDIATE")
    make_private(path)
    other = subprocess.run(
        [sys.executable, "-c", TRY_TO_WRITE, str(path)], capture_output=True, text=True, timeout=30
    )
    first.close()
    assert other.stdout.strip() == "database is locked"
