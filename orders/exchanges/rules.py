from __future__ import annotations

from typing import Any

from members.rules import has_desk


def may_keep_exchanges(user: Any) -> bool:
    """Return True for officers and staff, who manage exchange files for all sellers."""
    return has_desk(user)
