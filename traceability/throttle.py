"""A small limit on what one address may send; it lives in the shared cache, so it holds across processes."""

import time

from django.core.cache import cache


def over_limit(what: str, who: str, limit: int, *, seconds: int = 60) -> bool:
    """Count one more of `what` by `who` in the current window; True once more than `limit` were counted."""
    key = f"limit:{what}:{who}:{int(time.time()) // seconds}"
    cache.add(key, 0, seconds * 2)
    try:
        return cache.incr(key) > limit
    except ValueError:  # culled between the two calls
        return False
