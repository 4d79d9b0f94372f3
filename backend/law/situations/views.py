"""The pages of /luat/ by situation: the first page with its search, a topic, and a situation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common.text import nfc
from backend.law import ports
from backend.law.library.page_cache import law_page
from backend.law.library.search import find_provisions
from backend.law.situations.finding import LONGEST_QUERY, find_situations
from backend.law.situations.presenters import coverage, situation_page
from backend.law.situations.stock import stock
from backend.theme.reading import for_reading

URGENT = "bi-chong-danh"


@never_cache  # Back after the quick way out must not show what she typed; law.js empties the address
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the topics; with ?q= the situations that fit, and below them the provisions.

    Whoever names a danger gets no hits that distract: only urgent situations, and no provisions.
    """
    typed = nfc(request.GET.get("q", ""))[:LONGEST_QUERY]
    shelf = stock()

    def context() -> dict[str, Any]:
        in_danger = ports.names_danger(typed=typed)
        found = find_situations(typed) if typed else []
        return {
            "typed": typed,
            "topics": shelf.topics.values(),
            "urgent": shelf.situations.get(URGENT),
            "in_danger": in_danger,
            "found": [each for each in found if each.is_urgent] if in_danger else found,
            "provisions": find_provisions(typed) if typed and not in_danger else [],
        }

    return law_page(request, "law/situations/home.html", (typed, shelf.sha256), context)


@never_cache
@require_safe
def topic(request: HttpRequest, topic_id: str) -> HttpResponse:
    shelf = stock()
    if topic_id not in shelf.topics:
        raise Http404
    found = shelf.topics[topic_id]
    return law_page(
        request,
        "law/situations/topic.html",
        (topic_id, shelf.sha256),
        lambda: {"topic": found, "situations": shelf.of_topic(found)},
    )


@for_reading
@never_cache  # a shared phone must not show it to the next person who opens the browser's saved pages
@require_safe
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    shelf = stock()
    found = shelf.situations.get(slug)
    if found is None:
        raise Http404
    return law_page(
        request, "law/situations/situation.html", (slug, shelf.sha256), lambda: situation_page(found)
    )


@for_reading
@require_safe
def covered(request: HttpRequest) -> HttpResponse:
    """Show which situations rest on texts that were read, and which documents nobody here has read."""
    return render(request, "law/situations/covered.html", coverage())
