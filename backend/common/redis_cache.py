"""A cache in Redis that works without Redis: while it is away, each process has a cache of its own.

Codes, limits and throttles are counted in the cache, so a page must not fail or wait because Redis is absent, silent
or slow. Meanwhile the limits of each process hold, and what was stored in Redis counts as not there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Seconds to wait for Redis. It answers within a millisecond where it is well.
MOST_OWN_ENTRIES = 50_000
PATIENCE = 0.5
# Seconds without asking an absent Redis again.
PAUSE = 5.0


class _Reach:
    """Whether this process asks Redis. All threads share it, though each has a cache object of its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_away = False
        self._ask_again_at = 0.0

    def may_ask(self) -> bool:
        """Return True if Redis answers, and to one caller after each PAUSE: the others don't wait with it."""
        with self._lock:
            now = time.monotonic()
            if self._is_away and now < self._ask_again_at:
                return False
            self._ask_again_at = now + PAUSE
            return True

    def note_answer(self) -> None:
        if self._is_away:
            with self._lock:
                self._is_away = False
            logger.warning("Redis answers again.")

    def note_failure(self, error: Exception) -> None:
        with self._lock:
            is_new, self._is_away = not self._is_away, True
            self._ask_again_at = time.monotonic() + PAUSE
        if is_new:
            logger.error("Redis does not answer (%s); each process counts alone.", type(error).__name__)


_reach = _Reach()


class FallbackRedisCache(RedisCache):
    """Django's cache in Redis, with a cache of this process while Redis does not answer."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        options = {
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            # Once more at once: a connection from before a restart is closed.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(server, params | {"OPTIONS": options | params.get("OPTIONS", {})})
        # As many entries as counters of limits have in a busy hour: what falls out would be forgotten.
        own = params | {"OPTIONS": {"MAX_ENTRIES": MOST_OWN_ENTRIES}}
        self._own = LocMemCache("without-redis", own)

    def _asked[T](self, redis: Callable[..., T], own: Callable[..., T], *arguments: Any) -> T:
        """Return what `redis` returns, or `own` while Redis is away."""
        if not _reach.may_ask():
            return own(*arguments)
        try:
            answer = redis(*arguments)
        except (RedisError, OSError) as error:
            _reach.note_failure(error)
            return own(*arguments)
        except ValueError:  # the key to increase is not there: an answer, too
            _reach.note_answer()
            raise
        _reach.note_answer()
        return answer

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._asked(super().add, self._own.add, key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._asked(super().get, self._own.get, key, default, version)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._asked(super().set, self._own.set, key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._asked(super().touch, self._own.touch, key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._asked(super().delete, self._own.delete, key, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        return self._asked(super().get_many, self._own.get_many, list(keys), version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._asked(super().has_key, self._own.has_key, key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._asked(super().incr, self._own.incr, key, delta, version)

    def set_many(
        self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> Any:
        return self._asked(super().set_many, self._own.set_many, data, timeout, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._asked(super().delete_many, self._own.delete_many, list(keys), version)

    def clear(self) -> None:
        self._own.clear()
        self._asked(super().clear, self._own.clear)
