"""Who may write, read, confirm and record plain words. Law itself is public."""

from __future__ import annotations

from typing import Any

from backend.law.readings.models import PlainWords, Recording
from members.rules import has_desk, is_lawyer, is_province_officer


def may_write_words(user: Any) -> bool:
    """Return whether `user` may write: words stand beside the law for the whole province, so its officers may."""
    return is_province_officer(user)


def may_read_words(user: Any, words: PlainWords) -> bool:
    """Return whether `user` may be the second reader: any officer, since those of communes know the readers."""
    return has_desk(user) and words.written_by_id != user.pk


def may_record(user: Any) -> bool:
    return has_desk(user)


def may_remove_recording(user: Any, recording: Recording) -> bool:
    """Return whether `user` may remove or replace a recording: the officer who added it, or one of the province."""
    return is_province_officer(user) or (has_desk(user) and recording.added_by_id == user.pk)


def may_confirm(user: Any, words: PlainWords | None = None) -> bool:
    """Return whether `user` may confirm as a lawyer; never words that the lawyer wrote."""
    return is_lawyer(user) and (words is None or words.written_by_id != user.pk)
