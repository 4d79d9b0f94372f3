"""Read a backup and check every file against its hash."""

from __future__ import annotations

import contextlib
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from backend.common.backup.errors import BackupError, damaged
from backend.common.backup.files import Hashing
from backend.common.backup.manifest import DATABASE, FORMAT, MANIFEST


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest after checking that the backup has exactly its files, with the right hashes.

    Raises BackupError.
    """
    with opened(path) as archive:
        manifest = manifest_of(archive)
        check_files(archive, manifest, lambda name: None)
    return manifest


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except (OSError, tarfile.TarError) as error:
        raise BackupError(
            f"Không đọc được {path}: {error}", f"{path} can't be read as a backup: {error}"
        ) from error


def manifest_of(archive: tarfile.TarFile) -> dict[str, Any]:
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


def check_files(
    archive: tarfile.TarFile, manifest: dict[str, Any], take: Callable[[str], BinaryIO | None]
) -> None:
    """Check every file against the manifest, and copy it to the file that `take` returns for its name.

    `take` returns None for a file that is only checked. Raises BackupError.
    """
    missing = dict(manifest["files"])
    for entry in archive:
        if entry.name == MANIFEST:
            continue
        expected = missing.pop(entry.name, None)
        path = PurePosixPath(entry.name)
        is_ours = entry.name in DATABASE.values() or (path.parts[:1] == ("media",) and ".." not in path.parts)
        if expected is None or not entry.isreg() or not is_ours:
            raise damaged(entry.name)
        source = archive.extractfile(entry)
        assert source is not None
        hashing, target = Hashing(source), take(entry.name)
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
            raise damaged(entry.name)
    if missing:
        raise damaged(next(iter(missing)))
