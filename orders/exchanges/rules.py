from __future__ import annotations

from typing import Any

from members.rules import has_desk


def may_keep_exchanges(user: Any) -> bool:
    """Exchanges' files are kept by officers and staff, for all of them."""
    return has_desk(user)
