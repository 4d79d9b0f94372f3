"""Error responses for failures of the server."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from backend.common.api.errors import DiskFull, TookTooLong, refusal_of
from backend.common.outages import cause_of
from backend.theme.context_processors import theme


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle uncaught errors without the database.

    A database outage, or a statement that took too long, gives 503 with Retry-After; a full disk 507; a bug 500.

    Requests to the API get the 503 and 507 in the API's error format.
    """
    refusal = refusal_of(cause_of(sys.exception()))
    if refusal is None:
        return render(None, "500.html", theme(request), status=500)
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        problem = {"code": refusal.default_code, "detail": str(refusal.detail), "attr": None}
        response = JsonResponse({"type": "server_error", "errors": [problem]}, status=refusal.status_code)
    else:
        # What was sent is sent again by the browser alone, which asks first.
        again = request.get_full_path() if request.method == "GET" else ""
        about = {
            "again": again,
            "is_too_long": isinstance(refusal, TookTooLong),
            "is_full": isinstance(refusal, DiskFull),
        }
        response = render(None, "503.html", about | theme(request), status=refusal.status_code)
    response["Retry-After"] = str(refusal.wait)
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle requests that can't be read, and sessions that the database could not store (see cause_of)."""
    if refusal_of(cause_of(exception)) is not None:
        return server_error(request)
    return defaults.bad_request(request, exception)
