"""Limit the messages of a day in all, and those that visitors without an account can trigger.

Every SMS that was sent counts towards the day's total (settings.SMS_PER_DAY) with its segments, which is what a gateway
charges for; to known numbers, too. A fifth of the total is reserved for messages that must go: codes, and notices of
kinds that `prioritise` names. A day begins at 00:00 UTC.

Each message costs money and disturbs somebody. There are limits per hour and per day in all, and per day for
one network. So one sender can't spend the Union's money or prevent others from signing up. Numbers with an
account don't count where the page must not reveal that they have one.
"""

from __future__ import annotations

import logging
import time

from django.conf import settings

from backend.common.limits import SharedLimit

logger = logging.getLogger(__name__)

DAY = 24 * 3600
_all = SharedLimit("all segments a day", settings.SMS_PER_DAY, seconds=DAY, step=1)
_ordinary = SharedLimit("ordinary segments a day", settings.SMS_PER_DAY * 4 // 5, seconds=DAY, step=1)
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


# Beginnings of the kinds of notices that must go.
_prioritised: set[str] = set()
# Limit and day of the errors that this process logged, so that each is logged once.
_logged: set[tuple[str, int]] = set()


def prioritise(*beginnings: str) -> None:
    """Let notices whose kinds begin so use the reserve of the day's total. Called when Django starts."""
    _prioritised.update(beginnings)


def must_go(kind: str) -> bool:
    """Return True if a notice of this kind may use the reserve."""
    return kind.startswith(tuple(_prioritised))


def is_day_full(*, must: bool) -> bool:
    """Return whether the day's total allows no further message, and log that once a day as an error.

    must: the message may use the reserve. Counts nothing: `note_sent` does. The last message may exceed the total by
    its segments, and so may those of concurrent senders.
    """
    limit = _used_up(must=must)
    if limit is not None:
        _log_once(limit)
    return limit is not None


def has_room() -> bool:
    """Return True if ordinary messages are still sent today. Logs nothing."""
    return _used_up(must=False) is None


def segments_today() -> dict[str, float]:
    """Return the segments sent today, of all messages and of ordinary ones, and the day's total (0: no limit)."""
    return {"sent": _all.used("all"), "ordinary": _ordinary.used("all"), "total": _all.limit}


def note_sent(*, segments: int, must: bool) -> None:
    """Count a message that was sent."""
    _all.add("all", segments)
    if not must:
        _ordinary.add("all", segments)


def _used_up(*, must: bool) -> SharedLimit | None:
    limits = (_all,) if must else (_all, _ordinary)
    return next((limit for limit in limits if limit.limit and limit.is_used_up("all")), None)


def _log_once(limit: SharedLimit) -> None:
    told = limit.what, int(time.time()) // DAY
    if told not in _logged:
        _logged.add(told)
        logger.error(
            "SMS_PER_DAY: the limit of %s (%d) is reached. Until 00:00 UTC no more of them are sent.",
            limit.what,
            limit.limit,
        )
