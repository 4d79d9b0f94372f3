"""The public pages of bulletins: the list, a bulletin, a year of the law; and the topics that a member follows."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.law.bulletins.actions.following import set_followed_topics
from backend.law.bulletins.enums import PUBLIC
from backend.law.bulletins.forms import FollowForm
from backend.law.bulletins.models import Bulletin, BulletinVersion, FollowedTopic
from backend.law.bulletins.presenters import bulletin_page, bulletin_rows
from backend.law.bulletins.years import FIRST, LAST, year_page
from backend.law.situations.stock import stock
from backend.theme.reading import for_reading
from members.acting import ActorRequest


@for_reading
@never_cache  # a shared phone must not show to the next person which topic she read
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the published bulletins, the newest first; with ?chu-de=dat-dai those of a topic."""
    topics, wanted = stock().topics, request.GET.get("chu-de", "")
    if wanted and wanted not in topics:
        raise Http404
    rows = BulletinVersion.objects.visible_to(request.user)
    page = paginate(request, rows.filter(bulletin__topic=wanted) if wanted else rows)
    today = timezone.localdate()
    context = {
        "page": page,
        "rows": bulletin_rows(list(page), today),
        "topics": topics.values(),
        "topic": topics.get(wanted),
        "year": today.year,
    }
    return render(request, "law/bulletins/index.html", context)


@for_reading
@never_cache
@require_safe
def bulletin(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a bulletin, or why it was withdrawn."""
    found = get_object_or_404(Bulletin.objects.visible_to(request.user).select_related("document"), slug=slug)
    versions = list(
        found.versions.exclude(published_at=None).select_related("bulletin__document").order_by("-number")
    )
    version = next(each for each in versions if each.state in PUBLIC)
    context = {
        "bulletin": found,
        "version": version,
        "topic": stock().topics[found.topic],
        "page": None if version.is_withdrawn else bulletin_page(version),
        "corrections": [each for each in versions if each.note],
    }
    return render(request, "law/bulletins/bulletin.html", context)


@for_reading
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show what of the law began, ended or changed in a year, to read and to print."""
    if not FIRST <= year <= LAST:
        raise Http404
    return render(request, "law/bulletins/year.html", year_page(year))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def follow(request: ActorRequest) -> HttpResponse:
    """Show the topics that the member follows; POST follows exactly those that are ticked."""
    held = FollowedTopic.objects.filter(user=request.actor.member).values_list("topic", flat=True)
    # A link from a bulletin ticks its topic beforehand; she still saves it herself.
    first = {"topics": [*held, request.GET.get("chu-de", "")]}
    form = FollowForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        set_followed_topics(actor=request.actor, topics=form.cleaned_data["topics"])
        messages.success(request, _("Đã lưu. Có bản tin mới, chuông của chị báo."))
        return redirect("law:follow_topics")
    return render(request, "law/bulletins/follow.html", {"form": form}, status=400 if form.errors else 200)
