"""The door for scanned codes, before sessions and log-in: /01/…, /P/…, every other GS1 key, and what the resolver says of itself."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from traceability.gs1.dictionary import KEYS
from traceability.resolver import answers
from traceability.resolver.description import CONTEXT_PATH, DESCRIPTION_PATH
from traceability.resolver.targets import PAGE_PREFIX
from traceability.views.scans import post_scan

EXACT = {f"/{key}" for key in (*KEYS, "P", "p")}
PREFIXES = tuple(f"{path}/" for path in sorted(EXACT))
PAGES = f"{PAGE_PREFIX}/"


class OriginMiddleware:
    """Answers codes by itself; everything else goes on. APPEND_SLASH never sees a code: both forms answer alike.

    Under an earlier name of the site (EARLIER_ORIGINS) codes answer as ever; whatever else is asked there is sent on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(PREFIXES) or path in EXACT:
            return self.code(request, answers.resolve)
        if path.startswith(PAGES):
            return self.code(request, answers.show)
        if path in (DESCRIPTION_PATH, CONTEXT_PATH):
            if request.method in ("GET", "HEAD"):
                return answers.describe(request)
            return (
                answers.options(request)
                if request.method == "OPTIONS"
                else HttpResponseNotAllowed(["GET", "HEAD"])
            )
        if (
            settings.EARLIER_HOSTS
            and request.method in ("GET", "HEAD")
            and _host(request) in settings.EARLIER_HOSTS
        ):
            return HttpResponse(
                status=308, headers={"Location": settings.PUBLIC_ORIGIN + request.get_full_path()}
            )
        return self.get_response(request)

    @staticmethod
    def code(request: HttpRequest, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return answer(request)
        if request.method == "POST":
            return post_scan(request)
        if request.method == "OPTIONS":
            return answers.options(request)
        return HttpResponseNotAllowed(answers.METHODS.split(", "))


def _host(request: HttpRequest) -> str:
    return urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname or ""
