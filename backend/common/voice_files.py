"""Check the format of voice notes by their first bytes, and remove private data from them.

Without a decoder they are stored as sent. So only the containers that phones record are accepted, and
places and names that some recorders write into MP4 and MP3 are removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

MAX_BYTES = 1_500_000


class AudioError(DomainError):
    """A file that is not accepted as a voice note; nothing of it was stored. `field` is "voice"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="voice", code=code)


@dataclass(frozen=True, slots=True)
class Voice:
    content_type: str
    extension: str
    data: bytes


def read_voice(file: Any) -> Voice:
    """Return the uploaded voice note, at most MAX_BYTES, as `voice_of` does. Raises AudioError."""
    size = getattr(file, "size", None)
    data = b"" if size is not None and size > MAX_BYTES else file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES or (size is not None and size > MAX_BYTES):
        raise AudioError("voice_too_large", _("Lời kể dài quá. Chị kể trong khoảng một phút rưỡi."))
    return voice_of(data)


def voice_of(data: bytes) -> Voice:
    """Return a recording with its type; MP4 and MP3 without data about place and person. Raises AudioError."""
    if not data:
        raise AudioError("voice_empty", _("Chưa có tiếng. Chị thu lại."))
    if data.startswith(b"OggS"):
        return Voice("audio/ogg", "ogg", data)
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]:
        return Voice("audio/webm", "webm", data)
    if data[4:8] == b"ftyp" and data[8:12] in _MP4_BRANDS:
        return Voice("audio/mp4", "m4a", _without_user_data(data))
    if data.startswith(b"ID3") or _is_mp3_frame(data):
        return Voice("audio/mpeg", "mp3", _without_id3(data))
    raise AudioError(
        "voice_format", _("Tệp này không phải lời thu âm dùng được. Chị thu bằng điện thoại rồi gửi lại.")
    )


_MP4_BRANDS = (
    b"M4A ",
    b"M4B ",
    b"mp41",
    b"mp42",
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"dash",
    b"3gp4",
    b"3gp5",
)


def _is_mp3_frame(data: bytes) -> bool:
    """Return True if `data` begins with an MPEG audio layer III frame.

    It has eleven set bits, then valid version, layer and bit rate.
    """
    return (
        len(data) > 3
        and data[0] == 0xFF
        and data[1] & 0xE0 == 0xE0
        and data[1] & 0x18 != 0x08
        and data[1] & 0x06 == 0x02
        and data[2] & 0xF0 not in (0x00, 0xF0)
        and data[2] & 0x0C != 0x0C
    )


def _without_id3(data: bytes) -> bytes:
    """Return the MP3 frames without the ID3v2 tags before and the ID3v1 tag after them. Raises AudioError."""
    while data.startswith(b"ID3") and len(data) > 10:
        length = 0
        for byte in data[6:10]:
            length = length << 7 | byte & 0x7F
        data = data[10 + length + (10 if data[5] & 0x10 else 0) :]
    if data[-128:-125] == b"TAG":
        data = data[:-128]
    if not _is_mp3_frame(data):
        raise AudioError("voice_format", _("Lời thu âm này bị hỏng. Chị thu lại."))
    return data


_CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf")
_TELLING = (b"udta", b"meta", b"uuid")


def _without_user_data(data: bytes) -> bytes:
    """Return the MP4 bytes with every box of user data blanked, at the same size. Raises AudioError."""
    blank = bytearray(data)
    todo = [(0, len(data))]
    while todo:
        at, end = todo.pop()
        while at + 8 <= end:
            size = int.from_bytes(data[at : at + 4])
            kind, head = data[at + 4 : at + 8], 8
            if size == 1:
                size, head = int.from_bytes(data[at + 8 : at + 16]), 16
            elif size == 0:
                size = end - at
            if size < head or at + size > end:
                raise AudioError("voice_format", _("Lời thu âm này bị hỏng. Chị thu lại."))
            if kind in _TELLING:
                blank[at + 4 : at + 8] = b"free"
                blank[at + head : at + size] = bytes(size - head)
            elif kind in _CONTAINERS:
                todo.append((at + head, at + size))
            at += size
    return bytes(blank)
