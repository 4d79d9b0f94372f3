"""Taking part, with one question per screen. Answers are stored at once, so another phone can continue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import key_of
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_message
from courses.contests.actions.entries import save_answers, start_entry, submit_entry
from courses.contests.enums import Prediction
from courses.contests.errors import EntryOnBehalf, TooLate
from courses.contests.papers import Paper, paper_of
from courses.contests.review import review_of
from courses.contests.views.public import round_of
from courses.contests.windows import ends_at, exact, is_running
from courses.models import ContestEntry, RoundResult
from courses.quizzes.kinds import kind_of
from members.acting import ActorRequest


@login_required
@require_POST
def start(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_of(request, slug, number)
    try:
        begun = start_entry(actor=request.actor, round_=round_, request_key=(key_of(request) or "")[:64])
    except EntryOnBehalf:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("courses:contest_round", slug, number)
    return redirect("courses:contest_entry", begun.pk)


def _entry_of(request: ActorRequest, entry_id: UUID) -> ContestEntry:
    """Return the member's own entry. Raises Http404 for all others.

    Raises EntryOnBehalf while an officer acts on behalf of the member.
    """
    if request.actor.is_helping:
        raise EntryOnBehalf()
    return get_object_or_404(
        ContestEntry.objects.visible_to(request.actor.member).select_related("round__contest__branch"),
        pk=entry_id,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    """Show question number ?cau= (from 1), or the first question without an answer.

    POST saves the answer and redirects to the next screen. The last screen is the prediction.
    """
    entry = _entry_of(request, entry_id)
    paper = paper_of(entry.round)
    drawn = paper.drawn(str(entry.pk))
    asks = paper.terms["prediction"] != Prediction.NONE
    total = len(drawn) + asks
    if not is_running(entry, timezone.now()) and request.method != "POST":
        return _over(request, entry, paper)
    at = _screen(request, entry, drawn, asks)
    if at is None:
        return redirect("courses:contest_hand_in", entry.pk)
    error = ""
    if request.method == "POST":
        try:
            _save(request, entry, paper, drawn, at)
        except DomainError as refused:
            if isinstance(refused, TooLate) or refused.code == "handed_in":
                messages.error(request, refused.message)
                return redirect("courses:contest_entry", entry.pk)
            error = refused.message
        else:
            if at == total:
                return redirect("courses:contest_hand_in", entry.pk)
            return redirect(reverse("courses:contest_entry", args=[entry.pk]) + f"?cau={at + 1}")
    context: dict[str, Any] = {"at": at, "total": total, "error": error, **_common(entry)}
    if at <= len(drawn):
        key = drawn[at - 1]
        question = paper.public_question(str(entry.pk), key)
        context |= {
            "question": question,
            "choices": _choices(question, entry.answers.get(key, {})),
            "is_several": kind_of(question).is_several,
        }
    else:
        typed = request.POST.get("prediction")
        context |= {
            "prediction_words": Prediction(paper.terms["prediction"]).label,
            "prediction": typed if typed is not None else entry.prediction,
        }
    return render(request, "courses/contests/entry.html", context, status=400 if error else 200)


def _common(entry: ContestEntry) -> dict[str, Any]:
    due = min(entry.due_at, ends_at(entry.round))
    left = max(0, int((due - timezone.now()).total_seconds()))
    return {
        "entry": entry,
        "round": entry.round,
        "contest": entry.round.contest,
        "due_words": exact(due),
        "left": left,
        "left_words": f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}",
    }


def _screen(request: ActorRequest, entry: ContestEntry, drawn: list[str], asks: bool) -> int | None:
    """Return the number of the requested screen, or of the first one without an answer.

    None if all are answered and the request names none; 1 then for a POST.
    """
    wanted = request.GET.get("cau", "")
    total = len(drawn) + asks
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 5:
        return min(max(1, int(wanted)), total)
    for number, key in enumerate(drawn, start=1):
        if key not in entry.answers:
            return number
    if asks and entry.prediction is None:
        return total
    return 1 if request.method == "POST" else None


def _save(request: ActorRequest, entry: ContestEntry, paper: Paper, drawn: list[str], at: int) -> None:
    if at > len(drawn):
        typed = "".join(request.POST.get("prediction", "").split()).replace(".", "")
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
            raise DomainError(_("Chị ghi một số, ví dụ 1250."), field="prediction")
        save_answers(actor=request.actor, entry=entry, answers={}, prediction=int(typed))
        return
    question = paper.questions[drawn[at - 1]]
    given = request.POST.getlist("choice")
    if not given:
        raise DomainError(_("Chị chọn một câu trả lời, hoặc bấm bỏ qua."), field="choice")
    answer = kind_of(question).response_of_options(given)
    save_answers(actor=request.actor, entry=entry, answers={drawn[at - 1]: answer})


def _choices(question: dict[str, Any], answer: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return (key, text, whether it is chosen) for each choice of the question."""
    kind = kind_of(question)
    picked = kind.picked_options(answer)
    return [(option.key, option.text, option.key in picked) for option in kind.options(question)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: ActorRequest, entry_id: UUID) -> HttpResponse:
    """Show which questions are answered; POST hands the entry in."""
    entry = _entry_of(request, entry_id)
    paper = paper_of(entry.round)
    if request.method == "POST":
        with refuse_in_message(request):
            submit_entry(actor=request.actor, entry=entry)
        return redirect("courses:contest_entry", entry.pk)
    if not is_running(entry, timezone.now()):
        return redirect("courses:contest_entry", entry.pk)
    drawn = paper.drawn(str(entry.pk))
    screens = [
        (n, paper.public_question(str(entry.pk), key)["text"], key in entry.answers)
        for n, key in enumerate(drawn, start=1)
    ]
    if paper.terms["prediction"] != Prediction.NONE:
        screens.append((len(drawn) + 1, _("Câu dự đoán"), entry.prediction is not None))
    return render(
        request,
        "courses/contests/hand_in.html",
        {"screens": screens, "missing": sum(not done for *_rest, done in screens), **_common(entry)},
    )


def _over(request: ActorRequest, entry: ContestEntry, paper: Paper) -> HttpResponse:
    """Show an entry that is handed in or out of time. Once results are published: the result and each question."""
    result = RoundResult.objects.filter(entry=entry, round__published_at__isnull=False).first()
    due = min(entry.due_at, ends_at(entry.round))
    return render(
        request,
        "courses/contests/over.html",
        {
            "entry": entry,
            "round": entry.round,
            "contest": entry.round.contest,
            "answered": len(entry.answers),
            "asked": paper.asked,
            "result": result,
            "by_herself": entry.submitted_at is not None and not entry.is_sealed,
            "due_words": exact(due),
            "submitted_words": exact(entry.submitted_at) if entry.submitted_at else "",
            "rows": review_of(entry, paper) if entry.round.published_at else [],
        },
    )


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    rows = (
        ContestEntry.objects.visible_to(request.actor.member)
        .select_related("round__contest")
        .order_by("-started_at")
    )
    page, now = paginate(request, rows), timezone.now()
    results = {
        result.entry_id: result
        for result in RoundResult.objects.filter(
            entry__in=[each.pk for each in page], round__published_at__isnull=False
        )
    }
    tries = [(each, is_running(each, now), results.get(each.pk)) for each in page]
    return render(request, "courses/contests/mine.html", {"page": page, "tries": tries})
