"""Limits on what one address may send."""

import time

from django.core.cache import cache


def over_limit(what: str, who: str, limit: int, *, seconds: int = 60) -> bool:
    """Count one more of `what` by `who` in the current window; True once more than `limit` were counted.

    Lives in the shared cache, so it holds across processes; costs a few queries.
    """
    key = f"limit:{what}:{who}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds * 2)
    try:
        return cache.incr(key) > limit
    except ValueError:  # culled between the two calls
        return False


class LocalLimit:
    """The same in one process's memory, for what is too frequent to ask the database about: each worker counts its own."""

    def __init__(self, limit: int, *, seconds: int = 60) -> None:
        self.limit, self.seconds = limit, seconds
        self.window = 0
        self.counts: dict[str, int] = {}

    def is_over(self, who: str) -> bool:
        window = int(time.time()) // self.seconds
        if window != self.window:
            self.window, self.counts = window, {}
        count = self.counts.get(who, 0) + 1
        self.counts[who] = count
        return count > self.limit
