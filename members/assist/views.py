"""Làm hộ: find the member or open an account, act on the member's behalf, stop."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members import ports
from members.acting import ActorRequest
from members.assist.actions import end_assist, start_assist
from members.assist.forms import OpenAccountForm
from members.assist.history import acts_in
from members.branches.desk_access import desk_only
from members.branches.enums import BranchLevel, MembershipState
from members.branches.member_search import nearest_first, search_members
from members.consent.enums import ConsentPurpose
from members.consent.wording import consent_wording
from members.middleware import SESSION_KEY
from members.models import AssistSession, Branch, Membership, RecoveryTicket, User
from members.people.actions.accounts import open_account
from members.people.presenters import card_context

MOST_FOUND = 30
# A first ticket's code waits here for the page that shows it, only for the time of printing.
PAPERS_KEY = "papers"
PAPER_SECONDS = 20 * 60
# Until then the officer can print the acts of a session.
PAPER_WITHIN = timedelta(days=1)


@desk_only
@require_safe
def assist(request: ActorRequest) -> HttpResponse:
    """Show members to help: those helped lately, or those found by a search. Link to opening an account."""
    officer = request.actor.member
    query = request.GET.get("q", "")[:80]
    overseen = Membership.objects.overseen_by(officer).filter(state=MembershipState.CONFIRMED)
    overseen = overseen.exclude(user=officer).select_related("user", "branch")
    if query.strip():
        ids = search_members(query, overseen=overseen)[:MOST_FOUND]
        found = nearest_first(overseen.filter(user__in=ids), ids)
    else:
        lately = (
            AssistSession.objects.filter(officer=officer)
            .order_by("-pk")
            .values_list("member_id", flat=True)[:40]
        )
        order = list(dict.fromkeys(lately))[:8]
        by_id = {membership.user_id: membership for membership in overseen.filter(user__in=order)}
        found = [by_id[pk] for pk in order if pk in by_id]
    papers = AssistSession.objects.filter(
        officer=officer, ended_at__isnull=False, started_at__gte=timezone.now() - PAPER_WITHIN
    )
    pictures = ports.portraits(user_ids=[row.user_id for row in found], viewer=officer)
    rows = [(row, pictures.get(row.user_id, "")) for row in found]
    context = {"q": query, "found": rows, "papers": papers.select_related("member").order_by("-pk")[:3]}
    return render(request, "members/assist/assist.html", context)


@idempotent  # Before the rule: a helping officer has no rights of an officer, and a phone may repeat the request.
@desk_only
@require_POST
def start_helping(request: ActorRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(User.objects.visible_to(request.actor.member), pk=member_id)
    session = start_assist(officer=request.actor.by, member=member)
    request.session[SESSION_KEY] = session.pk
    ports.person_changed(request=request)
    return redirect("home")


@login_required
@require_POST
@idempotent
def stop_helping(request: ActorRequest) -> HttpResponse:
    if assist_id := request.session.pop(SESSION_KEY, None):
        end_assist(officer=request.user, assist_id=assist_id)
        ports.person_changed(request=request)
    return redirect("members:assist")


@login_required
@require_safe
@never_cache
def paper_of_help(request: ActorRequest, assist_id: int) -> HttpResponse:
    """Show the acts of a session for print, for the member.

    After a day only the member's own list shows them.
    """
    sessions = AssistSession.objects.filter(
        officer=request.user, started_at__gte=timezone.now() - PAPER_WITHIN
    )
    found = get_object_or_404(sessions.select_related("member", "officer"), pk=assist_id)
    context = {"assist": found, "member": found.member, "acts": acts_in(found)}
    return render(request, "members/assist/paper_of_help.html", context)


@idempotent
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def open_for_her(request: ActorRequest) -> HttpResponse:
    officer = request.actor.member
    branches = (
        Branch.objects.run_by(officer)
        .filter(is_active=True)
        .exclude(level=BranchLevel.PROVINCE)
        .order_by("path")
    )
    form = OpenAccountForm(request.POST or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission, transaction.atomic():
            opened = open_account(officer=officer, **form.cleaned_data)
        if submission.is_done:
            request.session[SESSION_KEY] = opened.assist.pk
            ports.person_changed(request=request)
            request.session[PAPERS_KEY] = {
                "ticket": opened.ticket.ticket.pk,
                "code": opened.ticket.code,
                "at": timezone.now().timestamp(),
            }
            return redirect("members:first_paper")
    return render(
        request, "members/assist/open_account.html", {"form": form}, status=400 if form.errors else 200
    )


@login_required
@require_safe
@never_cache
def first_paper(request: ActorRequest) -> HttpResponse:
    """Show a sheet for the member of a new account: the card, and the code for setting the PIN."""
    paper = request.session.get(PAPERS_KEY) or {}
    if timezone.now().timestamp() - paper.get("at", 0) > PAPER_SECONDS:
        request.session.pop(PAPERS_KEY, None)
        return render(request, "members/signing_in/paper_gone.html")
    ticket = get_object_or_404(
        RecoveryTicket.objects.select_related("user"), pk=paper["ticket"], created_by=request.user
    )
    context = card_context(ticket.user) | {
        "printed": {"ticket": ticket, "code": paper["code"]},
        "is_first": True,
        "consents": ticket.user.consents.filter(withdrawn_at=None),
    }
    return render(request, "members/signing_in/paper.html", context)


@desk_only
@require_safe
def consent_sheet(request: ActorRequest) -> HttpResponse:
    """Show an empty consent sheet for print and signature: one line with an empty box per purpose."""
    purposes = [consent_wording(purpose) for purpose in ConsentPurpose]
    return render(request, "members/consent/consent_sheet.html", {"purposes": purposes})
