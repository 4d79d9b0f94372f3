"""A zip of photos: a child process checks it before anything is unpacked, and reads the photos one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from backend.common.reading import ReadingRefused, read
from products.imports.archives import (
    ZipRefused,
    bomb,
    count_photos,
    inspect_photo,
    key_of,
    read_photo,
    refused,
)
from products.imports.zips import MAX_BYTES as MAX_BYTES_IN_PIECES
from products.photos.images.limits import ImageError

MAX_ARCHIVE_BYTES = 18 * 1024 * 1024
# Photos hardly shrink in a zip. One that unpacks to many times its size is no folder of photos.
MAX_UNPACKED = 120 * 1024 * 1024


class PhotoZip:
    """The photos of a zip, found by their file names without folders, in any case.

    A name that occurs in two folders is refused by `problem`.
    """

    def __init__(self, file: Any, *, most: int = MAX_UNPACKED) -> None:
        """Open the zip of photos. Call it, and the methods, before a transaction.

        Raises ZipRefused if it is no zip, has a password or names outside its folder, or unpacks to more than
        `most` bytes. Raises it also above archives.MAX_PARTS files or archives.MAX_PHOTOS photos.
        """
        self._file, self._most, self._left = file, most, most
        try:
            self._counts = read(count_photos, file, most=most)
        except ReadingRefused as error:
            raise refused(error.code, error.message) from error

    def __len__(self) -> int:
        return len(self._counts)

    def problem(self, name: str) -> str:
        """Return why the photo `name` can't be used, or an empty string. Its pixels are not decoded."""
        count = self._counts.get(key_of(name), 0)
        if not count:
            return _("Trong tệp zip không có ảnh “%(name)s”.") % {"name": name}
        if count > 1:
            return _("Tệp zip có hai ảnh cùng tên “%(name)s”. Chị đổi tên một ảnh.") % {"name": name}
        try:
            self._use(self._run(inspect_photo, name))
        except ImageError as error:
            return f"{name}: {error.message}"
        return ""

    def read(self, name: str) -> bytes:
        """Return the bytes of the photo `name`. Raises ImageError, and ZipRefused above the total limit."""
        data = self._run(read_photo, name)
        self._use(len(data))
        return data

    def _run[T](self, function: Callable[..., T], name: str) -> T:
        try:
            return read(function, self._file, name=name, most=self._most)
        except ReadingRefused as error:
            raise ImageError(error.code, error.message) from error

    def _use(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise bomb()


@contextmanager
def opened(file: Any) -> Iterator[PhotoZip]:
    """Yield the uploaded or stored zip `file` as a PhotoZip. Raises ZipRefused, unread above 300 MB."""
    if file.size > MAX_BYTES_IN_PIECES:
        raise refused("zip_large", _("Tệp zip lớn quá 300 MB. Chị chia ra nhiều lần, hoặc thu nhỏ ảnh."))
    yield PhotoZip(file, most=most_of(file.size))


def most_of(size: int) -> int:
    """Return how many bytes a zip of `size` bytes may unpack to; photos hardly shrink in a zip."""
    return max(MAX_UNPACKED, size + size // 4)


__all__ = ["MAX_ARCHIVE_BYTES", "PhotoZip", "ZipRefused", "most_of", "opened"]
