"""Middleware for scanned codes, before sessions and log-in.

It responds at /01/…, /P/…, every other GS1 key, and the resolver's description."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import split_domain_port, validate_host

from traceability.gs1.dictionary import KEYS
from traceability.models import PrintedHost
from traceability.resolver import answers
from traceability.resolver.description import CONTEXT_PATH, DESCRIPTION_PATH
from traceability.resolver.targets import PAGE_PREFIX
from traceability.scans.origin.answers import LOT_CACHE, NGINX_UNTIL, keep_language
from traceability.scans.views.scans import post_scan

EXACT = {f"/{key}" for key in (*KEYS, "P", "p")}
PREFIXES = tuple(f"{path}/" for path in sorted(EXACT))
PAGES = f"{PAGE_PREFIX}/"
CARTONS = ("/thung/", "/THUNG/")


class OriginMiddleware:
    """Respond to codes before other middleware; pass on all other requests.

    A code gets the same response with and without a trailing slash. Codes are valid under any host, because
    paper can't be changed. Any other GET or HEAD under a former host of the site (PrintedHost) is redirected.
    A host that is neither known nor allowed is refused later, by Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith((*PREFIXES, *CARTONS)) or path in EXACT:
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
        if request.method in ("GET", "HEAD") and is_earlier_host(request.META.get("HTTP_HOST", "")):
            return HttpResponse(
                status=308, headers={"Location": settings.PUBLIC_ORIGIN + request.get_full_path()}
            )
        return self.get_response(request)

    @staticmethod
    def code(request: HttpRequest, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            asked_at = int(time.time())
            response = answer(request)
            keep_language(request, response)
            if response.headers.get("Cache-Control") == LOT_CACHE:
                response.headers[NGINX_UNTIL] = f"@{asked_at}"
            return response
        if request.method == "OPTIONS":
            return answers.options(request)
        methods = answers.methods_of(request.path_info).split(", ")
        return post_scan(request) if request.method == "POST" in methods else HttpResponseNotAllowed(methods)


def is_earlier_host(given: str) -> bool:
    """Return whether a Host header names a former host of the site.

    The database is queried only for names that are not in ALLOWED_HOSTS.
    """
    host, _port = split_domain_port(given)
    return (
        bool(host)
        and not validate_host(host, settings.ALLOWED_HOSTS)
        and PrintedHost.objects.filter(host=host.strip("[]")).exists()
    )
