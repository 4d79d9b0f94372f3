"""Write a backup while the service runs."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from backend.common.backup.errors import BackupError
from backend.common.backup.files import Hashing, media_files, sync_folder
from backend.common.backup.manifest import DATABASE, MANIFEST, make_manifest
from backend.common.backup.postgres_tools import run_postgres_tool


def make_backup(folder: Path) -> Path:
    """Write a backup into `folder` and return its path.

    The file gets its name only when complete and synced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"pieu-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
    partial = folder / f".{target.name}.{os.getpid()}.part"
    dump = folder / f".{target.name}.{os.getpid()}.database"
    files: dict[str, dict[str, Any]] = {}
    try:
        # Names, telephone numbers and papers are in it: for the operator's eyes only.
        with open(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _add_media(archive, files)
                _dump_database(dump)
                _add_file(archive, files, DATABASE[connection.vendor], dump)
                _add_media(archive, files)
                _add_bytes(
                    archive, MANIFEST, json.dumps(make_manifest(files), indent=1, ensure_ascii=False).encode()
                )
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(target)
        sync_folder(folder)
    finally:
        partial.unlink(missing_ok=True)
        dump.unlink(missing_ok=True)
    return target


def _add_file(archive: tarfile.TarFile, files: dict[str, dict[str, Any]], name: str, path: Path) -> None:
    with path.open("rb") as source:
        state = os.fstat(source.fileno())
        entry = _entry(name, state.st_size, int(state.st_mtime))
        hashing = Hashing(source)
        archive.addfile(entry, hashing)
    files[name] = {"sha256": hashing.digest.hexdigest(), "size": hashing.size}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_entry(name, len(content), int(timezone.now().timestamp())), io.BytesIO(content))


def _entry(name: str, size: int, moment: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, moment, 0o640
    return entry


def _add_media(archive: tarfile.TarFile, files: dict[str, dict[str, Any]]) -> None:
    """Add the media that are not in the archive yet; skip files deleted in the meantime."""
    for path in media_files(Path(settings.MEDIA_ROOT)):
        name = "media/" + path.relative_to(settings.MEDIA_ROOT).as_posix()
        if name not in files:
            with contextlib.suppress(FileNotFoundError):
                _add_file(archive, files, name, path)


def _dump_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if (state := copy.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise BackupError(f"Cơ sở dữ liệu hỏng: {state}", f"The database is damaged: {state}")
        target.chmod(0o600)
        return
    run_postgres_tool(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    target.chmod(0o600)
