"""Write a published version as a .pieu file, the same bytes every time."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import rfc8785
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from backend.common.storing import store_whole
from courses.media.media_files import ENDINGS
from courses.models import Asset, CourseVersion
from courses.packs import CONTENT, ENDING, FORMAT, MANIFEST, SIGNATURE
from courses.packs.errors import PackError
from courses.packs.media import media_in
from courses.packs.signing import fingerprint, public_key, sign

_EPOCH = (1980, 1, 1, 0, 0, 0)


def media_path(sha256: str, content_type: str) -> str:
    """Return the path of a file in a pack."""
    return f"media/{sha256}.{ENDINGS[content_type]}"


def pack_of(version: CourseVersion) -> str:
    """Return the storage name of the version's pack, and write the pack the first time. Raises PackError.

    Cost: the first time reads every file of the version; later calls are free. The name includes everything
    that the bytes depend on: a version never changes, and another key or address gives another file.
    """
    issuer = hashlib.sha256(settings.PUBLIC_ORIGIN.encode()).hexdigest()[:8]
    name = (
        f"packs/{version.pk}-{version.content_sha256[:24]}-{fingerprint(public_key())[:12]}-{issuer}.{ENDING}"
    )
    if not default_storage.exists(name):
        with tempfile.TemporaryFile() as file:
            write_pack(version, file)
            store_whole(name, File(file))
    return name


def write_pack(version: CourseVersion, out: BinaryIO) -> None:
    """Write the pack to `out`, which must be seekable.

    Raises PackError if a file of the course is missing.
    """
    content = rfc8785.dumps({"content": version.content, "keys": version.keys})
    names = _stored_names(version)
    media = {
        media_path(file["sha256"], file["content_type"]): file
        for medium in media_in(version.content, version.keys)
        for file in medium["files"]
    }
    files: list[dict[str, Any]] = [
        {"path": CONTENT, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    ]
    files += [
        {"path": path, "bytes": file["bytes"], "sha256": file["sha256"]} for path, file in media.items()
    ]
    files.sort(key=lambda row: row["path"])
    manifest = rfc8785.dumps(
        {
            "format": FORMAT,
            "issuer": settings.PUBLIC_ORIGIN,
            "slug": version.content["slug"],
            "title": version.content["title"],
            "version": version.number,
            "files": files,
        }
    )
    signature = rfc8785.dumps(
        {
            "alg": "Ed25519",
            "key": public_key().hex(),
            "manifestSha256": hashlib.sha256(manifest).hexdigest(),
            "signature": sign(manifest).hex(),
        }
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        # The manifest comes first, so that readers of the beginning know the rest.
        for path, data in ((MANIFEST, manifest), (SIGNATURE, signature), (CONTENT, content)):
            archive.writestr(_entry(path), data)
        for path in sorted(media):
            name = names.get(media[path]["sha256"], "")
            try:
                source = default_storage.open(name, "rb")
            except (FileNotFoundError, ValueError) as error:
                raise PackError(
                    "pack_media_gone", _("Một tệp của khoá học không còn trên máy chủ, chưa chép ra được.")
                ) from error
            with source, archive.open(_entry(path), "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _entry(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(str(PurePosixPath(path)), date_time=_EPOCH)
    info.create_system = 3  # Unix, on every system
    info.external_attr = 0o644 << 16
    return info


def _stored_names(version: CourseVersion) -> dict[str, str]:
    """Return {SHA-256: storage name} of the version's files."""
    ids = {medium["id"] for medium in media_in(version.content, version.keys)}
    variants = Asset.objects.filter(pk__in=ids).values_list("variants", flat=True)
    return {variant["sha256"]: variant["name"] for row in variants for variant in row}
