"""Paging of the API: the same capped pages as the HTML lists, and a cursor for tables that only grow."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.pagination import COUNT_CAP, MAX_ROWS, PAGE_PARAM, Page, take_page

PAGE_SIZE = 24
MAX_PAGE_SIZE = 100
SIZE_PARAM = "page_size"


class CappedPagination(BasePagination):
    """Pages by ?page= and ?page_size= (at most 100).

    `count` stops at 1,000, and then `count_is_capped` is true.
    """

    page: Page[Any]

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        wanted = request.query_params.get(PAGE_PARAM, "1")
        try:
            self.page = take_page(queryset, wanted, per_page=_page_size(request), query=request.query_params)
        except Http404 as error:
            raise NotFound(str(error)) from None
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.page.total,
                "count_is_capped": self.page.is_capped,
                "next": self._link(self.page.next_query),
                "previous": self._link(self.page.previous_query),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "nullable": True, "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "count_is_capped", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0, "maximum": COUNT_CAP},
                "count_is_capped": {"type": "boolean"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            _parameter(PAGE_PARAM, "Page number, from 1.", MAX_ROWS),
            _parameter(SIZE_PARAM, "Rows on a page.", MAX_PAGE_SIZE),
        ]

    def _link(self, query: str) -> str | None:
        return self.request.build_absolute_uri(self.request.path + query.removesuffix("?")) if query else None


class FeedPagination(CursorPagination):
    """Paginates append-only rows by cursor, newest first. The response has no total count.

    A deep page costs as much as the first page.
    """

    page_size = 100
    ordering = "-pk"


def _page_size(request: Request) -> int:
    wanted = request.query_params.get(SIZE_PARAM, "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 6 and int(wanted) > 0:
        return min(int(wanted), MAX_PAGE_SIZE)
    return PAGE_SIZE


def _parameter(name: str, description: str, maximum: int) -> dict[str, Any]:
    return {
        "name": name,
        "required": False,
        "in": "query",
        "description": description,
        "schema": {"type": "integer", "minimum": 1, "maximum": maximum},
    }
