from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import hold_refusal, refuse_in_form
from backend.common.text import fold
from members.acting import ActorRequest
from members.branches.actions.branches import create_branch
from members.branches.actions.memberships import leave_branch, request_membership
from members.branches.enums import BranchLevel, MembershipState
from members.branches.forms import ChapterForm
from members.models import Branch, Membership, RoleGrant
from members.roles.enums import Role
from members.rules import has_consented, is_officer_of, may_create_branch, require


@require_safe
def branches(request: ActorRequest) -> HttpResponse:
    """Find a branch: list all communes, or search by words with or without accents."""
    query = request.GET.get("q", "")[:80]
    rows = (
        Branch.objects.visible_to(request.user)
        .exclude(level=BranchLevel.PROVINCE)
        .select_related("unit", "parent")
    )
    words = fold(query)
    if words:
        found = Q()
        for word in words.split():
            found &= Q(name_folded__contains=word) | Q(unit__name_folded__contains=word)
        rows = rows.filter(found).order_by("level", "name", "id")
    else:
        rows = rows.filter(level=BranchLevel.COMMUNE).order_by("name", "id")
    context = {"q": query, "page": paginate(request, rows, per_page=100), "current": _current(request)}
    return render(request, "members/branches/branches.html", context)


@require_safe
def branch(request: ActorRequest, branch_id: int) -> HttpResponse:
    return render(
        request, "members/branches/branch.html", _branch_context(request, _visible(request, branch_id))
    )


@login_required
@require_POST
@idempotent
def join_branch(request: ActorRequest, branch_id: int) -> HttpResponse:
    found = _visible(request, branch_id)
    with hold_refusal() as submission:
        request_membership(actor=request.actor, branch=found, leave_current="move" in request.POST)
    if not submission.is_done:
        context = _branch_context(request, found) | {"refusal": submission.message}
        return render(request, "members/branches/branch.html", context, status=submission.status_code)
    return redirect("members:branch", branch_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def leave(request: ActorRequest) -> HttpResponse:
    if request.method == "POST":
        leave_branch(actor=request.actor)
        return redirect("members:branches")
    current = _current(request)
    if current is None:
        return redirect("members:branches")
    return render(request, "members/branches/leave_branch.html", {"current": current})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def add_chapter(request: ActorRequest, branch_id: int) -> HttpResponse:
    parent = _visible(request, branch_id)
    require(may_create_branch(request.actor.member, parent=parent))
    form = ChapterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            create_branch(
                actor=request.actor, name=form.cleaned_data["name"], level=BranchLevel.CHAPTER, parent=parent
            )
            return redirect("members:branch", parent.pk)
    context = {"form": form, "branch": parent}
    return render(request, "members/branches/add_chapter.html", context, status=400 if form.errors else 200)


def _visible(request: ActorRequest, branch_id: int) -> Branch:
    rows = Branch.objects.visible_to(request.user).select_related("unit", "parent__parent")
    return get_object_or_404(rows, pk=branch_id)


def _current(request: ActorRequest) -> Membership | None:
    if not request.actor:
        return None
    return Membership.objects.open().filter(user=request.actor.member).select_related("branch").first()


def _branch_context(request: ActorRequest, found: Branch) -> dict:
    member = request.actor.member if request.actor else None
    officers = [
        grant.user
        for grant in RoleGrant.objects.open()
        .filter(role=Role.OFFICER, branch=found, user__is_active=True)
        .select_related("user")
        .order_by("granted_at")
    ]
    current = _current(request)
    # Any member may request membership, so the request gives no access.
    is_member = (
        current is not None and current.branch_id == found.pk and current.state == MembershipState.CONFIRMED
    )
    return {
        "branch": found,
        "chapters": found.children.filter(is_active=True).order_by("name"),
        # Visitors read the name of an officer who consented to it; members of the branch always see it.
        "officers": [officer for officer in officers if is_member or has_consented(officer)],
        "current": current,
        "is_mine": is_officer_of(member, found) if member else False,
        "may_add": may_create_branch(member, parent=found) if member else False,
    }
