"""The trainer's review: the queue, one piece of work, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.authoring.rules import may_write_courses
from courses.authoring.versions import published, words_of
from courses.models import HandIn
from courses.practice.actions.hand_ins import (
    accept_hand_in,
    may_take_back,
    return_hand_in,
    take_back_acceptance,
    title_of_task,
)
from courses.practice.enums import HandInState
from courses.practice.forms import ReviewForm
from courses.practice.presenters.hand_ins import hand_in_with_photos
from courses.practice.presenters.tasks import GUIDES
from courses.practice.rules import may_decide, typed_it, who_else_may_accept
from members.acting import ActorRequest

RECENT_DECISIONS = 20


@login_required
@require_safe
def reviews(request: ActorRequest) -> HttpResponse:
    """List waiting work, the longest first; below it, recent decisions."""
    member = request.actor.member
    if not may_write_courses(member):
        raise Http404
    rows = _rows(HandIn.objects.waiting_for(member).exclude(enrolment__user=request.actor.by))
    decided = HandIn.objects.visible_to(member).filter(state__in=[HandInState.ACCEPTED, HandInState.RETURNED])
    page = paginate(request, rows)
    return render(
        request,
        "courses/practice/reviews.html",
        {
            "page": page,
            "lines": [(row, title_of_task(row)) for row in page],
            "seen": [
                (row, title_of_task(row))
                for row in _rows(decided.exclude(enrolment__user=member)).order_by("-reviewed_at")[
                    :RECENT_DECISIONS
                ]
            ],
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def review(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Show a hand-in with its task. POST carries out `act`: accept, return or take_back."""
    row = get_object_or_404(_rows(HandIn.objects.visible_to(request.actor.member)), pk=pk)
    if not may_decide(request.actor, row):
        raise Http404
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _act(request, row, form.cleaned_data["words"])
        row = _rows(HandIn.objects.all()).get(pk=pk)
    is_typed = row.state == HandInState.WAITING and typed_it(request.actor, row)
    version = published(row.enrolment.version_id)
    step = version.step(row.lesson_key, row.step_key)
    _language, words = words_of(step["texts"], get_language() or "vi") if step else ("vi", None)
    return render(
        request,
        "courses/practice/review.html",
        {
            "hand_in": hand_in_with_photos(row),
            "row": row,
            "title": title_of_task(row),
            "words": words,
            "guide": GUIDES[row.kind],
            "form": form,
            "is_typed": is_typed,
            "others": who_else_may_accept(request.actor, row) if is_typed else [],
            "may_take_back": row.state == HandInState.ACCEPTED and may_take_back(row),
        },
        status=400 if form.errors else 200,
    )


def _act(request: ActorRequest, row: HandIn, words: str) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "return":
        return_hand_in(actor=request.actor, hand_in=row, words=words)
        messages.info(request, _("Đã trả lại. Chị ấy được báo cần làm gì."))
    elif act == "take_back":
        take_back_acceptance(actor=request.actor, hand_in=row, words=words)
        messages.info(request, _("Đã xem lại. Việc của chị ấy mở lại."))
    elif act == "accept":
        accept_hand_in(actor=request.actor, hand_in=row, words=words)
        messages.info(request, _("Đã nhận bài. Việc của chị ấy được tính."))
    return redirect("courses:reviews")


def _rows(rows: QuerySet[HandIn]) -> QuerySet[HandIn]:
    """Return `rows` with all related data that the review pages show, without the course's content."""
    whole = rows.select_related("enrolment__user", "enrolment__version__course", "by", "reviewed_by")
    return whole.defer("enrolment__version__content", "enrolment__version__keys").prefetch_related("photos")
