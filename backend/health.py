"""GET /healthz: shows a load balancer whether this server can work."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common.migration_records import is_migrated

_migrated = False


class HealthMiddleware:
    """Answers /healthz before the host name is checked: a load balancer uses the IP address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == "/healthz" else self.get_response(request)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 {"database": true, "migrations": true, "version": "0.1.0"}, or 503 with a false value.

    Needs no session and no sign-in, and makes one query. The process remembers that all migrations are
    applied: a new version of the program is a new process.
    """
    global _migrated
    is_reached = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_reached = True
        if not _migrated:
            _migrated = is_migrated(connection)
    except DatabaseError:
        connection.close()
    is_well = is_reached and _migrated
    return JsonResponse(
        {"database": is_reached, "migrations": is_well, "version": settings.VERSION},
        status=200 if is_well else 503,
    )
