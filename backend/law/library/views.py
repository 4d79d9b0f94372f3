"""The pages of a document and of an article."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.law.library.akoma_ntoso import CONTENT_TYPE, akoma_ntoso
from backend.law.library.enums import ProvisionKind
from backend.law.library.models import Document, Provision
from backend.law.library.presenters import article_page, changes_page, document_changes
from backend.law.library.standings import standing
from backend.theme.reading import for_reading

ARTICLES = (ProvisionKind.ARTICLE, ProvisionKind.APPENDIX)


@for_reading
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is known of a document, and its articles if they are in the library."""
    found = get_object_or_404(Document.objects.visible_to(request.user), slug=slug)
    rows = found.provisions.exclude(kind__in=(ProvisionKind.CLAUSE, ProvisionKind.POINT)).order_by("sort")
    context = {
        "document": found,
        "standing": standing(found),
        "changes": document_changes(found),
        "rows": rows,
    }
    return render(request, "law/library/document.html", context)


@for_reading
@require_safe
def article(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show an article as it reads today, or on the day ?ngay=2025-06-30."""
    rows = Provision.objects.visible_to(request.user).select_related("document", "parent")
    found = get_object_or_404(rows, document__slug=slug, ref=number, kind__in=ARTICLES)
    return render(request, "law/library/article.html", {"page": article_page(found, _day(request))})


@for_reading
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what of the law changes soon, and what changed lately."""
    return render(request, "law/library/all_changes.html", changes_page(timezone.localdate()))


@require_safe
def akn(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the document as Akoma Ntoso, as it reads today or on ?ngay=2025-06-30."""
    found = get_object_or_404(Document.objects.visible_to(request.user), slug=slug)
    return HttpResponse(akoma_ntoso(found, _day(request)), content_type=f"{CONTENT_TYPE}; charset=utf-8")


def _day(request: HttpRequest) -> dt.date | None:
    asked = request.GET.get("ngay", "")
    if not asked:
        return None
    try:
        return dt.date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error
