"""Serve uploaded files after a view has checked access.

If MEDIA_ACCEL_PREFIX names an internal location, nginx sends the file (X-Accel-Redirect). Otherwise Django
sends it, whole or one range of it: iPhones play no sound without ranges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from backend.common.browser_limits import EVERY_SITE, LOADED_BY, THIS_SITE

FOREVER = "public, max-age=31536000, immutable"
ONLY_HER = "private, max-age=3600"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_PIECE = 64 * 1024


def serve(
    request: HttpRequest,
    name: str,
    *,
    content_type: str,
    is_public: bool,
    cache_control: str = "",
    download_as: str = "",
    storage: Storage = default_storage,
) -> HttpResponse | FileResponse:
    """Return a response with the file `name` of `storage`, whose content never changes.

    Raises Http404 if it is missing. Any cache may store a public file permanently. Only the user's browser
    may store a private file, for an hour. `cache_control` overrides that. The file can't run as a page: no
    content sniffing, and a policy that allows nothing. Other sites may show a public file, and never a private
    one: whether it loads would tell them who is signed in.
    """
    etag = f'"{name.rpartition("/")[2]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    elif settings.MEDIA_ACCEL_PREFIX:
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = settings.MEDIA_ACCEL_PREFIX.rstrip("/") + "/" + quote(name)
    else:
        response = _stream(request, name, content_type, storage)
    response["ETag"] = etag
    response["Cache-Control"] = cache_control or (FOREVER if is_public else ONLY_HER)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response[LOADED_BY] = EVERY_SITE if is_public else THIS_SITE
    if not is_public:
        patch_vary_headers(response, ["Cookie"])
    if download_as:
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(download_as)}"
    return response


def _stream(
    request: HttpRequest, name: str, content_type: str, storage: Storage
) -> HttpResponse | FileResponse:
    try:
        file = storage.open(name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    size = file.size
    span = _wanted(request.headers.get("Range", ""), size)
    if span is None:
        response = FileResponse(file, content_type=content_type)
        response["Accept-Ranges"] = "bytes"
        return response
    first, last = span
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(first)
    partial = FileResponse(_Piece(file, last - first + 1), status=206, content_type=content_type)
    partial["Content-Length"] = str(last - first + 1)
    partial["Content-Range"] = f"bytes {first}-{last}/{size}"
    partial["Accept-Ranges"] = "bytes"
    return partial


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of the requested range; None for the whole file.

    Returns (1, 0) for a range that the file doesn't have.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        return (max(0, size - int(last)), size - 1) if int(last) and size else (1, 0)
    if int(first) >= size or (last and int(last) < int(first)):
        return (1, 0)
    return int(first), min(int(last), size - 1) if last else size - 1


class _Piece:
    """The next `length` bytes of a file, as a file to read. Closing it closes the file."""

    def __init__(self, file: File[bytes], length: int) -> None:
        self.file, self.left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read(_PIECE):
            yield data

    def close(self) -> None:
        self.file.close()
