"""The organiser's pages of one round: questions, paper, end, results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent, replayed
from backend.common.pagination import paginate
from backend.common.submitting import add_refusal, refuse_in_form, refuse_in_message
from backend.law.citing.picker import is_finding
from courses.contests.actions.contests import (
    MOST_FILE_BYTES,
    commit_round,
    edit_round,
    put_question,
    put_questions,
    questions_in,
    remove_question,
    withdraw_paper,
)
from courses.contests.actions.results import disqualify, end_round, publish_round
from courses.contests.export import CSV_TYPE, XLSX_TYPE, write_csv, write_excel
from courses.contests.forms import ImportForm, QuestionForm, ReasonForm, RoundForm
from courses.contests.people import public_results
from courses.contests.views.desk import FIELDS
from courses.contests.windows import state_of
from courses.contests.words import countdown, prizes_of, rules_of, withdrawn_papers
from courses.models import ContestRound
from courses.quizzes.importing import ImportRefused
from members.acting import ActorRequest
from members.models import Branch


def round_run_by(request: ActorRequest, slug: str, number: int) -> ContestRound:
    """Return a round of a contest that the user organises. Raises Http404 for all others."""
    return get_object_or_404(
        ContestRound.objects.filter(
            contest__branch__in=Branch.objects.run_by(request.actor.member)
        ).select_related("contest__branch"),
        contest__slug=slug,
        number=number,
    )


def _render_round(
    request: ActorRequest, round_: ContestRound, *, status: int = 200, **more: Any
) -> HttpResponse:
    results = round_.results.select_related("user", "branch").order_by("position")
    page = paginate(request, results, per_page=50)
    return render(
        request,
        "courses/contests/round_manage.html",
        {
            "contest": round_.contest,
            "round": round_,
            "state": state_of(round_),
            "words": countdown(round_, timezone.now()),
            "rules": rules_of(round_),
            "prizes": prizes_of(round_),
            "page": page,
            "lines": public_results(page),
            "disqualified": round_.disqualifications.select_related("user"),
            "end_form": ReasonForm(),
            "withdraw_form": ReasonForm(),
            "withdrawn": withdrawn_papers(round_),
        }
        | more,
        status=status,
    )


@login_required
@require_safe
def manage(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    return _render_round(request, round_run_by(request, slug, number))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    form = RoundForm(request.POST or None, initial=RoundForm.initial_of(round_))
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, FIELDS):
            edit_round(actor=request.actor, round_=round_, **form.terms())
            return redirect("courses:contest_round_manage", slug, number)
    return render(
        request,
        "courses/contests/round_form.html",
        {"form": form, "contest": round_.contest, "round": round_},
        status=400 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def question(request: ActorRequest, slug: str, number: int, key: str = "") -> HttpResponse:
    """Create a question, or change or remove the one with this key."""
    round_ = round_run_by(request, slug, number)
    known = next((each for each in round_.questions if each["key"] == key), None)
    if key and known is None:
        raise Http404
    form = QuestionForm(
        request.POST or None,
        initial=QuestionForm.initial_of(known) if known else None,
        stored=known["citations"] if known else (),
    )
    if is_finding(request.POST):
        form.errors.clear()
    elif request.method == "POST" and request.POST.get("act") == "remove" and known:
        with refuse_in_message(request):
            remove_question(actor=request.actor, round_=round_, key=key)
        return redirect("courses:contest_round_manage", slug, number)
    elif request.method == "POST" and form.is_valid():
        with refuse_in_form(form, FIELDS):
            put_question(actor=request.actor, round_=round_, question=form.question(key))
            again = request.POST.get("act") == "again"
            return redirect(
                "courses:contest_question_new" if again else "courses:contest_round_manage", slug, number
            )
    return render(
        request,
        "courses/contests/question_form.html",
        {
            "form": form,
            "contest": round_.contest,
            "round": round_,
            "key": key,
            "count": len(round_.questions),
            "only_words": known is not None and "choices" not in known,
        },
        status=400 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def take_in(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    """Import questions from a GIFT, Aiken or Excel file: all or none, with every broken line named.

    The file is read before the key's transaction.
    """
    round_ = round_run_by(request, slug, number)
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read(MOST_FILE_BYTES + 1)
            return _put_questions(request, round_, questions_in(data))
        except ImportRefused as refused:
            problems = [str(problem) for problem in refused.problems[:30]]
            form.add_error("file", _("Tệp còn chỗ hỏng nên chưa nhận câu nào."))
        except DomainError as error:
            add_refusal(form, error, FIELDS)
    return render(
        request,
        "courses/contests/import.html",
        {"form": form, "contest": round_.contest, "round": round_, "problems": problems},
        status=400 if form.errors else 200,
    )


@idempotent
def _put_questions(
    request: ActorRequest, round_: ContestRound, questions: list[dict[str, Any]]
) -> HttpResponse:
    put_questions(actor=request.actor, round_=round_, questions=questions)
    messages.success(request, _("Đã nhận %(count)s câu hỏi.") % {"count": len(questions)})
    return redirect("courses:contest_round_manage", round_.contest.slug, round_.number)


@login_required
@require_POST
@idempotent
def commit(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    with refuse_in_message(request):
        commit_round(actor=request.actor, round_=round_)
        messages.success(request, _("Đã chốt đề. Mã của đề đã ghi vào sổ cái."))
    return redirect("courses:contest_round_manage", slug, number)


@login_required
@require_POST
@idempotent
def withdraw(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refuse_in_message(request):
            withdraw_paper(actor=request.actor, round_=round_, **form.cleaned_data)
            messages.success(request, _("Đã rút đề. Chị sửa rồi chốt lại trước giờ mở."))
        return redirect("courses:contest_round_manage", slug, number)
    return _render_round(request, round_, status=400, withdraw_form=form)


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refuse_in_message(request):
            end_round(actor=request.actor, round_=round_, **form.cleaned_data)
            messages.success(request, _("Đã đóng vòng. Piêu đang tính kết quả."))
        return redirect("courses:contest_round_manage", slug, number)
    return _render_round(request, round_, status=400, end_form=form)


@login_required
@require_POST
@idempotent
def publish(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    with refuse_in_message(request):
        publish_round(actor=request.actor, round_=round_)
        messages.success(request, _("Đã công bố kết quả."))
    return redirect("courses:contest_round_manage", slug, number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def leave_out(request: ActorRequest, slug: str, number: int, entry_id: UUID) -> HttpResponse:
    round_ = round_run_by(request, slug, number)
    result = get_object_or_404(round_.results.select_related("user", "branch"), entry=entry_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form, FIELDS):
            disqualify(actor=request.actor, round_=round_, user=result.user, **form.cleaned_data)
            return redirect("courses:contest_round_manage", slug, number)
    return render(
        request,
        "courses/contests/leave_out.html",
        {"form": form, "contest": round_.contest, "round": round_, "line": public_results([result])[0]},
        status=400 if form.errors else 200,
    )


@login_required
@require_safe
def export(request: ActorRequest, slug: str, number: int, kind: str) -> HttpResponseBase:
    """Download a closed round's results with names and phone numbers, as CSV or Excel."""
    round_ = round_run_by(request, slug, number)
    if round_.closed_at is None or kind not in ("csv", "xlsx"):
        raise Http404
    name = f"{slug}-{number}.{kind}"
    response: HttpResponseBase
    if kind == "csv":
        response = HttpResponse(write_csv(round_), content_type=CSV_TYPE)
    else:
        response = HttpResponse(write_excel(round_), content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
