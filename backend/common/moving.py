"""Copy an installation's rows from SQLite into a new, empty PostgreSQL database.

A separate process migrates the target, then one transaction fills it: either all rows are copied and counted,
or none. The source is read under its write lock and doesn't change. Media files stay in place. The cache
(limits on guessing, throttles) starts empty.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

import dj_database_url
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction

from backend.common.backup.errors import BackupError, in_use
from backend.common.backup.files import processes_with_open
from backend.common.command_lines import command_line
from backend.common.migration_records import (
    half_way_words,
    is_migrated,
    missing_replaced,
    recorded_migrations,
)
from backend.common.partitions import ensure_partition

TARGET = "target"
BATCH = 1000


class MoveError(BackupError):
    """The database can't be moved; nothing was copied. The message is in Vietnamese and English."""


def move_database(url: str, *, say: Callable[[str], None]) -> int:
    """Copy every row of the current SQLite database into the PostgreSQL database at `url`. Return how many.

    url: a DATABASE_URL of a database without tables.
    say: is called with each line of progress.

    Raises:
        MoveError: another process has the source open, a database is of the wrong type, or the source lacks a
            migration. The target then has no rows, but may have tables.
    """
    _check_source()
    with _opened(url):
        _check_target()
        say("Đang tạo bảng… / Making the tables…")
        _migrate(url)
        # IMMEDIATE (settings): no other process can write to the source while it is read.
        with transaction.atomic(), transaction.atomic(using=TARGET):
            _make_partitions()
            counts = {model: _copy(model, say) for model in _models()}
            _set_sequences()
            _compare(counts)
    return sum(counts.values())


def _models() -> list[type[models.Model]]:
    """Return all managed models with a table of their own, including automatic many-to-many tables.

    Their rows can be copied in any order, because foreign keys are checked at commit.
    """
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def _check_source() -> None:
    if connection.vendor != "sqlite":
        raise MoveError(
            "Piêu ở đây không chạy trên SQLite (DATABASE_URL).", "This installation does not run on SQLite."
        )
    path = Path(connection.settings_dict["NAME"]).resolve()
    if missing := missing_replaced(recorded_migrations(connection)):
        raise MoveError(*half_way_words(missing))
    if not is_migrated(connection):
        migrate = command_line("migrate")
        raise MoveError(
            f"Cơ sở dữ liệu chưa lên bản mới: {migrate} trước.", f"Migrations are due: {migrate} first."
        )
    if users := processes_with_open(path):
        raise in_use(len(users))


@contextmanager
def _opened(url: str) -> Iterator[None]:
    """Make the database at `url` available as the connection TARGET in the block. Raises MoveError."""
    try:
        wanted = dj_database_url.parse(url)
    except ValueError as error:
        raise MoveError(f"Địa chỉ sau --to chưa đúng: {error}", f"--to is no address: {error}") from error
    if not str(wanted["ENGINE"]).endswith("postgresql"):
        raise MoveError("Sau --to phải là postgres://…", "--to must be postgres://…")
    ours = connections.settings[connection.alias]
    connections.settings[TARGET] = ours | {"OPTIONS": {}} | wanted
    try:
        try:
            connections[TARGET].ensure_connection()
        except DatabaseError as error:
            raise MoveError(
                f"Không nối được cơ sở dữ liệu mới: {error}", f"The target can't be reached: {error}"
            ) from error
        yield
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _check_target() -> None:
    if connections[TARGET].introspection.table_names():
        raise MoveError(
            "Cơ sở dữ liệu mới đã có bảng. Xoá rồi tạo lại (dropdb, createdb), đừng chạy migrate ở đó.",
            "The target has tables. Make it anew (dropdb, createdb), and do not migrate it.",
        )


def _migrate(url: str) -> None:
    """Create the tables in the database at `url`, and delete the rows that migrations wrote there.

    Runs `migrate` in a subprocess, because data migrations write to the default database. Raises MoveError.
    """
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--noinput", "--verbosity", "0"],
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MoveError("Không tạo được bảng:", f"The tables could not be made:\n{done.stderr.strip()}")
    # What migrations wrote is in the source as well, under the numbers that its rows refer to.
    with transaction.atomic(using=TARGET):
        for model in _models():
            rows = model._base_manager.using(TARGET)
            if rows.exists():
                rows._raw_delete(TARGET)


def _make_partitions() -> None:
    with connections[TARGET].cursor() as target, connection.cursor() as source:
        target.execute("SELECT partrelid::regclass::text FROM pg_partitioned_table")
        for (table,) in target.fetchall():
            source.execute(f'SELECT DISTINCT month FROM "{table.strip(chr(34))}"')
            for (month,) in source.fetchall():
                day = month if isinstance(month, dt.date) else dt.date.fromisoformat(month)
                ensure_partition(table.strip('"'), day, using=TARGET)


def _copy(model: type[models.Model], say: Callable[[str], None]) -> int:
    fields = [
        field for field in model._meta.local_concrete_fields if not isinstance(field, models.GeneratedField)
    ]
    # In the order in which they were written; a table of one half of a row (a child model) has its parent's key.
    rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
    into: Any = model._base_manager
    count = 0
    for batch in batched(rows, BATCH):
        # raw: no automatic "now", as when a fixture is loaded.
        into._insert(batch, fields, using=TARGET, raw=True)
        count += len(batch)
    if count:
        say(f"{model._meta.db_table}: {count}")
    return count


def _set_sequences() -> None:
    target = connections[TARGET]
    with target.cursor() as cursor:
        for statement in target.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _compare(counts: dict[type[models.Model], int]) -> None:
    for model, count in counts.items():
        there = model._base_manager.using(TARGET).count()
        here = model._base_manager.count()
        if not here == there == count:
            raise MoveError(
                f"{model._meta.db_table}: ở đây {here} dòng, bên kia {there}.",
                f"{model._meta.db_table}: {here} rows here, {there} there.",
            )
