"""A zip of photos, opened in the child process that reads uploads (backend/common/reading.py).

It is checked before anything is unpacked, and read one photo at a time. Nothing is written to a disk under the
zip's names.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.common.workbooks import require_common_packing
from products.photos.images.limits import MAX_BYTES, ImageError
from products.photos.images.uploads import inspect_upload

MAX_PARTS = 1_000
MAX_PHOTOS = 200
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


class ZipRefused(DomainError):
    """The file is not an acceptable zip of photos; `field` is "photos"."""


def count_photos(file: BinaryIO, *, most: int) -> dict[str, int]:
    """Return {key of a photo's name: number of photos with it}.

    Raises ZipRefused if the file is no zip, has a password or names outside its folder, or unpacks to more than
    `most` bytes. Raises it also above MAX_PARTS files or MAX_PHOTOS photos.
    """
    with _opened(file) as archive:
        counts = {key: len(same) for key, same in _photos_in(archive, most).items()}
    if sum(counts.values()) > MAX_PHOTOS:
        raise refused("zip_photos", _("Tệp zip có hơn 200 ảnh. Chị chia ra nhiều lần."))
    return counts


def read_photo(file: BinaryIO, *, name: str, most: int) -> bytes:
    """Return the bytes of the first photo `name`. Raises ImageError, ZipRefused."""
    with _opened(file) as archive:
        same = _photos_in(archive, most).get(key_of(name))
        if not same:
            raise ImageError("image_missing", _("Không còn ảnh này trong tệp zip."))
        try:
            require_common_packing(same[:1])
            with archive.open(same[0]) as stream:
                return stream.read(MAX_BYTES + 1)
        # A directory may be wrong about its contents.
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ImageError("image_broken", _("Ảnh này trong tệp zip bị hỏng.")) from error


def inspect_photo(file: BinaryIO, *, name: str, most: int) -> int:
    """Check the photo `name` without decoding its pixels, and return its size in bytes.

    Raises ImageError, ZipRefused.
    """
    return inspect_upload(read_photo(file, name=name, most=most)).size


def key_of(name: str) -> str:
    return nfc(name).casefold()


def refused(code: str, message: str) -> ZipRefused:
    return ZipRefused(message, field="photos", code=code)


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise refused("zip_broken", _("Đây không phải tệp zip mở được.")) from error


def _photos_in(archive: zipfile.ZipFile, most: int) -> dict[str, list[zipfile.ZipInfo]]:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise refused("zip_many", _("Tệp zip có hơn 1.000 tệp. Chị chỉ để ảnh sản phẩm trong đó."))
    if sum(part.file_size for part in parts) > most:
        raise bomb()
    found: dict[str, list[zipfile.ZipInfo]] = {}
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
            raise refused(
                "zip_slip",
                _("Tệp zip có tên tệp trỏ ra ngoài thư mục nên không nhận: %(name)s") % {"name": name[:60]},
            )
        if part.flag_bits & 1:
            raise refused("zip_password", _("Tệp zip có mật khẩu. Chị nén lại không đặt mật khẩu."))
        base = name.rsplit("/", 1)[-1]
        if not part.is_dir() and base.lower().endswith(_ENDINGS) and not name.startswith("__MACOSX/"):
            found.setdefault(key_of(base), []).append(part)
    return found


def bomb() -> ZipRefused:
    return refused("zip_bomb", _("Tệp zip bung ra lớn quá nên không nhận. Chị chia ra nhiều lần."))
