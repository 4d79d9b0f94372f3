"""GET /healthz: shows a load balancer whether this server can work, and an operator what is dead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common import clock, workers
from backend.common.migration_records import is_migrated
from members.notices import sms_limits

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
    """Return 200 {"database": true, "migrations": true, "worker": true, "clock": true, "version": "0.1.0"}.

    503 without the database or with missing migrations. Pages work without a worker or clock, so they only make
    their value false. With ?all=1, for an operator's monitoring, that is a 503, too, and so is "sms": false, the
    day's total of SMS being used up. Needs no session and no
    sign-in. The process remembers that all migrations are applied: a new version of the program is a new process.
    """
    global _migrated
    is_reached = has_worker = has_clock = has_sms = False
    wants_all = "all" in request.GET
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_reached = True
        if not _migrated:
            _migrated = is_migrated(connection)
        if _migrated:
            has_worker = _is_recent(workers.last_beat(), workers.DEAD_AFTER)
            has_clock = _is_recent(clock.last_run(), clock.DEAD_AFTER)
            has_sms = wants_all and sms_limits.has_room()
    except DatabaseError:
        connection.close()
    is_well = is_reached and _migrated
    response = JsonResponse(
        {
            "database": is_reached,
            "migrations": is_well,
            "worker": has_worker,
            "clock": has_clock,
            **({"sms": has_sms} if wants_all else {}),
            "version": settings.VERSION,
        },
        status=200 if is_well and ((has_worker and has_clock and has_sms) or not wants_all) else 503,
    )
    # Django logs a 503 as an error, which is mailed. Whoever asks here is told already, and asks every minute.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _is_recent(moment: datetime | None, most: timedelta) -> bool:
    return moment is not None and timezone.now() - moment < most
