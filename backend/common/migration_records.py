"""Compare the migrations that a database has recorded with those of this version, squashed ones included.

A squashed migration counts as applied if all that it replaces are recorded. If only some of them are, and
their files are gone, Django fails with an internal error or takes the app for migrated. `missing_replaced`
finds such a database first.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder

from backend.common.command_lines import command_line


def recorded_migrations(connection: BaseDatabaseWrapper) -> set[str]:
    """Return `app.name` of every migration that the database has recorded."""
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def known_migrations() -> set[str]:
    """Return `app.name` of every migration that this version has or replaces."""
    disk = _disk_migrations()
    return set(disk) | {name for migration in disk.values() for name in _replaced(migration)}


def missing_migrations(records: Collection[str]) -> set[str]:
    """Return the migrations of this version that are neither recorded nor replaced by recorded ones."""
    return {
        name
        for name, migration in _disk_migrations().items()
        if name not in records and not (migration.replaces and _replaced(migration) <= set(records))
    }


def missing_replaced(records: Collection[str]) -> list[str]:
    """Return the replaced migrations that a database lacks though it has recorded others of the same squash.

    Only migrations whose files this version no longer has, so that it can't apply them. Sorted.
    """
    disk = _disk_migrations()
    missing: set[str] = set()
    for migration in disk.values():
        left = _replaced(migration) - set(records)
        if left != _replaced(migration):
            missing |= left - set(disk)
    return sorted(missing)


def is_migrated(connection: BaseDatabaseWrapper) -> bool:
    """Return True if `migrate` has nothing left to do."""
    if missing_replaced(recorded_migrations(connection)):
        return False
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def half_way_words(missing: list[str]) -> tuple[str, str]:
    """Return why this version can't migrate a database that lacks `missing`, and what to do.

    The texts are in Vietnamese and in English.
    """
    count, last, migrate = len(missing), missing[-1], command_line("migrate")
    return (
        f"Cơ sở dữ liệu chưa chạy hết các bước nâng cấp cũ (thiếu {count}, như {last}), mà bản Piêu này không "
        "còn các bước đó. Chị dùng bản Piêu cuối cùng còn các bước đó (docs/operate.md, Upgrade): phục hồi bản "
        f"sao lưu ở bản ấy, chạy {migrate}, rồi sao lưu lại; bản sao lưu mới dùng được ở đây.",
        f"The database stopped half-way through old migrations ({count} missing, such as {last}) that this "
        "version no longer has. Use the last version that has them (docs/operate.md, Upgrade): restore the "
        f"backup there, run {migrate}, and back up again; the new backup can be used here.",
    )


def _disk_migrations() -> dict[str, Migration]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return {f"{app}.{name}": migration for (app, name), migration in loader.disk_migrations.items()}


def _replaced(migration: Migration) -> set[str]:
    return {f"{app}.{name}" for app, name in migration.replaces}
