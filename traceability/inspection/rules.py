from __future__ import annotations

from typing import Any

from members.rules import is_staff


def may_grant_inspection(user: Any) -> bool:
    """Return True only for the Union's technical staff, who check the inspector's paper."""
    return is_staff(user)
