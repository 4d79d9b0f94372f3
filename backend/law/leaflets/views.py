"""A situation or an article as a leaflet to print and fold."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.law.leaflets.drawing import Leaflet, leaflet_pdf
from backend.law.leaflets.presenters import article_leaflet, situation_leaflet
from backend.law.library.day import asked_day
from backend.law.library.enums import ARTICLES
from backend.law.library.models import Provision
from backend.law.situations.stock import stock


@never_cache  # as its page: a shared phone must not show it to the next person
@require_safe
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    found = stock().situations.get(slug)
    if found is None:
        raise Http404
    with override("vi"):  # as the text
        leaflet = situation_leaflet(found)
    return _answer(leaflet)


@require_safe
def article(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Return an article as it reads today, or on the day ?ngay=2025-06-30."""
    rows = Provision.objects.visible_to(request.user).select_related("document", "parent")
    found = get_object_or_404(rows, document__slug=slug, ref=number, kind__in=ARTICLES)
    with override("vi"):
        leaflet = article_leaflet(found, asked_day(request))
    return _answer(leaflet)


def _answer(leaflet: Leaflet) -> HttpResponse:
    # The file's name in a phone's downloads says nothing about the situation.
    headers = {"Content-Disposition": 'inline; filename="to-gap.pdf"'}
    return HttpResponse(leaflet_pdf(leaflet), content_type="application/pdf", headers=headers)
