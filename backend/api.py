"""/api/v1/: every app's viewsets under one router, the schema, and a page to try it.

Under /api/, unknown addresses get JSON, too.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

import backend.law.api
import backend.ledger.api.urls
import backend.webhooks.api.urls
import courses.api
import members.api
import orders.api
import products.api
import traceability.api
import union.api
from backend.common.api.idempotency import KeyedRouter
from members.signing_in.enums import Scope
from members.signing_in.scopes import TokenScopes, private, read_by_all

# POSTs that honour no Idempotency-Key, and why.
KEYLESS = {
    "BuyerPhoneViewSet.prove": "a code proves once, and every try counts also where it is refused",
    "BuyerPhoneViewSet.send_code": "within a minute of a code no other is sent",
    "OrderByRefViewSet.card": "an order has one open page at Stripe, however often it is asked for, and Stripe is called outside of transactions",
    "OrderByRefViewSet.prove": "a code proves once, and every try counts also where it is refused",
    "OrderByRefViewSet.send_code": "within a minute of a code no other is sent",
    "InspectionViewSet.bundle": "the answer is a file, which is not kept; each taking of it is a look of its own",
    "ProductImportViewSet.pieces": "a piece names where it begins: sent again it is refused with how far the file has come",
    "UploadViewSet.pieces": "a piece names where it begins: sent again it is refused with how far the file has come",
    "WebhookViewSet.create": "the answer holds a secret, which must not be kept; the same again gets that endpoint with another one",
    "WebhookViewSet.secret": "as above",
}
# The scopes of an API token that open the viewsets at these prefixes. Each prefix is in the table.
# Private: `read` does not open them, because they contain orders, messages or records of persons.
SCOPES: dict[TokenScopes, str] = {
    read_by_all(): "log/entries log units ranking export-profiles platform law/documents law/changes law/situations law/answers",
    read_by_all(Scope.ACCOUNT): "branches",
    read_by_all(Scope.GOODS): (
        "producers products product-imports photos certificates lots events label-runs recalls label-flags inspections"
        " code-links e-labels containers partner-grants printed-hosts"
    ),
    private(Scope.GOODS): "invitations inquiries",
    read_by_all(Scope.ORDERS): "offers shops product-channels share-kits reviews exchanges",
    private(Scope.ORDERS): (
        "orders orders/by-ref purchases buyer-phones complaints transfers bank-feeds card-accounts tax-claims"
        " sales-figures branch-sales"
    ),
    read_by_all(
        Scope.LEARNING
    ): "courses classes contests contest-rounds packs live-kits law-audit audio-audit",
    private(Scope.LEARNING): (
        "enrolments asked attempts contest-entries hand-ins essays-to-grade course-certificates completion meetings"
        " question-banks questions quizzes uploads removed-parts organised-contests organised-rounds"
        " authored-courses authored-modules authored-lessons authored-steps"
    ),
    private(Scope.ACCOUNT): "memberships consents own-data notices api-tokens webhooks",
}
router = KeyedRouter(use_regex_path=False, keyless=KEYLESS)
for app in (
    backend.ledger.api.urls, members.api, backend.law.api, products.api, backend.webhooks.api.urls, courses.api, traceability.api, orders.api,
    union.api,
):  # fmt: skip
    app.register(router)
_scopes_of = {prefix: scopes for scopes, prefixes in SCOPES.items() for prefix in prefixes.split()}
for prefix, viewset, _basename in router.registry:
    viewset.token_scopes = _scopes_of[prefix]  # type: ignore[attr-defined]  # read by TokenAuthentication


@csrf_exempt
def not_found(request: HttpRequest, rest: str = "") -> JsonResponse:
    """Return a 404 for an unknown API address, in the API's error format."""
    errors = [{"code": "not_found", "detail": _("Không có địa chỉ này."), "attr": None}]
    return JsonResponse({"type": "client_error", "errors": errors}, status=404)


@csrf_exempt
def entrance(request: HttpRequest) -> HttpResponse:
    """Redirect the root of the API to its documentation."""
    if request.method not in ("GET", "HEAD"):
        return not_found(request)
    return HttpResponseRedirect(reverse("api:docs"))


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
    re_path(r"^(?:v1/)?\Z", entrance),
    # A line break in an address is a character like any other.
    re_path(r"^(?P<rest>(?:.|\n)*)\Z", not_found),
]
app_name = "api"
