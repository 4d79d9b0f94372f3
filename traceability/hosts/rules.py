from __future__ import annotations

from typing import Any

from members.rules import is_staff


def may_change_hosts(user: Any) -> bool:
    """Return True for the Union's technical staff, who also manage host names and certificates."""
    return is_staff(user)
