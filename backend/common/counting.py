"""Count events in a time window in the shared cache, so that all processes add to the same number."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router


def count_up(key: str, *, seconds: int, amount: int = 1) -> int:
    """Add `amount` to the counter `key`, which expires after `seconds`, and return the new count.

    Concurrent processes lose no counts. In the database cache it is one statement, because the cache's own
    incr reads, then writes, and loses counts in between. Other caches take two calls.
    """
    backend = caches["default"]
    if isinstance(backend, DatabaseCache):
        return _count_in_table(backend, key, seconds, amount)
    for _attempt in range(2):
        cache.add(key, 0, seconds)
        try:
            return cache.incr(key, amount)
        except ValueError:  # evicted between the two calls
            continue
    return amount


def _count_in_table(backend: DatabaseCache, key: str, seconds: int, amount: int) -> int:
    """Add `amount` to the counter `key` in the database cache, in one statement. Return the new count.

    The row holds plain digits, which cache.get() can't read. Only this function reads them; culling needs
    only `expires`.
    """
    connection = connections[router.db_for_write(backend.cache_model_class)]
    table = connection.ops.quote_name(backend._table)  # type: ignore[attr-defined]
    expires = datetime.fromtimestamp(backend.get_backend_timeout(seconds) or 0, tz=UTC).replace(microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO UPDATE "
            f"SET value = CAST(CAST({table}.value AS integer) + CAST(excluded.value AS integer) AS text) RETURNING value",
            [
                backend.make_and_validate_key(key),
                str(amount),
                connection.ops.adapt_datetimefield_value(expires),
            ],
        )
        [(counted,)] = cursor.fetchall()
    return int(counted)
