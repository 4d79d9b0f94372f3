"""How many messages strangers may set off: each costs, and each rings at somebody's."""

from __future__ import annotations

from django.conf import settings

from backend.common.limits import SharedLimit

_by_strangers = SharedLimit("messages", settings.SMS_BY_STRANGERS_PER_HOUR, seconds=3600, step=1)


def is_over() -> bool:
    """Count one more message by whoever has no account; True once as many as allowed were set off within the hour."""
    return _by_strangers.is_over("all")
