"""The pages of a document and of an article."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.law.library.akoma_ntoso import CONTENT_TYPE, akoma_ntoso
from backend.law.library.day import asked_day
from backend.law.library.enums import ARTICLES, ProvisionKind
from backend.law.library.models import Document, Provision
from backend.law.library.page_cache import law_page
from backend.law.library.presenters import article_page, changes_page, document_changes
from backend.law.library.standings import standing
from backend.theme.reading import for_reading

ARTICLE = "law/library/article.html"


@for_reading
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is known of a document, and its articles if they are in the library."""

    def context() -> dict[str, Any]:
        found = get_object_or_404(Document.objects.visible_to(request.user), slug=slug)
        below = (ProvisionKind.CLAUSE, ProvisionKind.POINT)
        return {
            "document": found,
            "standing": standing(found),
            "changes": document_changes(found),
            "rows": found.provisions.exclude(kind__in=below).order_by("sort"),
        }

    return law_page(request, "law/library/document.html", (slug,), context)


@for_reading
@require_safe
def article(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show an article as it reads today, or on the day ?ngay=2025-06-30."""
    day = asked_day(request)

    def context() -> dict[str, Any]:
        rows = Provision.objects.visible_to(request.user).with_holders()
        found = get_object_or_404(rows, document__slug=slug, ref=number, kind__in=ARTICLES)
        return {"page": article_page(found, day)}

    if day is not None:
        return render(request, ARTICLE, context())
    return law_page(request, ARTICLE, (slug, number), context)


@for_reading
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what of the law changes soon, and what changed lately."""
    return render(request, "law/library/all_changes.html", changes_page(timezone.localdate()))


@require_safe
def akn(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the document as Akoma Ntoso, as it reads today or on ?ngay=2025-06-30."""
    found = get_object_or_404(Document.objects.visible_to(request.user), slug=slug)
    return HttpResponse(akoma_ntoso(found, asked_day(request)), content_type=f"{CONTENT_TYPE}; charset=utf-8")
