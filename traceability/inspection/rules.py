from __future__ import annotations

from typing import Any

from members.rules import is_staff


def may_grant_inspection(user: Any) -> bool:
    """Allow only the Union's technical staff, on a paper that the inspector shows."""
    return is_staff(user)
