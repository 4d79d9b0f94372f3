"""Who writes, reads and withdraws bulletins: officers, and never one alone."""

from __future__ import annotations

from typing import Any

from backend.law.bulletins.models import BulletinVersion
from members.rules import has_desk


def may_write(user: Any) -> bool:
    """Return whether `user` may begin and correct bulletins, and see those that aren't published."""
    return has_desk(user)


def may_edit(user: Any, version: BulletinVersion) -> bool:
    """Return whether `user` may change the words of a draft: its writer, or anybody if she is gone."""
    return may_write(user) and version.written_by_id in (None, user.pk)


def may_read(user: Any, version: BulletinVersion) -> bool:
    """Return whether `user` may publish or return a version: officers, except its writer."""
    return may_write(user) and version.written_by_id != user.pk
