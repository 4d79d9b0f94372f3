"""Django's SQLite backend with a database file that only its owner may open: it contains personal data."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        name = str(conn_params["database"])
        if not name.startswith((":memory:", "file:")):
            make_private(Path(name))
        return super().get_new_connection(conn_params)


def make_private(path: Path) -> None:
    """Set mode 0600 for the database file, and for its -wal and -shm files. Create the file if needed.

    SQLite gives new -wal and -shm files the mode of the database file. An existing file is never opened here.
    Closing any descriptor of it would drop the locks that SQLite holds for other connections of this process,
    and two writers at once corrupt the file (sqlite.org/howtocorrupt.html, 2.2). Errors are ignored: opening
    the database later reports them better.
    """
    with contextlib.suppress(OSError):
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)
