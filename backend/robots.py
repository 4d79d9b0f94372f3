"""robots.txt: paths that search engines should not crawl. It protects nothing private."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

CLOSED = (
    "/tai-khoan/",
    "/toi/",
    "/quan-tri/",
    "/can-bo/",
    "/api/",
    "/tem/",
    "/nhat-ky/",
    "/loi-nhan/",
    "/hop-thu/",
    "/t/",
)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {settings.PUBLIC_ORIGIN}/sitemap.xml",
    ]
    if settings.PIEU_DEMO:
        lines = ["# Demo data: not to be found.", "User-agent: *", "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
