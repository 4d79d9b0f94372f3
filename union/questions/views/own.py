"""The asker's pages: one question at its secret address, and all of an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_message
from members.acting import ActorRequest
from union.questions.actions.asking import withdraw_question
from union.questions.actions.publishing import give_consent, withdraw_consent
from union.questions.models import Question
from union.questions.presenters import asker_page
from union.questions.rules import refuse_help

MOST_SHOWN = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def question(request: ActorRequest, ref: str) -> HttpResponse:
    """Show who has the question until when, its way and the answer, at an address that nobody can guess."""
    rows = Question.objects.select_related("branch", "merged_into", "asker")
    row = get_object_or_404(rows, ref=ref)
    if request.method == "POST":
        act = request.POST.get("act", "")
        asker = request.actor.by if request.actor else None
        with refuse_in_message(request):
            if act == "withdraw":
                withdraw_question(question=row, asker=asker)
                messages.success(request, _("Đã rút lại câu hỏi và xoá lời của chị."))
            elif act == "consent":
                give_consent(question=row, asker=asker)
                messages.success(request, _("Cảm ơn chị. Cán bộ viết lại rồi mới đăng."))
            elif act == "withdraw_consent":
                withdraw_consent(question=row, asker=asker)
                messages.success(request, _("Đã rút lại. Không ai đọc được nữa."))
        return redirect("union:question", row.ref)
    return render(request, "union/questions/question.html", asker_page(row))


@never_cache
@login_required
@require_safe
def own_questions(request: ActorRequest) -> HttpResponse:
    """List the member's own questions, the newest first: to herself alone."""
    refuse_help(request)
    rows = Question.objects.asked_by(request.actor.member).select_related("branch").order_by("-asked_at")
    return render(request, "union/questions/own.html", {"questions": rows[:MOST_SHOWN]})
