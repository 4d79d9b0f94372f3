"""The page that explains how the list orders products (Law 122/2025/QH15)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.theme.reading import for_reading
from products.search.ordering import orderings
from products.search.product_query import PLACES


@for_reading
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    return render(request, "products/search/public/ranking.html", {"sorts": orderings(), "places": PLACES})
