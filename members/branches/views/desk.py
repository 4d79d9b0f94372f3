"""The officer's desk: waiting items, members of the officer's branches, roles."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import Rows, paginate
from backend.common.submitting import hold_refusal, refuse_in_form
from members.acting import ActorRequest
from members.branches.actions.memberships import confirm_membership, refuse_membership
from members.branches.desk_access import desk_only
from members.branches.enums import MembershipState
from members.branches.forms import ReasonForm, RoleForm
from members.branches.member_search import nearest_first, search_members
from members.models import Branch, Membership, RecoveryTicket, RoleGrant, User
from members.people.presenters import card_context
from members.roles.actions import end_role, grant_role
from members.roles.enums import Role
from members.rules import is_officer_of, may_help, may_issue_ticket, may_see_member, require
from members.signing_in.actions.tickets import issue_ticket, replace_card
from members.signing_in.enums import RecoveryKind

PAPERS_KEY = "ticket_papers"
PAPER_SECONDS = 20 * 60


@desk_only
@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    officer = request.actor.member
    grants = RoleGrant.objects.open().filter(user=officer, role=Role.OFFICER).select_related("branch")
    return render(request, "members/branches/desk.html", {"grants": grants})


@desk_only
@require_safe
def members(request: ActorRequest) -> HttpResponse:
    """List waiting members, then the officer's other members.

    The search takes what people call each other (see members.branches.member_search); the best match is first.
    """
    officer = request.actor.member
    query = request.GET.get("q", "")[:80]
    rows = Membership.objects.overseen_by(officer).filter(state=MembershipState.CONFIRMED)
    waiting = Membership.objects.waiting_for(officer).select_related("user", "branch")
    rows = rows.select_related("user", "branch").order_by("user__full_name", "pk")
    found: Rows[Membership] = rows
    if query.strip():
        ids = search_members(query, overseen=rows)
        found = nearest_first(rows.filter(user__in=ids), ids)
    context = {
        "q": query,
        "waiting": [] if query.strip() else waiting[:100],
        "count": waiting.count(),
        "page": paginate(request, found, per_page=50),
    }
    return render(request, "members/branches/members.html", context)


@desk_only
@require_safe
def member(request: ActorRequest, member_id: int) -> HttpResponse:
    """Show a member to an officer."""
    return render(
        request, "members/branches/member.html", _member_context(request, _member(request, member_id))
    )


@desk_only
@require_POST
@idempotent
def confirm(request: ActorRequest, membership_id: int) -> HttpResponse:
    """Confirm a member and show the list again from which it was done.

    htmx gets only the row, which then says so, and the number of those who still wait.
    """
    membership = _membership(request, membership_id)
    with hold_refusal() as submission:
        membership = confirm_membership(actor=request.actor, membership=membership)
    words = submission.message or _("Đã xác nhận: %(name)s là hội viên.") % {"name": membership.user}
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            "membership": membership,
            "words": words,
            "is_done": submission.is_done,
            "count": Membership.objects.waiting_for(request.actor.member).count(),
        }
        return render(request, "members/branches/_decided_row.html", context)
    messages.add_message(request, messages.SUCCESS if submission.is_done else messages.ERROR, words)
    return redirect(_list_of(request))


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def refuse(request: ActorRequest, membership_id: int) -> HttpResponse:
    membership = _membership(request, membership_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            refuse_membership(actor=request.actor, membership=membership, reason=form.cleaned_data["reason"])
            messages.success(request, _("Đã trả lời %(name)s.") % {"name": membership.user})
            return redirect(_list_of(request))
    context = {"form": form, "membership": membership, "here": _here(request), "list_url": _list_of(request)}
    return render(request, "members/branches/refuse.html", context, status=400 if form.errors else 200)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@idempotent
def ticket(request: ActorRequest, member_id: int) -> HttpResponse:
    """Ask what the member lost, issue a recovery ticket and redirect to its page.

    A repeated POST from a phone gets the ticket already issued.
    """
    found = _member(request, member_id)
    require(may_issue_ticket(request.actor.member, found))
    kind = request.POST.get("kind", "")
    if request.method != "POST" or kind not in RecoveryKind:
        return render(request, "members/signing_in/ask_ticket.html", {"member": found, "kinds": RecoveryKind})
    printed = issue_ticket(officer=request.actor.by, member=found, kind=kind)
    paper = {"ticket": printed.ticket.pk, "code": printed.code, "at": timezone.now().timestamp()}
    request.session[PAPERS_KEY] = _fresh_papers(request) | {str(member_id): paper}
    return redirect("members:ticket_paper", member_id)


@desk_only
@require_safe
@never_cache
def ticket_paper(request: ActorRequest, member_id: int) -> HttpResponse:
    """Show the new recovery ticket for print.

    The code is stored only in the officer's session, and only for the time of printing.
    """
    found = _member(request, member_id)
    require(may_issue_ticket(request.actor.member, found))
    request.session[PAPERS_KEY] = papers = _fresh_papers(request)
    paper = papers.get(str(member_id))
    if paper is None:
        return render(request, "members/signing_in/paper_gone.html")
    row = get_object_or_404(RecoveryTicket, pk=paper["ticket"], user=found, created_by=request.user)
    context = card_context(found) | {"printed": {"ticket": row, "code": paper["code"]}}
    return render(request, "members/signing_in/paper.html", context)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@idempotent
def new_card(request: ActorRequest, member_id: int) -> HttpResponse:
    found = _member(request, member_id)
    require(may_issue_ticket(request.actor.member, found))
    if request.method == "POST":
        replace_card(officer=request.actor.by, member=found)
        return redirect("members:member_card", member_id)
    return render(request, "members/signing_in/ask_card.html", {"member": found})


@desk_only
@require_safe
@never_cache
def member_card(request: ActorRequest, member_id: int) -> HttpResponse:
    """Show a member's card, to print it for the member."""
    found = _member(request, member_id)
    require(may_issue_ticket(request.actor.member, found))
    return render(request, "members/people/card.html", card_context(found) | {"for_her": True})


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def give_role(request: ActorRequest, member_id: int) -> HttpResponse:
    found = _member(request, member_id)
    officer = request.actor.member
    form = RoleForm(request.POST or None, branches=Branch.objects.run_by(officer).order_by("path"))
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            grant_role(
                actor=request.actor,
                user=found,
                role=form.cleaned_data["role"],
                branch=form.cleaned_data["branch"],
                capacity=form.cleaned_data["capacity"],
            )
            return redirect("members:member", member_id)
    context = {"form": form, "member": found}
    return render(request, "members/roles/give_role.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def stop_role(request: ActorRequest, grant_id: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.visible_to(request.actor.member), pk=grant_id)
    end_role(actor=request.actor, grant=grant)
    if grant.user_id == request.actor.member.pk:
        return redirect("members:profile")
    return redirect("members:roles")


@desk_only
@require_safe
def roles(request: ActorRequest) -> HttpResponse:
    """List the open roles of trainers and officers in the officer's branches."""
    rows = (
        RoleGrant.objects.open()
        .filter(branch__in=Branch.objects.run_by(request.actor.member))
        .select_related("user", "branch")
        .order_by("branch__path", "role", "granted_at")
    )
    return render(request, "members/roles/roles.html", {"page": paginate(request, rows, per_page=100)})


def _fresh_papers(request: ActorRequest) -> dict[str, dict]:
    """Return the tickets in this session that may still be shown, by the member's id."""
    since = timezone.now().timestamp() - PAPER_SECONDS
    return {key: paper for key, paper in request.session.get(PAPERS_KEY, {}).items() if paper["at"] > since}


def _here(request: ActorRequest) -> str:
    """Return the list of waiting members that the officer came from: desk or members."""
    sent = request.POST.get("here") or request.GET.get("here")
    return "members" if sent == "members" else "desk"


def _list_of(request: ActorRequest) -> str:
    return reverse(f"members:{_here(request)}")


def _member(request: ActorRequest, member_id: int) -> User:
    officer = request.actor.member
    found = get_object_or_404(User.objects.filter(erased_at=None), pk=member_id)
    # An officer may find any person by the whole card or phone number, to grant a role. All else is limited
    # to the officer's members.
    require(may_see_member(officer, found))
    return found


def _membership(request: ActorRequest, membership_id: int) -> Membership:
    rows = Membership.objects.overseen_by(request.actor.member).select_related("user", "branch")
    return get_object_or_404(rows, pk=membership_id)


def _member_context(request: ActorRequest, found: User) -> dict:
    officer = request.actor.member
    membership = Membership.objects.open().filter(user=found).select_related("branch").first()
    return {
        "member": found,
        "membership": membership,
        "roles": RoleGrant.objects.open().filter(user=found).select_related("branch"),
        "can_help": may_help(officer, found),
        "can_ticket": may_issue_ticket(officer, found),
        "can_decide": bool(
            membership
            and membership.state == MembershipState.REQUESTED
            and is_officer_of(officer, membership.branch)
        ),
        "is_known_by_phone": bool(found.phone),
    }
