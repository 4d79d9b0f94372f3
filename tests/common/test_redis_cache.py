"""The cache in Redis where there is no Redis. tests/faults/test_redis.py has a real one, which comes and goes."""

from __future__ import annotations

import pytest

from backend.common import redis_cache
from backend.common.redis_cache import FallbackRedisCache
from tests.live import free_port


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(redis_cache, "_reach", redis_cache._Reach())
    cache = FallbackRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})
    yield cache
    cache.clear()


def test_everything_is_stored_in_the_process_when_redis_is_absent(cache, caplog):
    assert cache.add("a", 1) and not cache.add("a", 2)
    assert (cache.incr("a", 2), cache.get("a"), cache.has_key("a")) == (3, 3, True)
    cache.set_many({"b": 1, "c": 2})
    assert cache.get_many(["a", "b", "c", "d"]) == {"a": 3, "b": 1, "c": 2}
    assert cache.touch("b", 60) and cache.delete("b") and not cache.delete("b")
    cache.delete_many(["a", "c"])
    assert (cache.get("a", "none"), cache.get("c")) == ("none", None)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_key_to_increase_that_is_not_there_is_an_error_as_in_redis(cache):
    with pytest.raises(ValueError):
        cache.incr("nothing")


def test_another_thread_of_the_process_counts_together(cache):
    cache.set("a", 1)
    assert FallbackRedisCache("redis://127.0.0.1:1/0", {}).incr("a") == 2
