"""Rate limits per sender and time window, shared by all processes (backend.common.counting).

No address is stored: a sender is a hash, which changes with each window.
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
    """Limits the action `what` to `limit` times per sender in each window of `seconds`, over all processes.

    Each process counts locally and adds to the shared count after every `step` (by default a fourth of the
    limit). So there is one statement per `step` requests, and none for a sender above the limit. In return
    each process may allow up to `step` - 1 more. If the shared count is unavailable, the local count applies.
    """

    def __init__(self, what: str, limit: int, *, seconds: int = 60, step: int = 0) -> None:
        self.what, self.limit, self.seconds = what, limit, seconds
        self.step = step or max(1, limit // 4)
        self._window = 0
        self._counts: dict[str, int] = {}
        self._over: set[str] = set()
        self._lock = Lock()

    def is_over(self, who: str) -> bool:
        """Count one action of `who`, and return True if the limit is exceeded.

        `who` identifies the sender, such as the network_of the request's address (backend.common.network).
        """
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
        """Return True if `who` has exceeded the limit, without counting.

        Reads the shared count, so use it for rare checks.
        """
        window = int(time.time()) // self.seconds
        with self._lock:
            if window == self._window and who in self._over:
                return True
        return self._shared_count(who, window, 0) > self.limit

    def is_used_up(self, who: str) -> bool:
        """Return True if one more action of `who` would exceed the limit, without counting.

        For actions that count only on success (`add`). Concurrent calls may all get False. Reads the shared
        count, so use it for rare checks.
        """
        return self.used(who) >= self.limit

    def used(self, who: str) -> int:
        """Return how much `who` has used in this window, over all processes. Reads the shared count."""
        window = int(time.time()) // self.seconds
        with self._lock:
            count = self._counts.get(who, 0) if window == self._window else 0
        return max(count, self._shared_count(who, window, 0))

    def add(self, who: str, amount: int) -> None:
        """Count what `who` has done, at once in the shared count, also beyond the limit."""
        window = int(time.time()) // self.seconds
        with self._lock:
            if window != self._window:
                self._window, self._counts, self._over = window, {}, set()
            self._counts[who] = self._counts.get(who, 0) + amount
        self._shared_count(who, window, amount)

    def _shared_count(self, who: str, window: int, amount: int) -> int:
        """Add `amount` to the shared count of `who`, and return it; 0 if it is unavailable."""
        name = f"{self.what}\n{self.seconds}\n{window}\n{who}".encode()
        key = hmac.new(settings.SECRET_KEY.encode(), name, hashlib.sha256).hexdigest()
        try:
            return count_up(f"limit:{key}", seconds=self.seconds, amount=amount)
        except Exception:  # of the database, or of another cache backend
            logger.warning("The shared count of %s can't be had; each process counts alone.", self.what)
            return 0
