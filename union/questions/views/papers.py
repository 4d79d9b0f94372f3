"""The checklist of free legal aid, the printed form of a question, what an officer copies from one, figures, and her voice."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.media import serve
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.law.citing.places import places_of
from backend.law.situations.stock import stock
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from members.models import Branch
from union.models import Alarm
from union.questions.actions.asking import Asked, take_down_question
from union.questions.actions.handling import call_ordinary
from union.questions.danger import is_in_danger
from union.questions.drafting import draft_situation
from union.questions.enums import QuestionState
from union.questions.figures import figures_by_branch, figures_by_topic
from union.questions.forms.asking import PaperForm
from union.questions.hearing import PREFIX, may_hear
from union.questions.legal_aid import legal_aid
from union.questions.models import Question
from union.questions.rules import may_handle, refuse_help

DAYS = 365


@for_reading
@never_cache
@require_safe
def check_legal_aid(request: HttpRequest) -> HttpResponse:
    """Show who has a right to free legal aid. She ticks for herself; nothing is sent."""
    aid = legal_aid()
    context = {
        "groups": [each for each in aid.groups if not each.is_poor],
        "poor": [each for each in aid.groups if each.is_poor],
        "cited": places_of(aid.cites),
        "place": stock().places["tro-giup-phap-ly"],
    }
    return render(request, "union/questions/legal_aid.html", context)


@for_reading
@require_safe
def paper_form(request: HttpRequest) -> HttpResponse:
    """Show the form that is printed, filled in by hand and given to an officer."""
    return render(request, "union/questions/paper.html", {"topics": stock().topics.values()})


@never_cache
@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def take_down(request: ActorRequest) -> HttpResponse:
    """Copy a paper, or write what a woman without an account says."""
    branches = Branch.objects.run_by(request.actor.member).filter(is_active=True)
    form = PaperForm(request.POST if request.method == "POST" else None, branches=branches)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            row = take_down_question(actor=request.actor, asked=Asked(**form.cleaned_data))
            if is_in_danger(request, row):
                messages.warning(
                    request, _("Đã ghi câu hỏi. Lời này có thể là nguy hiểm: Piêu đã báo người trực.")
                )
            else:
                messages.success(request, _("Đã ghi câu hỏi."))
            return redirect("union:handle_question", row.pk)
        status = submission.status_code
    return render(request, "union/questions/take_down.html", {"form": form}, status=status)


@never_cache
@desk_only
@require_safe
def figures(request: ActorRequest) -> HttpResponse:
    """Show the last year's figures of the member's topmost branch, and by topic; none of fewer than five women."""
    top = Branch.objects.run_by(request.actor.member).order_by("path").first()
    if top is None:
        raise Http404
    last = timezone.localdate()
    first = last - dt.timedelta(days=DAYS)
    context = {
        "first": first,
        "branch": top,
        "by_branch": figures_by_branch(top, first, last),
        "by_topic": figures_by_topic(first, last),
    }
    return render(request, "union/questions/figures.html", context)


@never_cache
@desk_only
@require_safe
def draft(request: ActorRequest, topic: str) -> HttpResponse:
    """Return the draft of a situation about a topic that many asked about, as a TOML file."""
    last = timezone.localdate()
    text = draft_situation(topic, last - dt.timedelta(days=DAYS), last)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{topic}-chua-doc.toml"'
    return response


@never_cache
@login_required
@require_safe
def voice(request: ActorRequest, pk: int) -> HttpResponse | FileResponse:
    """Play what she said, to those who answer; before somebody has listened, to officers on duty."""
    refuse_help(request)
    row = get_object_or_404(Question.objects.select_related("branch").exclude(voice=""), pk=pk)
    member = request.actor.member
    answers = Question.objects.visible_to(member).filter(pk=pk).exists() and may_handle(member, row)
    if not answers and not may_hear(member, row):
        raise Http404
    return serve(
        request, str(row.voice), content_type=row.voice_type, is_public=False, cache_control="no-store"
    )


@never_cache
@login_required
@require_POST
@idempotent
def hear(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a spoken question names no danger; those who answer get it."""
    refuse_help(request)
    row = get_object_or_404(
        Question.objects.filter(state__in=[QuestionState.UNHEARD, QuestionState.ASKED]), pk=pk
    )
    alarm = get_object_or_404(Alarm.objects.visible_to(request.actor.by), key=f"{PREFIX}{row.ref}")
    with refuse_in_message(request) as submission:
        call_ordinary(actor=request.actor, question=row)
    if submission.is_done:
        messages.success(request, _("Đã chuyển cho người trả lời."))
    return redirect("union:alarm", alarm.ref)
