"""The people of the Union's work: who has which role in the officer's branches."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from members.models import Branch
from members.rules import has_desk
from union.roles.actions import end_role, give_role
from union.roles.forms import GiveRoleForm
from union.roles.models import UnionRole


@login_required
@require_safe
def roles(request: ActorRequest) -> HttpResponse:
    """List the open roles in the officer's branches; for anybody else, their own."""
    member = request.actor.member
    rows = (
        UnionRole.objects.visible_to(member)
        .filter(ended_at=None)
        .select_related("person", "branch")
        .order_by("branch__path", "role", "given_at")
    )
    context = {"page": paginate(request, rows, per_page=100), "has_desk": has_desk(member)}
    return render(request, "union/roles/roles.html", context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def give(request: ActorRequest) -> HttpResponse:
    branches = Branch.objects.run_by(request.actor.member).filter(is_active=True).order_by("path")
    form = GiveRoleForm(request.POST or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            give_role(actor=request.actor, **form.cleaned_data)
            return redirect("union:roles")
    return render(request, "union/roles/give.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, role_id: int) -> HttpResponse:
    role = get_object_or_404(UnionRole.objects.visible_to(request.actor.member), pk=role_id)
    end_role(actor=request.actor, role=role)
    return redirect("union:roles")
