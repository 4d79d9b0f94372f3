import re

import pytest
from django.db import connection
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from backend.common.api.pagination import CappedPagination
from backend.common.models import IdempotencyKey
from backend.common.pagination import COUNT_CAP, MAX_ROWS, paginate


def request_of(query=""):
    return RequestFactory().get(f"/products/{query}")


@pytest.fixture
def rows(db):
    def make(count):
        IdempotencyKey.objects.bulk_create(
            IdempotencyKey(owner="user:1", key=f"{n:05}", body_hash="") for n in range(count)
        )
        return IdempotencyKey.objects.order_by("key")

    return make


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_page_costs_one_query_when_everything_fits(rows, django_assert_num_queries, count):
    queryset = rows(count)
    with django_assert_num_queries(1):
        page = paginate(request_of(), queryset, per_page=3)
    assert (len(page), page.count_label, page.last_number) == (count, str(count), 1)
    assert (page.has_next, page.has_previous, page.links) == (False, False, [(1, "?")])


def test_middle_page_costs_two_queries_and_knows_its_neighbours(rows):
    queryset = rows(10)
    with CaptureQueriesContext(connection) as captured:
        page = paginate(request_of("?q=man+hau&page=2&stars=4"), queryset, per_page=3)
    assert len(captured) == 2
    assert "ORDER BY" not in captured[1]["sql"]
    assert [row.key for row in page] == ["00003", "00004", "00005"]
    assert (page.total, page.is_capped, page.last_number) == (10, False, 4)
    assert page.next_query == "?q=man+hau&stars=4&page=3"
    assert page.previous_query == "?q=man+hau&stars=4"
    assert [number for number, _query in page.links] == [1, 2, 3, 4]


def test_count_stops_when_there_are_more_than_the_cap(rows):
    queryset = rows(COUNT_CAP + 1)
    page = paginate(request_of(), queryset, per_page=10)
    assert (page.count_label, page.is_capped, page.last_number) == ("1.000+", True, None)
    assert page.links == [(1, "?"), (2, "?page=2")]
    IdempotencyKey.objects.first().delete()
    page = paginate(request_of(), queryset, per_page=10)
    assert (page.count_label, page.is_capped) == ("1.000", False)
    assert page.links == [(1, "?"), (2, "?page=2"), (None, ""), (100, "?page=100")]


def test_last_page_beyond_the_cap_is_reached_without_a_count(rows, django_assert_num_queries):
    queryset = rows(COUNT_CAP + 1)
    with django_assert_num_queries(1):
        page = paginate(request_of("?page=101"), queryset, per_page=10)
    assert ([row.key for row in page], page.has_next, page.count_label) == (["01000"], False, "1.000+")


def test_page_is_shown_by_the_pagination_of_the_theme():
    request = request_of("?q=x&page=2")
    page = paginate(request, range(7), per_page=3)
    html = render_to_string("theme/pagination.html", {"page": page}, request)
    assert "Trang 2/3" in html
    assert re.findall('rel="(prev|next)" href="([^"]*)"', html) == [
        ("prev", "?q=x&amp;page=1"),
        ("next", "?q=x&amp;page=3"),
    ]


@pytest.mark.parametrize("wanted", ["0", "-1", "2", "abc", "", "+1", " 1", "1_0", "٣", "1.0", "99999999"])
def test_page_is_not_found_when_its_address_is_unknown(rows, wanted):
    queryset = rows(3)
    with pytest.raises(Http404):
        paginate(request_of(f"?page={wanted}"), queryset, per_page=3)


def test_pages_end_before_an_offset_gets_dear():
    page = paginate(request_of("?page=1000"), range(MAX_ROWS + 5), per_page=10)
    assert (page.has_next, len(page)) == (False, 10)
    with pytest.raises(Http404):
        paginate(request_of("?page=1001"), range(MAX_ROWS + 5), per_page=10)


def api_page(query, queryset):
    pagination = CappedPagination()
    rows = pagination.paginate_queryset(queryset, Request(request_of(query)))
    return pagination.get_paginated_response([row.key for row in rows]).data


def test_api_page_says_count_and_links(rows):
    queryset = rows(5)
    assert api_page("?page=2&page_size=2", queryset) == {
        "count": 5,
        "count_is_capped": False,
        "next": "http://testserver/products/?page_size=2&page=3",
        "previous": "http://testserver/products/?page_size=2",
        "results": ["00002", "00003"],
    }
    assert api_page("", queryset)["previous"] is None


@pytest.mark.parametrize(
    ("asked", "given"), [("1", 1), ("1000", 100), ("0", 24), ("x", 24), ("-1", 24), ("", 24)]
)
def test_api_page_size_is_held_between_1_and_100(rows, asked, given):
    queryset = rows(120)
    assert len(api_page(f"?page_size={asked}", queryset)["results"]) == given


def test_api_page_is_not_found_when_its_address_is_unknown(rows):
    with pytest.raises(NotFound):
        api_page("?page=2", rows(3))
