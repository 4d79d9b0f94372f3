"""The pictures of a product in links, posts and stories."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from backend.common.media import serve
from members.acting import ActorRequest
from products.models import Product
from products.products.enums import ProductState
from products.products.take_downs import taken_down_on
from products.share.drawing import LAYOUTS
from products.share.facts import picture_address, share_facts
from products.share.keeping import picture_file


@require_safe
def share_picture(request: ActorRequest, slug: str, layout: str, digest: str) -> HttpResponseBase:
    """Serve the picture of a product in `layout`. 404 for a product that was taken down.

    A digest that is not the current one redirects to the current picture, because price or stars may have
    changed.
    """
    public = Product.objects.filter(state__in=[ProductState.LISTED, ProductState.RETIRED])
    product = get_object_or_404(public.select_related("producer__unit__parent"), slug=slug)
    if layout not in LAYOUTS or taken_down_on(product):
        raise Http404
    facts = share_facts(product)
    if digest != facts.digest(layout):
        response = HttpResponseRedirect(picture_address(product, facts, layout))
        response["Cache-Control"] = "public, max-age=60"
        return response
    name = picture_file(product, facts, LAYOUTS[layout])
    return serve(request, name, content_type="image/jpeg", is_public=True)
