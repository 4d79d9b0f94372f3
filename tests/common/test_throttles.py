"""The API's rates, counted in the database cache of a small installation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import override_settings

from backend.common.counting import count_up
from tests.api import client_of, problems
from tests.common.test_outages import FULL
from tests.factories.products import ListedProductFactory, make_user
from tests.people import HOA, LAN

pytestmark = pytest.mark.databases

DATABASE = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "backend_cache"}
}


@pytest.fixture
def in_database(settings):
    settings.CACHES = DATABASE


@pytest.fixture
def rates(settings):
    def set_rates(**wanted: str | None) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": wanted}

    return set_rates


@pytest.mark.django_db
@pytest.mark.usefixtures("in_database")
def test_list_read_costs_one_statement_for_its_rate(rates, django_assert_num_queries):
    rates(anon="120/h", user="600/h")
    ListedProductFactory()
    for _each in range(2):  # the first of a window, and the next
        # rate, rows, photo links, photos
        with django_assert_num_queries(4):
            assert client_of().get("/api/v1/products/").status_code == 200
    lan = client_of(make_user(LAN.full_name))
    lan.get("/api/v1/products/")  # on PostgreSQL a connection prepares the token query once
    for _each in range(2):
        with django_assert_num_queries(6):  # and the token, and the branches of which the user is an officer
            assert lan.get("/api/v1/products/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("in_database")
@pytest.mark.parametrize("error", FULL[:2], ids=str)
def test_full_disk_stops_no_reading(rates, error):
    rates(anon="120/h", user="600/h")

    def refuse_count(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "backend_cache" in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_count):
        assert client_of().get("/api/v1/products/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("in_database")
def test_one_page_costs_four_statements(rates, django_assert_num_queries):
    rates(anon="120/h", user="600/h")
    product = ListedProductFactory()
    with django_assert_num_queries(4):  # rate, row, photo links, photos
        client_of().get(f"/api/v1/products/{product.pk}/")


@pytest.mark.django_db
@pytest.mark.parametrize("is_in_database", [True, False])
def test_request_over_the_rate_is_refused_with_the_waiting_time(settings, rates, is_in_database):
    if is_in_database:
        settings.CACHES = DATABASE
    cache.clear()
    rates(anon="2/day", user="3/day")
    anonymous, lan, hoa = (
        client_of(),
        client_of(make_user(LAN.full_name)),
        client_of(make_user(HOA.full_name)),
    )
    assert [anonymous.get("/api/v1/branches/").status_code for _each in range(3)] == [200, 200, 429]
    refused = anonymous.get("/api/v1/branches/")
    assert problems(refused) == [("throttled", None)]
    assert 0 < int(refused["Retry-After"]) <= 86_400
    # A user's rate is separate from that of the address.
    assert [lan.get("/api/v1/notices/").status_code for _each in range(4)] == [200, 200, 200, 429]
    assert hoa.get("/api/v1/notices/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("in_database")
def test_count_is_separate_for_each_key_and_from_other_cached_values():
    assert [count_up(key, seconds=60) for key in ("lan", "lan", "hoa")] == [1, 2, 1]
    cache.set("else", "kept")
    assert cache.get("else") == "kept"
    assert cache.delete("lan") and count_up("lan", seconds=60) == 1


@pytest.mark.load
def test_nothing_is_lost_when_many_count_at_once(real_db):
    def count(_each: int) -> int:
        try:
            return count_up("lan", seconds=600)
        finally:
            connections.close_all()

    with override_settings(CACHES=DATABASE), ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(count, range(200))) == list(range(1, 201))
