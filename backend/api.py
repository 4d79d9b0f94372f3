"""/api/v1/: every app's viewsets under one router, the schema and a page to try it; /api/ answers JSON also where nothing is."""

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

import backend.ledger.api.urls
import backend.webhooks.api.urls
import courses.api.urls
import members.api.urls
import orders.api.urls
import products.api.urls
import traceability.api.urls

router = SimpleRouter(use_regex_path=False)
for app in (
    backend.ledger.api.urls, members.api.urls, products.api.urls, backend.webhooks.api.urls, courses.api.urls, traceability.api.urls, orders.api.urls,
):  # fmt: skip
    app.register(router)


@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> JsonResponse:
    """The API's one error shape for an address that isn't there."""
    errors = [{"code": "not_found", "detail": _("Không có địa chỉ này."), "attr": None}]
    return JsonResponse({"type": "client_error", "errors": errors}, status=404)


urlpatterns: list[URLPattern | URLResolver] = [
    *[
        path(f"v1/{pattern.pattern}", pattern.callback, name=pattern.name)
        for pattern in router.urls
        if isinstance(pattern, URLPattern)
    ],
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    # A line break in an address is a character like any other.
    re_path(r"^(?P<rest>(?:.|\n)*)\Z", not_found),
]
app_name = "api"
