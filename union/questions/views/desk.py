"""The desk of those who answer: what waits, one question with the steps that it allows, and the answer's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.outbox_answers import refused_form, saved, wants_json
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from backend.law.citing.picker import is_finding
from members.acting import ActorRequest
from union.questions.actions.answering import (
    Draft,
    approve_answer,
    needs_reader,
    return_answer,
    reuse_answer,
    write_answer,
)
from union.questions.actions.handling import hand_on, merge_question, targets_of
from union.questions.enums import Capacity
from union.questions.forms.answering import AnswerForm, HandOnForm, MergeForm, ReasonForm
from union.questions.models import Answer, PublicAnswer, Question
from union.questions.near import near_public
from union.questions.presenters import handled_page
from union.questions.rules import may_handle, may_publish, may_read_answer, refuse_help

PER_PAGE = 20
MOST_DOUBLES = 20


@never_cache
@login_required
@require_safe
def question_desk(request: ActorRequest) -> HttpResponse:
    """List the questions of the member's branches: what waits, the one due first on top, then what is done."""
    refuse_help(request)
    rows = Question.objects.visible_to(request.actor.member).select_related("branch")
    done = rows.filter(answered_at__isnull=False).order_by("-answered_at")
    page = Paginator(done, PER_PAGE).get_page(request.GET.get("page"))
    waiting = list(rows.waiting()[:PER_PAGE])
    return render(request, "union/questions/desk.html", {"waiting": waiting, "page": page})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def handle_question(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a question to those who answer, and take the step that was chosen."""
    refuse_help(request)
    rows = Question.objects.visible_to(request.actor.member)
    question = get_object_or_404(rows.select_related("branch", "asked_branch", "merged_into"), pk=pk)
    forms = _forms(request, question)
    act = request.POST.get("act", "")
    form = forms.get(act)
    if request.method == "POST" and form is None:
        with refuse_in_message(request):
            _step(request, question, act)
        return redirect("union:handle_question", question.pk)
    status = 200
    if form is not None and form.is_valid():
        with refuse_in_form(form) as submission:
            _fill(request, question, act, form.cleaned_data)
            messages.success(request, _("Đã ghi."))
            return redirect(
                "union:question_desk" if act != "return" else "union:handle_question", *_args(act, pk)
            )
        status = submission.status_code
    elif form is not None:
        status = 400
    context = handled_page(question) | _may(request, question) | {"forms": forms}
    return render(request, "union/questions/handle.html", context, status=status)


def _args(act: str, pk: int) -> list[int]:
    return [pk] if act == "return" else []


def _forms(request: ActorRequest, question: Question) -> dict[str, Any]:
    data, act = request.POST, request.POST.get("act", "")
    others = Question.objects.visible_to(request.actor.member).waiting()
    others = others.filter(topic=question.topic).exclude(pk=question.pk).exclude(text="")
    nearest = others.filter(pk__in=list(others.values_list("pk", flat=True)[:MOST_DOUBLES]))
    found: dict[str, Any] = {
        "hand_on": HandOnForm(data if act == "hand_on" else None, targets=targets_of(question)),
        "return": ReasonForm(data if act == "return" else None),
    }
    if nearest:
        found["merge"] = MergeForm(data if act == "merge" else None, others=nearest)
    return found


def _fill(request: ActorRequest, question: Question, act: str, cleaned: dict[str, Any]) -> None:
    if act == "hand_on":
        hand_on(actor=request.actor, question=question, to=cleaned["to"], reason=cleaned["reason"])
    elif act == "merge":
        merge_question(actor=request.actor, question=question, into=cleaned["into"])
    else:
        return_answer(actor=request.actor, question=question, reason=cleaned["reason"])


def _step(request: ActorRequest, question: Question, act: str) -> None:
    if act == "approve":
        approve_answer(actor=request.actor, question=question)
        messages.success(request, _("Đã gửi trả lời."))
    elif act == "reuse":
        public = get_object_or_404(PublicAnswer, pk=to_id(request.POST.get("public")) or 0)
        reuse_answer(actor=request.actor, question=question, public=public)
        messages.success(request, _("Đã dùng câu trả lời có sẵn."))


def _may(request: ActorRequest, question: Question) -> dict[str, Any]:
    member = request.actor.member
    answer = Answer.objects.filter(question=question).select_related("question__branch", "written_by").first()
    handles = question.is_waiting and may_handle(member, question)
    return {
        "answer": answer,
        "may_write": handles and (answer is None or answer.is_draft),
        "may_move": handles,
        "may_read": bool(answer and answer.is_waiting and may_read_answer(member, answer)),
        "may_publish": question.is_answered and question.has_consent and may_publish(member, question),
        "near": near_public(question.text) if handles and answer is None else [],
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def answer_question(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the answer, with the provisions that it rests on or the place to which it refers."""
    refuse_help(request)
    rows = Question.objects.visible_to(request.actor.member).select_related("branch")
    question = get_object_or_404(rows, pk=pk)
    known = Answer.objects.filter(question=question).first()
    form = AnswerForm(request.POST if request.method == "POST" else None, answer=known)
    status = 200
    if request.method == "POST" and not is_finding(request.POST):
        status = 400
        if form.is_valid():
            cleaned = form.cleaned_data
            draft = Draft(
                text=cleaned["text"],
                capacity=cleaned["capacity"],
                citations=cleaned["citations"],
                place=cleaned["place"],
                card_number=cleaned.get("card_number", ""),
            )
            sends = request.POST.get("act") == "send"
            with refuse_in_form(form) as submission:
                write_answer(actor=request.actor, question=question, draft=draft, sends=sends)
                if not wants_json(request):
                    messages.success(request, _("Đã gửi.") if sends else _("Đã lưu nháp."))
                return saved(request, reverse("union:handle_question", args=[question.pk]))
            status = submission.status_code
        if wants_json(request):
            return refused_form(form, max(status, 400))
    context = {
        "question": question,
        "answer": known,
        "form": form,
        "doubles": question.doubles.count(),
        "needs_reader": needs_reader(question, Capacity.OFFICER),
    }
    return render(request, "union/questions/write_answer.html", context, status=status)
