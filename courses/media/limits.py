"""How large and how long an upload may be, and how a refusal sounds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.authoring.enums import AssetKind

MEGABYTE = 1_000_000
# Bytes by kind: what a phone records in the time below, with room.
MAX_BYTES: dict[str, int] = {
    AssetKind.PICTURE: 15 * MEGABYTE,
    AssetKind.AUDIO: 80 * MEGABYTE,
    AssetKind.VIDEO: 600 * MEGABYTE,
    AssetKind.PDF: 20 * MEGABYTE,
    AssetKind.CAPTIONS: MEGABYTE // 2,
}
MAX_SECONDS: dict[str, int] = {AssetKind.AUDIO: 60 * 60, AssetKind.VIDEO: 30 * 60}
# Of one frame before anything is decoded: 4K with a little room.
MAX_PIXELS = 9_500_000


class MediaError(DomainError):
    """A file that is not taken for a lesson; nothing of it is kept. `field` is "file"."""

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
