"""Merge or rename a branch: for the province's officers. What moves is shown before anything does."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.branches.actions.branches import change_branch
from union.issues.actions.merging import merge_branch, preview_merger
from union.issues.branches import changeable_by
from union.issues.forms import MergeForm, RenameForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@idempotent
def merge(request: ActorRequest) -> HttpResponse:
    """Show what a merger would move (GET with the branches and the day), or merge (POST)."""
    branches = changeable_by(request.actor)
    if not branches.exists():
        raise Http404
    form, moving = MergeForm(request.POST or request.GET or None, branches=branches), None
    if form.is_valid():
        with refuse_in_form(form):
            if request.method == "POST":
                made = merge_branch(actor=request.actor, **form.cleaned_data)
                words = {"name": made.branch.name, "successor": made.successor.name}
                messages.info(request, _("%(name)s đã nhập vào %(successor)s.") % words)
                return redirect("union:merge_branch")
            moving = preview_merger(**form.cleaned_data)
    context = {"form": form, "moving": moving}
    return render(request, "union/issues/merge.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@idempotent
def rename(request: ActorRequest) -> HttpResponse:
    branches = changeable_by(request.actor)
    if not branches.exists():
        raise Http404
    form = RenameForm(request.POST or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            change_branch(actor=request.actor, is_active=True, **form.cleaned_data)
            messages.info(request, _("Đã đổi tên. Việc đã giao giữ tên cũ."))
            return redirect("union:rename_branch")
    return render(request, "union/issues/rename.html", {"form": form}, status=400 if form.errors else 200)
