"""The organiser's contests: create one, announce it, add a round."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.contests.actions.contests import add_round, announce_contest, create_contest, edit_contest
from courses.contests.forms import ContestForm, RoundForm
from courses.contests.rules import may_organise
from courses.contests.words import countdown
from courses.models import Contest
from members.acting import ActorRequest
from members.rules import require


def contest_run_by(request: ActorRequest, slug: str) -> Contest:
    """Return a contest that the user organises. Raises Http404 for all others."""
    return get_object_or_404(Contest.objects.run_by(request.actor.member).select_related("branch"), slug=slug)


# Fields of the actions that the forms split.
FIELDS = {"ranking": "rank1"}


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    require(may_organise(request.actor.member))
    contests = Contest.objects.run_by(request.actor.member).select_related("branch")
    return render(request, "courses/contests/desk.html", {"page": paginate(request, contests)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    require(may_organise(request.actor.member))
    form = ContestForm(request.POST or None, organiser=request.actor.member)
    if request.method == "POST" and form.is_valid():
        contest = create_contest(actor=request.actor, **form.cleaned_data)
        return redirect("courses:contest_manage", contest.slug)
    return render(
        request, "courses/contests/contest_form.html", {"form": form}, status=400 if form.errors else 200
    )


@login_required
@require_safe
def contest(request: ActorRequest, slug: str) -> HttpResponse:
    contest, now = contest_run_by(request, slug), timezone.now()
    rounds = [(round_, countdown(round_, now)) for round_ in contest.rounds.order_by("number")]
    return render(
        request,
        "courses/contests/manage.html",
        {"contest": contest, "rounds": rounds, "units": contest.units.all()},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, slug: str) -> HttpResponse:
    contest = contest_run_by(request, slug)
    first = {
        "title": contest.title,
        "rules": contest.rules,
        "who": contest.who,
        "units": contest.units.all(),
    }
    form = ContestForm(request.POST or None, organiser=request.actor.member, contest=contest, initial=first)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, FIELDS):
            edit_contest(actor=request.actor, contest=contest, **form.cleaned_data)
            return redirect("courses:contest_manage", contest.slug)
    return render(
        request,
        "courses/contests/contest_form.html",
        {"form": form, "contest": contest},
        status=400 if form.errors else 200,
    )


@login_required
@require_POST
@idempotent
def announce(request: ActorRequest, slug: str) -> HttpResponse:
    announce_contest(actor=request.actor, contest=contest_run_by(request, slug))
    messages.success(request, _("Ai cũng xem được cuộc thi rồi."))
    return redirect("courses:contest_manage", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new_round(request: ActorRequest, slug: str) -> HttpResponse:
    """Create a round, starting from the terms of the round before: most contests repeat them every week."""
    contest = contest_run_by(request, slug)
    before = contest.rounds.order_by("-number").first()
    form = RoundForm(request.POST or None, initial=_next(before) if before else None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, FIELDS):
            round_ = add_round(actor=request.actor, contest=contest, **form.terms())
            return redirect("courses:contest_round_manage", slug, round_.number)
    return render(
        request,
        "courses/contests/round_form.html",
        {"form": form, "contest": contest},
        status=400 if form.errors else 200,
    )


def _next(before: object) -> dict:
    first = RoundForm.initial_of(before)  # type: ignore[arg-type]
    length = first["closes_at"] - first["opens_at"]
    return first | {"opens_at": first["closes_at"], "closes_at": first["closes_at"] + length}
