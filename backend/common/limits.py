"""Limits on what one sender does within a window, counted by all processes together (backend.common.counting).

No address is kept: a sender is known by a hash that is another one in each window.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from threading import Lock

from django.conf import settings

from backend.common.counting import count_up

logger = logging.getLogger(__name__)


class SharedLimit:
    """At most `limit` of `what` by one sender in each window of `seconds`, however many processes count.

    Each process counts by itself and tells the shared count after every `step` (a fourth of the limit, unless told), so that what is
    asked very often costs one statement in `step`, and whoever is over the limit none. The price: each process may
    let `step` - 1 more through, where all reach the limit at the same moment. Where the shared count can't be had, the process's own counts.
    """

    def __init__(self, what: str, limit: int, *, seconds: int = 60, step: int = 0) -> None:
        self.what, self.limit, self.seconds = what, limit, seconds
        self.step = step or max(1, limit // 4)
        self._window = 0
        self._counts: dict[str, int] = {}
        self._over: set[str] = set()
        self._lock = Lock()

    def is_over(self, who: str) -> bool:
        """Count one more by `who` (backend.common.network.network_of); True once more than the limit were counted."""
        window = int(time.time()) // self.seconds
        with self._lock:
            if window != self._window:
                self._window, self._counts, self._over = window, {}, set()
            if who in self._over:
                return True
            count = self._counts[who] = self._counts.get(who, 0) + 1
        if count % self.step and count <= self.limit:
            return False
        total = max(count, self._shared_count(who, window, self.step))
        if total > self.limit:
            with self._lock:
                if window == self._window:
                    self._over.add(who)
        return total > self.limit

    def was_over(self, who: str) -> bool:
        """Whether `who` is over already; counts nothing. Asks the shared count, so it is for what is seldom asked."""
        window = int(time.time()) // self.seconds
        with self._lock:
            if window == self._window and who in self._over:
                return True
        return self._shared_count(who, window, 0) > self.limit

    def is_used_up(self, who: str) -> bool:
        """Whether one more by `who` would be over; counts nothing: what only counts once it is done asks here first and counts then. As many
        as ask at the same moment may get through. Asks the shared count, so it is for what is seldom asked."""
        window = int(time.time()) // self.seconds
        with self._lock:
            count = self._counts.get(who, 0) if window == self._window else 0
        return max(count, self._shared_count(who, window, 0)) >= self.limit

    def _shared_count(self, who: str, window: int, amount: int) -> int:
        """Add what wasn't told yet to the shared count; what all have counted, or 0 where nobody can say."""
        name = f"{self.what}\n{self.seconds}\n{window}\n{who}".encode()
        key = hmac.new(settings.SECRET_KEY.encode(), name, hashlib.sha256).hexdigest()
        try:
            return count_up(f"limit:{key}", seconds=self.seconds, amount=amount)
        except Exception:  # the database's, or those of whatever the cache is kept in
            logger.warning("The shared count of %s can't be had; each process counts alone.", self.what)
            return 0
