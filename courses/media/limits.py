"""Limits of size and duration of uploads, and their error messages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.authoring.enums import AssetKind

MEGABYTE = 1_000_000
# Bytes by kind: what a phone records in the duration below, with a margin.
MAX_BYTES: dict[str, int] = {
    AssetKind.PICTURE: 15 * MEGABYTE,
    AssetKind.AUDIO: 80 * MEGABYTE,
    AssetKind.VIDEO: 600 * MEGABYTE,
    AssetKind.PDF: 20 * MEGABYTE,
    AssetKind.CAPTIONS: MEGABYTE // 2,
}
MAX_SECONDS: dict[str, int] = {AssetKind.AUDIO: 60 * 60, AssetKind.VIDEO: 30 * 60}
# Pixels of one frame, checked before decoding: 4K with a margin.
MAX_PIXELS = 9_500_000


class MediaError(DomainError):
    """Lessons don't accept the file. `field` is "file"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="file", code=code)


def too_large(kind: str) -> MediaError:
    return MediaError(
        "media_too_large",
        _("Tệp nặng quá %(limit)s MB. Chị cắt ngắn hoặc chọn tệp nhẹ hơn.")
        % {"limit": max(1, MAX_BYTES[kind] // MEGABYTE)},
    )


def too_long(kind: str) -> MediaError:
    return MediaError(
        "media_too_long",
        _("Tệp dài quá %(limit)s phút. Chị cắt thành nhiều bước ngắn.") % {"limit": MAX_SECONDS[kind] // 60},
    )


def broken(kind: str) -> MediaError:
    words = {
        AssetKind.VIDEO: _("Tệp này không phải phim xem được. Chị chọn phim quay bằng điện thoại (MP4)."),
        AssetKind.AUDIO: _(
            "Tệp này không phải tiếng nghe được. Chị chọn tệp ghi âm khác hoặc thu ngay trên trang."
        ),
        AssetKind.PDF: _("Tệp này không phải PDF hoặc bị hỏng. Chị xuất lại PDF rồi tải lên."),
        AssetKind.CAPTIONS: _(
            "Tệp này không phải phụ đề WebVTT. Dòng đầu phải là WEBVTT, sau đó là giờ và lời."
        ),
        AssetKind.PICTURE: _("Tệp này không phải ảnh dùng được. Chị chọn ảnh JPEG, PNG hoặc WebP."),
    }
    return MediaError("media_broken", words[AssetKind(kind)])
