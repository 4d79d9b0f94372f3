"""Who may do what with the library. Law itself is public."""

from __future__ import annotations

from typing import Any

from members.rules import is_staff


def may_keep_law(user: Any) -> bool:
    """Return whether `user` may write documents, texts and changes."""
    return is_staff(user)
