"""Check PDFs, captions and pictures, and make them smaller where possible."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import webvtt
from django.utils.translation import gettext as _
from PIL import Image
from webvtt.errors import MalformedCaptionError, MalformedFileError

from courses.authoring.enums import AssetKind
from courses.media.limits import MediaError, broken
from products.photos.images.masters import normalise

PICTURE_WIDTHS = (320, 640)
PICTURE_QUALITY = 72


def check_pdf(path: Path) -> None:
    """Raise MediaError for a file without a PDF header (ISO 32000-2, 7.5.2) or end marker.

    A PDF is stored unchanged, and served so that no script in it runs.
    """
    with path.open("rb") as file:
        head = file.read(8)
        file.seek(max(0, path.stat().st_size - 2048))
        tail = file.read()
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail:
        raise broken(AssetKind.PDF)


def clean_captions(data: bytes) -> bytes:
    """Return captions as WebVTT with cues only, without styles and notes.

    Raises MediaError for an unreadable file, for no cues, and for a cue that ends before it begins.
    """
    try:
        text = data.decode("utf-8-sig")
        found = webvtt.from_string(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (UnicodeDecodeError, MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise broken(AssetKind.CAPTIONS) from error
    cues = [(cue.start, cue.end, cue.text.strip()) for cue in found.captions if cue.text.strip()]
    if not cues:
        raise MediaError(
            "captions_empty", _("Tệp phụ đề không có lời nào. Chị xem lại giờ và lời trong tệp.")
        )
    for number, (start, end, _text) in enumerate(cues, 1):
        if end <= start:
            raise MediaError(
                "captions_order",
                _("Phụ đề thứ %(number)s kết thúc trước khi bắt đầu. Chị sửa giờ rồi tải lại.")
                % {"number": number},
            )
    blocks = [f"{start} --> {end}\n{text}" for start, end, text in cues]
    return ("WEBVTT\n\n" + "\n\n".join(blocks) + "\n").encode()


def small_pictures(file: Any) -> list[tuple[bytes, int, int]]:
    """Return the picture as [(WebP data, width, height)], 320 and 640 pixels wide, the smaller first.

    The pictures are upright, without metadata and never scaled up. Raises ImageError. Takes up to a second of
    one core, so call it before a transaction begins.
    """
    master = normalise(file)
    made: dict[int, tuple[bytes, int, int]] = {}
    with Image.open(io.BytesIO(master)) as opened:
        photo = opened.convert("RGB")
    for wanted in PICTURE_WIDTHS:
        width = min(wanted, photo.width)
        height = max(1, round(photo.height * width / photo.width))
        small = photo.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        buffer = io.BytesIO()
        small.save(buffer, "WEBP", quality=PICTURE_QUALITY, method=4)
        made.setdefault(width, (buffer.getvalue(), width, height))
    return [made[width] for width in sorted(made)]
