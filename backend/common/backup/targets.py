"""The database that a restore replaces: an SQLite file or a PostgreSQL database."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection

from backend.common.backup.errors import BackupError, in_use
from backend.common.backup.files import processes_with_open, sync_folder
from backend.common.backup.postgres_tools import run_postgres_tool


class SqliteTarget:
    def __init__(self, stamp: str) -> None:
        self.path = Path(connection.settings_dict["NAME"]).resolve()
        self.staged = self.path.with_name(f".{self.path.name}.restoring-{stamp}")
        self.old = self.path.with_name(f"{self.path.name}.before-{stamp}")

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def refuse_while_in_use(self) -> None:
        connection.close()
        users = processes_with_open(self.path)
        if users:
            raise in_use(len(users))

    def prepare(self) -> None:
        try:
            with contextlib.closing(sqlite3.connect(self.staged)) as copy:
                state = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            state = str(error)
        if state != "ok":
            raise BackupError(f"Cơ sở dữ liệu hỏng: {state}", f"The database is damaged: {state}")

    def swap(self) -> str | None:
        had_one = self.path.exists()
        if had_one:
            # The write-ahead log belongs to the file: merge it before the file is renamed.
            with contextlib.closing(sqlite3.connect(self.path)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                old.execute("PRAGMA journal_mode=DELETE")
            os.link(self.path, self.old)
        os.replace(self.staged, self.path)
        sync_folder(self.path.parent)
        return str(self.old) if had_one else None

    def clean_up(self) -> None:
        self.staged.unlink(missing_ok=True)


class PostgresTarget:
    """Restores into a new database, then renames both databases in one transaction. Needs CREATEDB."""

    def __init__(self, stamp: str) -> None:
        self.name = connection.settings_dict["NAME"]
        mark = stamp.replace("-", "_")
        self.fresh, self.old = f"{self.name}_restoring_{mark}", f"{self.name}_before_{mark}"
        self.staged = Path(settings.VAR_DIR) / f".database.restoring-{stamp}"

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def refuse_while_in_use(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        if others:
            raise in_use(others)

    def prepare(self) -> None:
        self._administer(f'CREATE DATABASE "{self.fresh}" TEMPLATE template0')
        run_postgres_tool(
            [
                "pg_restore",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                f"--dbname={self.fresh}",
                str(self.staged),
            ]
        )

    def swap(self) -> str | None:
        connection.close()
        self._administer(
            f'ALTER DATABASE "{self.name}" RENAME TO "{self.old}"',
            f'ALTER DATABASE "{self.fresh}" RENAME TO "{self.name}"',
        )
        return self.old

    def clean_up(self) -> None:
        self.staged.unlink(missing_ok=True)
        self._administer(f'DROP DATABASE IF EXISTS "{self.fresh}"')

    def _administer(self, *statements: str) -> None:
        """Run a statement, or several in one transaction, in the maintenance database."""
        with connection._nodb_cursor() as cursor:
            if len(statements) > 1:
                statements = ("BEGIN", *statements, "COMMIT")
            for statement in statements:
                cursor.execute(statement)
