"""Backup and restore of one installation: its database and its media in one .tar.

    database.sqlite3 or database.pgdump      SQLite's own copy, or pg_dump's custom format
    media/...                                every file under MEDIA_ROOT
    manifest.json                            SHA-256 and size of all of these, versions, migrations

Keys are not in it, only their fingerprints: whoever finds a backup must not be able to make labels.

A backup is taken while the service runs. Media are read before and after the database, so that every file the
database knows is there; a few that it no longer knows may be, too. A restore builds everything aside, checks it, and
swaps it in by renaming; what was there is kept beside under another name.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO
from uuid import uuid4

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}


class BackupError(Exception):
    """Why nothing was written, in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese}\n{english}")


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the things that stood there before are now; None where there was nothing."""

    database: str | None
    media: str | None
    needs_migrate: bool


def make_backup(folder: Path) -> Path:
    """Write a backup into `folder` and return its path. It appears under its name only when complete and synced."""
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
                    archive, MANIFEST, json.dumps(_manifest(files), indent=1, ensure_ascii=False).encode()
                )
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(target)
        _sync_folder(folder)
    finally:
        partial.unlink(missing_ok=True)
        dump.unlink(missing_ok=True)
    return target


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole: every file is there, with its hash, and nothing else."""
    with _opened(path) as archive:
        manifest = _manifest_of(archive)
        _check_files(archive, manifest, lambda name: None)
    return manifest


def restore_backup(path: Path, *, yes: bool) -> Restored:
    """Put the database and the media of a backup in the place of those of this installation.

    Without `yes` only into an empty installation, and only with the same label keys. Raises BackupError, and then
    nothing has changed.
    """
    stamp = f"{timezone.localtime():%Y%m%d-%H%M%S}-{uuid4().hex[:6]}"
    media = Path(settings.MEDIA_ROOT).resolve()
    staged_media = media.with_name(f".{media.name}.restoring-{stamp}")
    database = _SqliteTarget(stamp) if connection.vendor == "sqlite" else _PostgresTarget(stamp)
    with _opened(path) as archive:
        manifest = _manifest_of(archive)
        _check_fits(manifest, yes=yes)
        if not yes and (not database.is_empty() or _holds_files(media)):
            raise BackupError(
                "Ở đây đã có dữ liệu. Thêm --yes để thay; dữ liệu cũ được giữ bên cạnh.",
                "There is data here. Add --yes to replace it; the old data is kept beside.",
            )
        database.refuse_while_in_use()
        staged_media.mkdir(parents=True)
        try:
            _check_files(archive, manifest, _extractor(staged_media, database.staged))
            database.prepare()
            kept_media = _swap_media(media, staged_media, stamp)
            try:
                kept_database = database.swap()
            except BaseException:
                _swap_back(media, kept_media)
                raise
        finally:
            database.clean_up()
            shutil.rmtree(staged_media, ignore_errors=True)
    return Restored(kept_database, str(kept_media) if kept_media else None, _needs_migrate(manifest))


# --- Writing ----------------------------------------------------------------------------------------------------


class _Hashing:
    """Reads through, counting and hashing."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece


def _add_file(archive: tarfile.TarFile, files: dict[str, dict[str, Any]], name: str, path: Path) -> None:
    with path.open("rb") as source:
        state = os.fstat(source.fileno())
        entry = _entry(name, state.st_size, int(state.st_mtime))
        hashing = _Hashing(source)
        archive.addfile(entry, hashing)
    files[name] = {"sha256": hashing.digest.hexdigest(), "size": hashing.size}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    archive.addfile(_entry(name, len(content), int(timezone.now().timestamp())), io.BytesIO(content))


def _entry(name: str, size: int, moment: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, moment, 0o640
    return entry


def _add_media(archive: tarfile.TarFile, files: dict[str, dict[str, Any]]) -> None:
    """The media that are not in the archive yet; one that is deleted meanwhile is left out."""
    for path in _media_files(Path(settings.MEDIA_ROOT)):
        name = "media/" + path.relative_to(settings.MEDIA_ROOT).as_posix()
        if name not in files:
            with contextlib.suppress(FileNotFoundError):
                _add_file(archive, files, name, path)


def _media_files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path


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
    _postgres_tool(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    target.chmod(0o600)


def _manifest(files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "origin": settings.PUBLIC_ORIGIN,
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": {"vendor": connection.vendor, "version": version},
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "label_keys": _key_fingerprints(),
        "files": files,
    }


def _key_fingerprints() -> dict[str, str]:
    """The keys are random and long, so a hash of one does not give it away."""
    return {
        str(version): hashlib.sha256(b"pieu label key\0" + key).hexdigest()[:16]
        for version, key in settings.LABEL_KEYS.items()
    }


# --- Reading ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except (OSError, tarfile.TarError) as error:
        raise BackupError(
            f"Không đọc được {path}: {error}", f"{path} can't be read as a backup: {error}"
        ) from error


def _manifest_of(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        source = archive.extractfile(MANIFEST)
        manifest = json.load(source) if source else {}
    except (KeyError, ValueError):
        manifest = {}
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError(
            "Tệp này không phải bản sao lưu của Piêu, hoặc bị cắt cụt.", "No whole backup of Piêu."
        )
    return manifest


def _check_files(
    archive: tarfile.TarFile, manifest: dict[str, Any], take: Callable[[str], BinaryIO | None]
) -> None:
    """Compare every file with the manifest, handing its bytes to the file that `take` opens for its name."""
    missing = dict(manifest["files"])
    for entry in archive:
        if entry.name == MANIFEST:
            continue
        expected = missing.pop(entry.name, None)
        path = PurePosixPath(entry.name)
        is_ours = entry.name in DATABASE.values() or (path.parts[:1] == ("media",) and ".." not in path.parts)
        if expected is None or not entry.isreg() or not is_ours:
            raise _damaged(entry.name)
        source = archive.extractfile(entry)
        assert source is not None
        hashing, target = _Hashing(source), take(entry.name)
        try:
            while piece := hashing.read(1 << 20):
                if target is not None:
                    target.write(piece)
            if target is not None:
                target.flush()
                os.fsync(target.fileno())
        finally:
            if target is not None:
                target.close()
        if (hashing.digest.hexdigest(), hashing.size) != (expected["sha256"], expected["size"]):
            raise _damaged(entry.name)
    if missing:
        raise _damaged(next(iter(missing)))


def _damaged(name: str) -> BackupError:
    return BackupError(f"Bản sao lưu hỏng ở tệp {name}.", f"The backup is damaged at {name}.")


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
    unknown = set(manifest["migrations"]) - _known_migrations()
    if unknown:
        raise BackupError(
            f"Bản sao lưu mới hơn chương trình này: {min(unknown)}.",
            f"The backup is newer than this program: {min(unknown)}.",
        )
    ours = _key_fingerprints()
    strangers = [key for key, mark in manifest["label_keys"].items() if ours.get(key) != mark]
    if strangers and not yes:
        numbers = ", ".join(strangers)
        raise BackupError(
            f"LABEL_KEYS không có khóa {numbers} của bản sao lưu: tem đã in sẽ thành tem lạ. Đặt lại khóa ấy, hoặc --yes.",
            f"LABEL_KEYS lacks key {numbers} of the backup: printed labels would be unknown. Set it again, or --yes.",
        )


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = {f"{app}.{name}" for app, name in loader.disk_migrations}
    # A squashed migration is recorded under its own name and those that it replaces.
    return names | {f"{app}.{name}" for m in loader.disk_migrations.values() for app, name in m.replaces}


def _needs_migrate(manifest: dict[str, Any]) -> bool:
    return bool(_known_migrations() - set(manifest["migrations"]))


def _holds_files(media: Path) -> bool:
    return any(path.name != "README.md" for path in _media_files(media))


def _swap_media(media: Path, staged: Path, stamp: str) -> Path | None:
    """Rename the media that are there away and the staged ones in; the new name of the old ones."""
    kept = media.with_name(f"{media.name}.before-{stamp}") if media.exists() else None
    if kept is not None:
        media.rename(kept)
    try:
        staged.chmod(0o750)
        staged.rename(media)
    except BaseException:
        if kept is not None:
            kept.rename(media)
        raise
    return kept


def _swap_back(media: Path, kept: Path | None) -> None:
    shutil.rmtree(media)
    if kept is not None:
        kept.rename(media)


# --- The two databases ------------------------------------------------------------------------------------------


class _SqliteTarget:
    def __init__(self, stamp: str) -> None:
        self.path = Path(connection.settings_dict["NAME"]).resolve()
        self.staged = self.path.with_name(f".{self.path.name}.restoring-{stamp}")
        self.kept = self.path.with_name(f"{self.path.name}.before-{stamp}")

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def refuse_while_in_use(self) -> None:
        connection.close()
        users = _processes_with_open(self.path)
        if users:
            raise _in_use(len(users))

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
            # The write-ahead log belongs to the file: fold it in before the file gets another name.
            with contextlib.closing(sqlite3.connect(self.path)) as old:
                old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                old.execute("PRAGMA journal_mode=DELETE")
            os.link(self.path, self.kept)
        os.replace(self.staged, self.path)
        _sync_folder(self.path.parent)
        return str(self.kept) if had_one else None

    def clean_up(self) -> None:
        self.staged.unlink(missing_ok=True)


class _PostgresTarget:
    """Restores into a new database beside and swaps the names in one transaction; needs CREATEDB."""

    def __init__(self, stamp: str) -> None:
        self.name = connection.settings_dict["NAME"]
        mark = stamp.replace("-", "_")
        self.fresh, self.kept = f"{self.name}_restoring_{mark}", f"{self.name}_before_{mark}"
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
            raise _in_use(others)

    def prepare(self) -> None:
        self._administer(f'CREATE DATABASE "{self.fresh}" TEMPLATE template0')
        _postgres_tool(
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
            f'ALTER DATABASE "{self.name}" RENAME TO "{self.kept}"',
            f'ALTER DATABASE "{self.fresh}" RENAME TO "{self.name}"',
        )
        return self.kept

    def clean_up(self) -> None:
        self.staged.unlink(missing_ok=True)
        self._administer(f'DROP DATABASE IF EXISTS "{self.fresh}"')

    def _administer(self, *statements: str) -> None:
        """One statement by itself, several in one transaction, from the maintenance database."""
        with connection._nodb_cursor() as cursor:
            if len(statements) > 1:
                statements = ("BEGIN", *statements, "COMMIT")
            for statement in statements:
                cursor.execute(statement)


def _in_use(count: int) -> BackupError:
    return BackupError(
        f"Cơ sở dữ liệu đang được dùng ({count}). Dừng Piêu trước đã.",
        f"The database is in use ({count}). Stop Piêu first.",
    )


def _processes_with_open(path: Path) -> set[int]:
    """Other processes that hold the file open, as far as Linux lets us see them."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(path):
                found.add(int(link.parts[2]))
    return found - {os.getpid()}


def _postgres_tool(command: list[str]) -> None:
    config = connection.settings_dict
    login = {
        "PGHOST": config["HOST"],
        "PGPORT": str(config["PORT"]),
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
        "PGDATABASE": config["NAME"],
    }
    try:
        done = subprocess.run(
            command,
            env=os.environ | {name: value for name, value in login.items() if value},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"Thiếu lệnh {command[0]}: sudo apt install postgresql-client",
            f"{command[0]} is missing: sudo apt install postgresql-client",
        ) from error
    if done.returncode:
        raise BackupError(f"{command[0]} không xong:", f"{command[0]} failed:\n{done.stderr.strip()}")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def made_at(manifest: dict[str, Any]) -> datetime:
    return timezone.localtime(datetime.fromisoformat(manifest["made_at"]))
