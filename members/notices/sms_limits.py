"""Limit the messages that visitors without an account can trigger.

Each message costs money and disturbs somebody. There are limits per hour and per day in all, and per day for
one network. So one sender can't spend the Union's money or prevent others from signing up. Numbers with an
account don't count where the page must not reveal that they have one.
"""

from __future__ import annotations

from django.conf import settings

from backend.common.limits import SharedLimit

DAY = 24 * 3600
_by_strangers = SharedLimit("messages", settings.SMS_BY_STRANGERS_PER_HOUR, seconds=3600, step=1)
_in_a_day = SharedLimit("messages a day", settings.SMS_BY_STRANGERS_PER_DAY, seconds=DAY, step=1)
_of_a_network = SharedLimit("messages of a network", settings.SMS_BY_NETWORK_PER_DAY, seconds=DAY, step=1)


def is_over(network: str = "") -> bool:
    """Count one message for a visitor without an account, and return whether a limit is exceeded.

    `network` is backend.common.network.network_of the request. A network above its own limit doesn't use up
    the common limits.
    """
    if network and _of_a_network.is_over(network):
        return True
    return _by_strangers.is_over("all") or _in_a_day.is_over("all")
