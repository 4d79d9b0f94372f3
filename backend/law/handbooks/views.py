"""A commune's situations on a phone: what is kept, the copies without personal data, and the officer's choice."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.law.handbooks.actions import choose_situations
from backend.law.handbooks.forms import HandbookForm
from backend.law.handbooks.pack import manifest_of
from backend.law.handbooks.presenters import choices, commune_of, handbook_page, situations_of
from backend.law.handbooks.rules import may_choose_situations
from backend.law.situations.presenters import situation_page
from backend.law.situations.stock import stock
from backend.theme import shell
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.branches.enums import BranchLevel
from members.models import Branch

KEPT_BASE = "law/handbooks/kept.html"


@never_cache
@require_safe
def handbook(request: ActorRequest) -> HttpResponse:
    """Show the handbook of the member's commune, or of ?xa=; for others the urgent situations."""
    branch = _asked(request) or commune_of(_viewer(request))
    return render(request, "law/handbooks/handbook.html", handbook_page(branch, _viewer(request)))


@require_safe
def manifest(request: ActorRequest) -> HttpResponse:
    """Return what a phone downloads, as JSON."""
    branch = _asked(request)
    body = json.dumps(manifest_of(situations_of(branch), branch.pk if branch else None)).encode()
    response = HttpResponse(body, content_type="application/json")
    response["X-Pieu-Shell"] = shell.description()["version"]
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie"])  # the language
    return response


@for_reading
@require_safe
def kept_handbook(request: ActorRequest) -> HttpResponse:
    return _for_nobody(
        request, "law/handbooks/handbook.html", handbook_page(_asked(request), AnonymousUser())
    )


@for_reading
@require_safe
def kept_situation(request: ActorRequest, slug: str) -> HttpResponse:
    """Return a situation's page as phones keep it: without personal data, and without links that need a connection."""
    found = stock().situations.get(slug)
    if found is None:
        raise Http404
    context = {**situation_page(found), "near": []}
    return _for_nobody(request, "law/situations/situation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def choose(request: ActorRequest, branch_id: int) -> HttpResponse:
    """Let an officer choose the situations of her commune."""
    rows = Branch.objects.visible_to(request.user).filter(level=BranchLevel.COMMUNE)
    branch = get_object_or_404(rows, pk=branch_id)
    if not may_choose_situations(request.actor.member, branch):
        raise Http404
    chosen = [each.slug for each in situations_of(branch)]
    form = HandbookForm(request.POST or None, initial={"situations": chosen})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            choose_situations(actor=request.actor, branch=branch, slugs=form.cleaned_data["situations"])
            messages.success(request, _("Đã chọn tình huống của %(branch)s.") % {"branch": branch.name})
            return redirect(f"{reverse('law:handbook')}?xa={branch.pk}")
    context = {
        "form": form,
        "branch": branch,
        "topics": choices(),
        "chosen": form["situations"].value() or [],
    }
    return render(request, "law/handbooks/choose.html", context, status=400 if form.errors else 200)


def _viewer(request: ActorRequest) -> Any:
    return request.actor.member if request.actor else request.user


def _asked(request: ActorRequest) -> Branch | None:
    """Return the commune of ?xa=12; None without one. Raises Http404."""
    asked = request.GET.get("xa", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        raise Http404
    rows = Branch.objects.visible_to(request.user).filter(level=BranchLevel.COMMUNE)
    return get_object_or_404(rows, pk=int(asked))


def _for_nobody(request: ActorRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render as for a visitor: what a phone keeps holds nothing of the member."""
    visitor = copy.copy(request)
    visitor.user, visitor.actor = AnonymousUser(), None  # type: ignore[assignment]  # as for visitors
    visitor._messages = []  # type: ignore[attr-defined]  # the member's stay unread
    response = render(visitor, template, {**context, "base_page": KEPT_BASE, "is_kept": True})
    response["Cache-Control"] = "no-store"  # the browser's own cache would outlive "Xoá khỏi máy"
    patch_vary_headers(response, ["Cookie"])  # the language
    return response
