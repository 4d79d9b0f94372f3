"""Log requests that were slow, with their slowest statements."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backend.common.error_mail import route_of

logger = logging.getLogger(__name__)

SHOWN_STATEMENTS, SHOWN_LETTERS = 3, 500


class Statements:
    """Counts the statements of a request, and remembers the slowest. A wrapper of the connection's execute."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        self.slowest: list[tuple[float, str]] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.note(time.perf_counter() - started, sql)

    def note(self, took: float, sql: Any) -> None:
        self.count += 1
        self.seconds += took
        if len(self.slowest) < SHOWN_STATEMENTS or took > self.slowest[-1][0]:
            self.slowest.append((took, str(sql)))
            self.slowest.sort(key=lambda each: -each[0])
            del self.slowest[SHOWN_STATEMENTS:]


class SlowMiddleware:
    """Logs requests of PIEU_SLOW_SECONDS and more as warnings; 0 removes it.

    A line holds the route, never the path, and statements without parameters: no code, number or text of a
    person. The time of a streamed body is not in it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.SLOW_SECONDS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        statements = Statements()
        started = time.perf_counter()
        try:
            with connection.execute_wrapper(statements):
                return self.get_response(request)
        finally:
            took = time.perf_counter() - started
            if took >= settings.SLOW_SECONDS:
                logger.warning(
                    "Slow: %.1f s, %s, %s, %d statements in %.1f s%s",
                    took,
                    route_of(request),
                    kind_of_user(request),
                    statements.count,
                    statements.seconds,
                    "".join(f"\n  {each:.2f} s {plain(sql)}" for each, sql in statements.slowest),
                )


def kind_of_user(request: HttpRequest) -> str:
    """Return staff, member, visitor or "unknown user". Makes no query: unknown if nobody asked who it is."""
    # The name under which Django remembers what it looked up.
    user = getattr(request, "_cached_user", None)
    if user is None:
        return "unknown user"
    if not user.is_authenticated:
        return "visitor"
    return "staff" if user.is_staff else "member"


def plain(sql: str) -> str:
    """Return a statement on one line without values that were written into it, shortened."""
    without = re.sub(r"'(?:[^']|'')*'|\b\d{4,}\b", "?", " ".join(sql.split()))
    return without if len(without) <= SHOWN_LETTERS else without[:SHOWN_LETTERS] + "…"
