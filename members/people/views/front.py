from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.branches.actions.memberships import request_membership
from members.models import Membership
from members.people.actions.accounts import update_profile
from members.people.forms import WelcomeForm
from members.rules import has_desk


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Show visitors what Piêu is, and members their next steps."""
    if not request.actor:
        return render(request, "members/people/landing.html")
    member = request.actor.member
    desk = has_desk(member)
    context = {
        "member": member,
        "membership": Membership.objects.open().filter(user=member).select_related("branch").first(),
        "has_desk": desk,
        "waiting_count": Membership.objects.waiting_for(member).count() if desk else 0,
    }
    return render(request, "members/people/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def welcome(request: ActorRequest) -> HttpResponse:
    """Ask for name and branch, on the only page after sign-up."""
    actor = request.actor
    form = WelcomeForm(request.POST or None, initial={"full_name": actor.member.full_name})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            with transaction.atomic():
                update_profile(
                    actor=actor, full_name=form.cleaned_data["full_name"], birth_year=actor.member.birth_year
                )
                if commune := form.cleaned_data["commune"]:
                    request_membership(actor=actor, branch=commune, leave_current=True)
            return redirect("home")
    return render(request, "members/people/welcome.html", {"form": form}, status=400 if form.errors else 200)
