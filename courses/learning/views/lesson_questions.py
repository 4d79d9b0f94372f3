"""Pages of members' questions to the trainer, and the answers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.authoring.rules import may_write_courses
from courses.authoring.versions import latest_version_id, published
from courses.learning.actions.asking import answer_question
from courses.learning.forms.lesson_questions import AnswerForm
from courses.media.media_files import media_of
from courses.models import Asked, Course
from members.acting import ActorRequest


@login_required
@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """List questions about the trainer's courses: unanswered first, the longest waiting on top."""
    if not may_write_courses(request.user):
        raise Http404
    rows = (
        Asked.objects.filter(course__in=Course.objects.edited_by(request.user))
        .select_related("course", "voice", "answer_voice")
        .order_by(F("answered_at").desc(nulls_first=True), "asked_at")
    )
    page = paginate(request, rows)
    lines = [(asked, _lesson_title(asked)) for asked in page]
    return render(request, "courses/learning/asked/inbox.html", {"page": page, "lines": lines})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(
        Asked.objects.filter(course__in=Course.objects.edited_by(request.user)).select_related(
            "course", "voice", "answer_voice"
        ),
        pk=pk,
    )
    form = AnswerForm(
        request.POST or None,
        request.FILES or None,
        initial={"text": asked.answer, "is_shared": asked.is_shared},
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            answer_question(actor=request.actor, asked=asked, **form.cleaned(request.actor))
            messages.info(request, _("Đã trả lời. Người hỏi được báo."))
            return redirect("courses:inbox")
    return render(
        request,
        "courses/learning/asked/answer.html",
        {
            "asked": asked,
            "spoken": media_of(asked.voice),
            "lesson_title": _lesson_title(asked),
            "form": form,
        },
        status=400 if form.errors else 200,
    )


def _lesson_title(asked: Asked) -> str:
    version_id = latest_version_id(asked.course)
    lesson = published(version_id).lessons.get(asked.lesson_key) if version_id else None
    return lesson["title"] if lesson else asked.lesson_key
