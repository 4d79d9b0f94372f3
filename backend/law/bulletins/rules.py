"""Who writes, reads and withdraws bulletins: officers write, and one of the province decides what is public."""

from __future__ import annotations

from typing import Any

from backend.law.bulletins.models import BulletinVersion
from members.rules import has_desk, is_province_officer


def may_write(user: Any) -> bool:
    """Return whether `user` may begin and correct bulletins, and see those that aren't published."""
    return has_desk(user)


def may_edit(user: Any, version: BulletinVersion) -> bool:
    """Return whether `user` may change the words of an open version or take it back: its writer, or anybody if the
    writer's account is gone.
    """
    return may_write(user) and version.written_by_id in (None, user.pk)


def may_read(user: Any, version: BulletinVersion) -> bool:
    """Return whether `user` may publish or return a version: officers of the province, except its writer.

    A bulletin is for everybody, so two officers of one commune are not enough.
    """
    return is_province_officer(user) and version.written_by_id != user.pk


def may_withdraw(user: Any) -> bool:
    return is_province_officer(user)
