"""Error responses for failures of the server."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from backend.common.api.errors import DatabaseAway
from backend.common.outages import COME_BACK_AFTER, is_outage
from backend.theme.context_processors import theme


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle uncaught errors without the database.

    A database outage gives 503 with Retry-After, a bug 500.

    Requests to the API get the 503 in the API's error format.
    """
    error = sys.exception()
    if not is_outage(error):
        return render(None, "500.html", theme(request), status=500)
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        away = DatabaseAway()
        problem = {"code": away.default_code, "detail": str(away.detail), "attr": None}
        response = JsonResponse({"type": "server_error", "errors": [problem]}, status=away.status_code)
    else:
        # What was sent is sent again by the browser alone, which asks first.
        again = request.get_full_path() if request.method == "GET" else ""
        response = render(None, "503.html", {"again": again, **theme(request)}, status=503)
    response["Retry-After"] = str(COME_BACK_AFTER)
    add_never_cache_headers(response)
    return response
