"""Views of the theme itself: service worker, manifest, CSRF token, offline page, style page."""

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.theme import shell, style
from backend.theme.owners import owner_of


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


@require_safe
@never_cache
def csrf(request: HttpRequest) -> JsonResponse:
    """Return a fresh CSRF token and the owner of the session: `{"token", "owner", "login"}`.

    `owner` is null for visitors. The outbox requests this directly before it sends, so that an entry is never
    sent in another person's name.
    """
    owner = owner_of(request) or None
    return JsonResponse({"token": get_token(request), "owner": owner, "login": _address(settings.LOGIN_URL)})


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return name


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker's script. It begins with the list and the version of the stored files."""
    response = HttpResponse(_worker_text(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


def _worker_text() -> str:
    return f"const SHELL = {json.dumps(shell.description())};\n{shell.worker_source()}"


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"theme/img/{name}"), "sizes": size, "type": kind, "purpose": purpose}
        for name, size, kind, purpose in [
            ("mark.svg", "any", "image/svg+xml", "any"),
            ("icon-192.png", "192x192", "image/png", "any"),
            ("icon-512.png", "512x512", "image/png", "any"),
            ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
        ]
    ]
    response = JsonResponse(
        {
            "id": "/",
            "name": _("Piêu"),
            "short_name": _("Piêu"),
            "description": _("Ghi sổ, in tem, kể chuyện hàng của chị em."),
            "lang": request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else settings.LANGUAGE_CODE,
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fbf7ef",
            "theme_color": "#1a2250",
            "icons": icons,
            "shortcuts": _shortcuts(),
        }
    )
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _shortcuts() -> list[dict[str, str]]:
    """Return the shortcuts for a long press on the app's icon: pages that work offline."""
    wanted = [("courses:list", _("Học")), ("traceability:diary", _("Nhật ký"))]
    return [{"name": words, "url": url} for name, words in wanted if (url := _address(name)) != name]


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Return the favicon at /favicon.ico, which browsers request for every page."""
    path = finders.find("theme/img/favicon.ico") or Path(settings.STATIC_ROOT) / "theme/img/favicon.ico"
    response = HttpResponse(Path(path).read_bytes(), content_type="image/x-icon")
    response["Cache-Control"] = "public, max-age=604800"
    return response


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Show the page that a phone displays offline in place of a page that it hasn't stored.

    It contains no user's data.
    """
    return render(request, "theme/offline.html")


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Show every component on one page. Only in a demo or during development."""
    if not (settings.DEBUG or settings.PIEU_DEMO):
        raise Http404
    return render(request, "theme/style.html", style.samples(request))
