"""Detect a file's container by its first bytes alone; its name and declared type are ignored."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.authoring.enums import AssetKind
from courses.media.limits import MediaError, broken

HEAD = 1024
# ffmpeg is given the demuxer, so that it never opens a playlist or a script of addresses.
_VIDEO = ("mov", "matroska")
_AUDIO = ("mov", "matroska", "ogg", "mp3", "wav", "flac", "aac")


def container_of(head: bytes) -> str:
    """Return the name of ffmpeg's demuxer for a file that begins with `head`, or ""."""
    if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"free"):
        return "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"ID3"):
        return "mp3"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "aac"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 == 0x02:
        return "mp3"
    return ""


def check_head(kind: str, head: bytes) -> str:
    """Return the demuxer of an audio or video, "" for other kinds.

    Raises MediaError for an obviously wrong type.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise MediaError("media_archive", _("Tệp này là tệp nén. Chị giải nén rồi tải lên tệp ở bên trong."))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype", b"<html", b"<script")):
        raise MediaError(
            "media_markup",
            _(
                "Tệp này là trang web hoặc hình SVG, không dùng được ở đây. Chị chọn ảnh chụp, phim hoặc ghi âm."
            ),
        )
    if kind == AssetKind.PDF and not head.startswith(b"%PDF-"):
        raise broken(kind)
    if kind == AssetKind.CAPTIONS and not start.startswith(b"webvtt"):
        raise broken(kind)
    if kind not in (AssetKind.AUDIO, AssetKind.VIDEO):
        return ""
    container = container_of(head)
    if container not in (_VIDEO if kind == AssetKind.VIDEO else _AUDIO):
        raise broken(kind)
    return container
