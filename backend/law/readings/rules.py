"""Who may write plain words. Law itself is public."""

from __future__ import annotations

from typing import Any

from members.rules import is_staff


def may_write_words(user: Any) -> bool:
    return is_staff(user)
