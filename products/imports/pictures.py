"""A zip of photos: checked before anything is unpacked, and read one by one into memory.

Nothing is written to a disk under the zip's names.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.common.workbooks import require_common_packing
from products.imports.zips import MAX_BYTES as MAX_BYTES_IN_PIECES
from products.photos.images.limits import MAX_BYTES, ImageError
from products.photos.images.uploads import inspect_upload

MAX_ARCHIVE_BYTES = 18 * 1024 * 1024
MAX_PARTS = 1_000
# Photos hardly shrink in a zip. One that unpacks to many times its size is no folder of photos.
MAX_UNPACKED = 120 * 1024 * 1024
MAX_PHOTOS = 200
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


class ZipRefused(DomainError):
    """The file is not an acceptable zip of photos; `field` is "photos"."""


class PhotoZip:
    """The photos of a zip, found by their file names without folders, in any case.

    A name that occurs in two folders is refused by `problem`.
    """

    def __init__(self, file: Any, *, most: int = MAX_UNPACKED) -> None:
        """Open the zip of photos.

        Raises ZipRefused if it is no zip, has a password or names outside its folder, or unpacks to more than
        `most` bytes. Raises it also above MAX_PARTS files or MAX_PHOTOS photos.
        """
        try:
            self._zip = zipfile.ZipFile(file)
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            raise _refused("zip_broken", _("Đây không phải tệp zip mở được.")) from error
        if len(parts) > MAX_PARTS:
            raise _refused("zip_many", _("Tệp zip có hơn 1.000 tệp. Chị chỉ để ảnh sản phẩm trong đó."))
        if sum(part.file_size for part in parts) > most:
            raise _bomb()
        self._parts: dict[str, list[zipfile.ZipInfo]] = {}
        for part in parts:
            name = part.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
                raise _refused(
                    "zip_slip",
                    _("Tệp zip có tên tệp trỏ ra ngoài thư mục nên không nhận: %(name)s")
                    % {"name": name[:60]},
                )
            if part.flag_bits & 1:
                raise _refused("zip_password", _("Tệp zip có mật khẩu. Chị nén lại không đặt mật khẩu."))
            base = name.rsplit("/", 1)[-1]
            if not part.is_dir() and base.lower().endswith(_ENDINGS) and not name.startswith("__MACOSX/"):
                self._parts.setdefault(_key(base), []).append(part)
        if sum(len(same) for same in self._parts.values()) > MAX_PHOTOS:
            raise _refused("zip_photos", _("Tệp zip có hơn 200 ảnh. Chị chia ra nhiều lần."))
        self._left = most

    def __len__(self) -> int:
        return len(self._parts)

    def problem(self, name: str) -> str:
        """Return why the photo `name` can't be used, or an empty string. Its pixels are not decoded."""
        same = self._parts.get(_key(name), [])
        if not same:
            return _("Trong tệp zip không có ảnh “%(name)s”.") % {"name": name}
        if len(same) > 1:
            return _("Tệp zip có hai ảnh cùng tên “%(name)s”. Chị đổi tên một ảnh.") % {"name": name}
        try:
            inspect_upload(self.read(name))
        except ImageError as error:
            return f"{name}: {error.message}"
        return ""

    def read(self, name: str) -> bytes:
        """Return the bytes of the photo `name`.

        Raises ImageError, KeyError, and ZipRefused above the total limit.
        """
        part = self._parts[_key(name)][0]
        try:
            require_common_packing([part])
            with self._zip.open(part) as stream:
                data = stream.read(MAX_BYTES + 1)
        # A directory may be wrong about its contents.
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ImageError("image_broken", _("Ảnh này trong tệp zip bị hỏng.")) from error
        self._left -= len(data)
        if self._left < 0:
            raise _bomb()
        return data


@contextmanager
def opened(file: Any) -> Iterator[PhotoZip]:
    """Yield the uploaded or stored zip `file` as a PhotoZip. Raises ZipRefused, unread above 300 MB."""
    if file.size > MAX_BYTES_IN_PIECES:
        raise _refused("zip_large", _("Tệp zip lớn quá 300 MB. Chị chia ra nhiều lần, hoặc thu nhỏ ảnh."))
    file.seek(0)
    yield PhotoZip(file, most=most_of(file.size))


def most_of(size: int) -> int:
    """Return how many bytes a zip of `size` bytes may unpack to; photos hardly shrink in a zip."""
    return max(MAX_UNPACKED, size + size // 4)


def _key(name: str) -> str:
    return nfc(name).casefold()


def _bomb() -> ZipRefused:
    return _refused("zip_bomb", _("Tệp zip bung ra lớn quá nên không nhận. Chị chia ra nhiều lần."))


def _refused(code: str, message: str) -> ZipRefused:
    return ZipRefused(message, field="photos", code=code)
