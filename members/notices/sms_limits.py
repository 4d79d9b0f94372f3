"""How many messages strangers may set off: each costs, and each rings at somebody's.

By the hour and by the day in all, and by the day for one network, so that one sender neither spends the Union's money nor
keeps others from signing up. Numbers with an account are not counted where a page must not tell them apart: it says the same.
"""

from __future__ import annotations

from django.conf import settings

from backend.common.limits import SharedLimit

DAY = 24 * 3600
_by_strangers = SharedLimit("messages", settings.SMS_BY_STRANGERS_PER_HOUR, seconds=3600, step=1)
_in_a_day = SharedLimit("messages a day", settings.SMS_BY_STRANGERS_PER_DAY, seconds=DAY, step=1)
_of_a_network = SharedLimit("messages of a network", settings.SMS_BY_NETWORK_PER_DAY, seconds=DAY, step=1)


def is_over(network: str = "") -> bool:
    """Count one more message by whoever has no account; True once as many as allowed were set off.

    `network` is backend.common.network.network_of the request. One that is over its own limit uses up nobody else's.
    """
    if network and _of_a_network.is_over(network):
        return True
    return _by_strangers.is_over("all") or _in_a_day.is_over("all")
