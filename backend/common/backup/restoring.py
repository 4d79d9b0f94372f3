"""Restore a backup: build it in a temporary place, check it, and swap it in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from backend.common.backup.errors import BackupError
from backend.common.backup.files import media_files
from backend.common.backup.manifest import DATABASE, key_fingerprints, needs_migrate
from backend.common.backup.reading import check_files, manifest_of, opened
from backend.common.backup.targets import PostgresTarget, SqliteTarget
from backend.common.migration_records import half_way_words, known_migrations, missing_replaced


@dataclass(frozen=True, slots=True)
class Restored:
    """Result of a restore: the new names of the previous database and media, None if there were none.

    needs_migrate: the backup is from an earlier version of the program.
    """

    database: str | None
    media: str | None
    needs_migrate: bool


def restore_backup(path: Path, *, yes: bool) -> Restored:
    """Replace the database and the media of this installation with those of a backup.

    Without `yes` the installation must be empty, and have the label keys of the backup. Raises BackupError,
    without any change.
    """
    stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"
    media = Path(settings.MEDIA_ROOT).resolve()
    staged_media = media.with_name(f".{media.name}.restoring-{stamp}")
    database = SqliteTarget(stamp) if connection.vendor == "sqlite" else PostgresTarget(stamp)
    with opened(path) as archive:
        manifest = manifest_of(archive)
        _check_fits(manifest, yes=yes)
        if not yes and (not database.is_empty() or _holds_files(media)):
            raise BackupError(
                "Ở đây đã có dữ liệu. Thêm --yes để thay; dữ liệu cũ được giữ bên cạnh.",
                "There is data here. Add --yes to replace it; the old data is kept beside.",
            )
        database.refuse_while_in_use()
        staged_media.mkdir(parents=True)
        try:
            check_files(archive, manifest, _extractor(staged_media, database.staged))
            database.prepare()
            previous_media = _swap_media(media, staged_media, stamp)
            try:
                previous_database = database.swap()
            except BaseException:
                _swap_back(media, previous_media)
                raise
        finally:
            database.clean_up()
            shutil.rmtree(staged_media, ignore_errors=True)
    return Restored(
        previous_database, str(previous_media) if previous_media else None, needs_migrate(manifest)
    )


def _extractor(media: Path, database: Path) -> Callable[[str], BinaryIO | None]:
    def take(name: str) -> BinaryIO | None:
        if name in DATABASE.values():
            return open(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        target = media / PurePosixPath(name).relative_to("media")
        target.parent.mkdir(parents=True, exist_ok=True)
        return open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640), "wb")

    return take


def _check_fits(manifest: dict[str, Any], *, yes: bool) -> None:
    vendor = manifest["database"]["vendor"]
    if vendor != connection.vendor:
        raise BackupError(
            f"Bản sao lưu là của {vendor}, nơi này dùng {connection.vendor} (DATABASE_URL).",
            f"The backup is of {vendor}, this installation uses {connection.vendor} (DATABASE_URL).",
        )
    unknown = set(manifest["migrations"]) - known_migrations()
    if unknown:
        raise BackupError(
            f"Bản sao lưu mới hơn chương trình này: {min(unknown)}.",
            f"The backup is newer than this program: {min(unknown)}.",
        )
    if missing := missing_replaced(manifest["migrations"]):
        raise BackupError(*half_way_words(missing))
    ours = key_fingerprints()
    strangers = [key for key, mark in manifest["label_keys"].items() if ours.get(key) != mark]
    if strangers and not yes:
        numbers = ", ".join(strangers)
        raise BackupError(
            f"LABEL_KEYS không có khoá {numbers} của bản sao lưu: tem đã in sẽ thành tem lạ. Đặt lại khoá ấy, hoặc --yes.",
            f"LABEL_KEYS lacks key {numbers} of the backup: printed labels would be unknown. Set it again, or --yes.",
        )


def _holds_files(media: Path) -> bool:
    return any(path.name != "README.md" for path in media_files(media))


def _swap_media(media: Path, staged: Path, stamp: str) -> Path | None:
    """Rename the current media folder and move the staged one into its place.

    Return the new path of the old folder.
    """
    old = media.with_name(f"{media.name}.before-{stamp}") if media.exists() else None
    if old is not None:
        media.rename(old)
    try:
        staged.chmod(0o750)
        staged.rename(media)
    except BaseException:
        if old is not None:
            old.rename(media)
        raise
    return old


def _swap_back(media: Path, old: Path | None) -> None:
    shutil.rmtree(media)
    if old is not None:
        old.rename(media)
