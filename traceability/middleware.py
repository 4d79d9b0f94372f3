"""The door for scanned codes, before sessions and log-in: /01/… and /P/… are answered here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from traceability.origin.answers import answer
from traceability.views.scans import post_scan

PREFIXES = ("/01/", "/P/", "/p/")
EXACT = {"/01", "/P", "/p"}


class OriginMiddleware:
    """Answers codes by itself; everything else goes on. APPEND_SLASH never sees a code: both forms answer alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path_info.startswith(PREFIXES) or request.path_info in EXACT):
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            return answer(request)
        if request.method == "POST":
            return post_scan(request)
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
