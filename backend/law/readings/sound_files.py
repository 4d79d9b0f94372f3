"""Check a recording in the child process that reads uploads (backend/common/reading.py): no models here."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext as _

from backend.common.voice_files import AudioError, Voice, voice_of

MAX_BYTES = 8_000_000


def read_recording(file: BinaryIO) -> Voice:
    """Return the recording with its type, without data about place and person. Raises AudioError."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise AudioError("voice_too_large", _("Bản thu nặng quá 8 MB. Chị thu ngắn hơn."))
    return voice_of(data)
