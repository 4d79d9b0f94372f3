"""Check a .pieu file from any source, in a child process: nothing in it is trusted before its hash and its signer are checked.

The child has no settings and models (backend/common/reading.py), so this module uses none.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import struct
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from courses.packs import CONTENT, FORMAT, MANIFEST, MAX_BYTES, MAX_FILES, MAX_JSON, SIGNATURE
from courses.packs.errors import PackError
from courses.packs.signing import fingerprint, grouped, is_signed_by

_HEX = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
# Of an entry's local header, in bytes. Its last four are the lengths of the name and of what follows the name.
_HEADER = 30


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with a valid signature and hashes. The shape of `content` and `keys` is not checked yet.

    places: where each medium lies in the file, as (first byte, bytes). Nothing in a pack is compressed.
    """

    manifest: dict[str, Any]
    manifest_sha256: str
    signer: str
    content: Any
    keys: Any
    places: dict[str, tuple[int, int]]


def check_pack(file: BinaryIO, *, trusted: Collection[str]) -> Pack:
    """Check a pack's names and sizes, its signature and the hash of every file. Raises PackError.

    trusted: fingerprints of the signers that are accepted.
    Reads the file once. Only its JSON stays in memory.
    """
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MAX_BYTES:
        raise _too_large()
    try:
        archive = zipfile.ZipFile(file)
        entries = _entries(archive, size)
        manifest_bytes = _read(archive, entries, MANIFEST)
        signature = _json(_read(archive, entries, SIGNATURE), SIGNATURE)
        signer = _check_signature(signature, manifest_bytes, trusted)
        manifest = _json(manifest_bytes, MANIFEST)
        _check_manifest(manifest)
        _check_files(archive, entries, manifest)
        content = _json(_read(archive, entries, CONTENT), CONTENT)
        places = {
            path: (_start(file, info), info.file_size)
            for path, info in entries.items()
            if path.startswith("media/")
        }
    except (
        struct.error,
        zipfile.BadZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise PackError(
            "pack_broken", _("Tệp này không phải gói bài học, hoặc chép chưa hết. Chị chép lại tệp.")
        ) from error
    if not isinstance(content, dict) or set(content) != {"content", "keys"}:
        raise PackError("pack_content", _("Nội dung trong gói không đúng khuôn của Piêu."))
    return Pack(
        manifest,
        hashlib.sha256(manifest_bytes).hexdigest(),
        signer,
        content["content"],
        content["keys"],
        places,
    )


def _start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    """Return the place of an entry's first byte."""
    file.seek(info.header_offset + _HEADER - 4)
    return info.header_offset + _HEADER + sum(struct.unpack("<HH", file.read(4)))


def _entries(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name, after checking every name and size."""
    infos = archive.infolist()
    if len(infos) > MAX_FILES:
        raise _too_large()
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.orig_filename
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in name or ".." in parts or "\x00" in name:
            raise PackError(
                "pack_climbs_out", _("Gói này có tệp muốn ghi ra ngoài thư mục của nó. Không nhận gói này.")
            )
        if stat.S_ISLNK(info.external_attr >> 16):
            raise PackError("pack_link", _("Gói này có đường tắt sang tệp khác. Không nhận gói này."))
        if not name.isascii() or "" in parts or "." in parts:
            raise PackError("pack_name", _("Gói này có tên tệp lạ. Không nhận gói này."))
        if name in found:
            raise PackError("pack_twice", _("Gói này có hai tệp cùng tên. Không nhận gói này."))
        if info.flag_bits & 0x1 or info.compress_type != zipfile.ZIP_STORED:
            raise PackError(
                "pack_compressed", _("Gói này đã bị nén hoặc khoá lại. Chị lấy tệp gói như lúc mới chép ra.")
            )
        if info.file_size != info.compress_size:
            raise _bomb()
        found[name] = info
    # Stored entries can't exceed the file's size, unless they overlap.
    if sum(info.file_size for info in found.values()) > size:
        raise _bomb()
    return found


def _read(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    info = entries.get(name)
    if info is None:
        raise PackError("pack_lacks", _("Gói thiếu tệp %(name)s.") % {"name": name})
    if info.file_size > MAX_JSON:
        raise _too_large()
    with archive.open(info) as source:
        return source.read(MAX_JSON + 1)


def _json(data: bytes, name: str) -> Any:
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise PackError("pack_json", _("Tệp %(name)s trong gói không đọc được.") % {"name": name}) from error


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found


def _check_signature(signature: Any, manifest: bytes, trusted: Collection[str]) -> str:
    """Check the signature and return the signer's fingerprint."""
    if not isinstance(signature, dict) or signature.get("alg") != "Ed25519":
        raise _unsigned()
    try:
        key, mark = bytes.fromhex(signature["key"]), bytes.fromhex(signature["signature"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unsigned() from error
    if signature.get("manifestSha256") != hashlib.sha256(manifest).hexdigest():
        raise PackError("pack_changed", _("Bảng kê trong gói đã bị sửa sau khi ký. Không nhận gói này."))
    if not is_signed_by(key, mark, manifest):
        raise _unsigned()
    signer = fingerprint(key)
    if signer not in trusted:
        raise PackError(
            "pack_stranger",
            _(
                "Gói này do máy chủ lạ ký, chưa được tin. Dấu tay của khoá: %(fingerprint)s. "
                "Người quản trị máy hỏi lại nơi gửi rồi mới cho nhận."
            )
            % {"fingerprint": grouped(signer)},
        )
    return signer


def _check_manifest(manifest: Any) -> None:
    is_right = (
        isinstance(manifest, dict)
        and manifest.get("format") == FORMAT
        and all(isinstance(manifest.get(name), str) for name in ("issuer", "slug", "title"))
        and len(manifest["issuer"]) <= 200
        and re.fullmatch(r"[A-Za-z0-9_-]{1,80}", manifest["slug"])
        and type(manifest.get("version")) is int
        and 1 <= manifest["version"] <= 32_767
        and isinstance(manifest.get("files"), list)
        and all(
            isinstance(row, dict)
            and isinstance(row.get("path"), str)
            and type(row.get("bytes")) is int
            and isinstance(row.get("sha256"), str)
            and _HEX.fullmatch(row["sha256"])
            for row in manifest["files"]
        )
    )
    if not is_right:
        raise PackError("pack_manifest", _("Bảng kê trong gói không đúng khuôn của Piêu."))


def _check_files(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: dict[str, Any]
) -> None:
    paths = [row["path"] for row in manifest["files"]]
    if sorted(paths) != sorted(entries.keys() - {MANIFEST, SIGNATURE}):
        raise PackError("pack_files", _("Gói thiếu tệp, hoặc có tệp không nằm trong bảng kê."))
    for row in manifest["files"]:
        digest, length = hashlib.sha256(), 0
        with archive.open(entries[row["path"]]) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                length += len(chunk)
        if length != row["bytes"] or digest.hexdigest() != row["sha256"]:
            raise PackError(
                "pack_hash", _("Tệp %(name)s trong gói không khớp với bảng kê.") % {"name": row["path"]}
            )


def _too_large() -> PackError:
    return PackError("pack_too_large", _("Gói này lớn quá mức máy chủ nhận."))


def _bomb() -> PackError:
    return PackError("pack_bomb", _("Gói này ghi cỡ tệp không thật. Không nhận gói này."))


def _unsigned() -> PackError:
    return PackError("pack_signature", _("Chữ ký của gói không đúng. Không nhận gói này."))
