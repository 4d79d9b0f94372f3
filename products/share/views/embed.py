"""A product's card for other websites."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from backend.common.browser_limits import EVERY_SITE, LOADED_BY
from backend.common.text import to_id
from products.models import Product
from products.share.embeds import oembed_of, product_at
from products.share.facts import first_photo, share_facts

# Every website may frame this card: it has no form and nothing personal.
CARD_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "img-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Return the oEmbed answer for the product page ?url=.

    404 unless `url` is the page of a listed product, 501 for another format than JSON (oEmbed 2.3.4).
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    product = product_at(request.GET.get("url", ""))
    if product is None:
        raise Http404
    answer = JsonResponse(
        oembed_of(
            product,
            max_width=to_id(request.GET.get("maxwidth")),
            max_height=to_id(request.GET.get("maxheight")),
        ),
        json_dumps_params={"ensure_ascii": False},
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_safe
@xframe_options_exempt
@csp_override(CARD_POLICY)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the product's card for an iframe on another website.

    For a product that is not public the card has a message, with status 404: the iframe stays on the website.
    """
    product = Product.objects.public().select_related("producer__unit__parent").filter(slug=slug).first()
    context: dict[str, Any] = {"product": product, "DEMO": settings.PIEU_DEMO}
    if product is not None:
        context |= {"facts": share_facts(product), "photo": first_photo(product)}
    # Without the request: no session is read, so there is no cookie and one page for everybody.
    body = render_to_string("products/share/embed/card.html", context)
    answer = HttpResponse(body, status=200 if product else 404)
    answer["Cache-Control"] = "public, max-age=60"
    answer["X-Robots-Tag"] = "noindex"
    answer[LOADED_BY] = EVERY_SITE
    return answer
