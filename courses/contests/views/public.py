"""Public pages: contests, their rounds, and the published list with the data to verify it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.common.pagination import paginate
from courses.contests.lists import list_from_results
from courses.contests.people import public_results
from courses.contests.rules import may_organise, may_run_contest
from courses.contests.unit_table import unit_table
from courses.contests.windows import RoundState, entries_left, is_running, state_of
from courses.contests.words import countdown, prizes_of, rules_of, withdrawn_papers
from courses.models import Contest, ContestEntry, ContestRound, RoundPaper
from members.acting import ActorRequest

LINES_A_PAGE = 50


def viewer_of(request: ActorRequest) -> Any:
    """Return the viewer: the member if an officer acts on behalf (làm hộ), else the request's user."""
    return request.actor.member if request.actor else request.user


def round_of(request: ActorRequest, slug: str, number: int) -> ContestRound:
    """Return a round that the viewer may see. Raises Http404 for all others."""
    return get_object_or_404(
        ContestRound.objects.visible_to(viewer_of(request)).select_related("contest__branch"),
        contest__slug=slug,
        number=number,
    )


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    contests = Contest.objects.announced().select_related("branch").order_by("-announced_at", "-pk")
    page = paginate(request, contests)
    now = timezone.now()
    rounds: dict[int, list[ContestRound]] = {}
    for round_ in (
        ContestRound.objects.filter(contest__in=[contest.pk for contest in page])
        .exclude(commitment="")
        .order_by("number")
    ):
        rounds.setdefault(round_.contest_id, []).append(round_)
    cards = []
    for contest in page:
        of_it = rounds.get(contest.pk, [])
        open_round = next((each for each in of_it if state_of(each, now) == RoundState.OPEN), None)
        last = open_round or next(
            (each for each in of_it if state_of(each, now) == RoundState.WAITING),
            of_it[-1] if of_it else None,
        )
        cards.append(
            {
                "contest": contest,
                "is_open": open_round is not None,
                "words": countdown(last, now) if last else "",
            }
        )
    may = bool(request.actor) and may_organise(request.actor.member)
    return render(request, "courses/contests/index.html", {"cards": cards, "page": page, "may_organise": may})


@require_safe
def contest(request: ActorRequest, slug: str) -> HttpResponse:
    contest = get_object_or_404(
        Contest.objects.visible_to(viewer_of(request)).select_related("branch"), slug=slug
    )
    now = timezone.now()
    rounds = [
        {"round": each, "words": countdown(each, now), "is_open": state_of(each, now) == RoundState.OPEN}
        for each in ContestRound.objects.committed_once().filter(contest=contest).order_by("number")
    ]
    return render(
        request,
        "courses/contests/contest.html",
        {
            "contest": contest,
            "rounds": rounds,
            "units": contest.units.all(),
            "may_run": bool(request.actor) and may_run_contest(request.actor.member, contest),
        },
    )


@require_safe
def round_page(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    """Show the rules of a round, its commitment, withdrawn papers, and the button that begins an entry."""
    round_, now = round_of(request, slug, number), timezone.now()
    state, withdrawn = state_of(round_, now), withdrawn_papers(round_)
    if state == RoundState.DRAFT and not withdrawn:
        raise Http404
    return render(
        request,
        "courses/contests/round.html",
        {
            "contest": round_.contest,
            "round": round_,
            "state": state,
            "words": countdown(round_, now),
            "rules": rules_of(round_),
            "prizes": prizes_of(round_),
            "withdrawn": withdrawn,
            **_own_entry_context(request, round_, now),
        },
    )


def _own_entry_context(request: ActorRequest, round_: ContestRound, now: Any) -> dict[str, Any]:
    """Return the context of the viewer's entries in `round_`.

    An officer acting on behalf (làm hộ) can't enter.
    """
    if not request.actor:
        return {"is_member": False}
    tries = list(
        ContestEntry.objects.visible_to(request.actor.member).filter(round=round_).order_by("-number")
    )
    for entry in tries:
        entry.round = round_
    return {
        "is_member": True,
        "is_helping": request.actor.is_helping,
        "tries": len(tries),
        "running": next((entry for entry in tries if is_running(entry, now)), None),
        "left": entries_left(round_, tries, now),
    }


@require_safe
def results(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_of(request, slug, number)
    if round_.published_at is None:
        raise Http404
    lines = round_.results.select_related("user", "branch").order_by("position")
    page = paginate(request, lines, per_page=LINES_A_PAGE)
    winners = public_results(lines.exclude(prize=None)[:200]) if page.number == 1 else []
    return render(
        request,
        "courses/contests/results.html",
        {
            "contest": round_.contest,
            "round": round_,
            "page": page,
            "lines": public_results(page),
            "winners": [(line, round_.prizes[line.result.prize]) for line in winners],
            "units": unit_table(round_) if page.number == 1 else [],
            "disqualified": round_.disqualifications.count(),
        },
    )


@require_safe
def paper(request: ActorRequest, slug: str, number: int, commitment: str = "") -> HttpResponse:
    """Download a paper with questions and key as JSON, once the round is closed; Http404 before.

    The bytes are those whose SHA-256 is the commitment.
    `commitment`: names a paper that was withdrawn before the round opened.
    """
    round_ = round_of(request, slug, number)
    if round_.closed_at is None:
        raise Http404
    found = get_object_or_404(RoundPaper, round=round_, commitment=commitment or round_.commitment)
    name = f"de-da-rut-{commitment[:8]}" if commitment else "de"
    return _file(found.document.encode(), f"{slug}-{number}-{name}.json")


@require_safe
def result_list(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    """Return the list of results without names: the exact bytes whose SHA-256 is in the ledger."""
    round_ = round_of(request, slug, number)
    if round_.published_at is None:
        raise Http404
    return _file(list_from_results(round_), f"{slug}-{number}-ket-qua.json")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
