"""Trainers' pages to grade essays: the queue, and one attempt's essays with points and remarks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.authoring.rules import may_write_courses
from courses.authoring.versions import published
from courses.models import Answer, Attempt
from courses.quizzes.actions.grading import essays_of, grade_essay, points_words
from courses.quizzes.forms.grading import GradeForm
from courses.quizzes.rules import may_grade
from courses.quizzes.showing import grade_words, render_words
from members.acting import ActorRequest


@login_required
@require_safe
def waiting(request: ActorRequest) -> HttpResponse:
    """List attempts with an ungraded essay, the longest waiting first."""
    if not may_write_courses(request.actor.member):
        raise Http404
    rows = (
        Attempt.objects.to_grade_by(request.actor.member)
        .exclude(user=request.actor.by)
        .select_related("user", "version__course")
        .defer("version__content", "version__keys")
        .order_by("finished_at", "pk")
    )
    page = paginate(request, rows)
    lines = [(row, published(row.version_id).lessons[row.lesson_key]["title"]) for row in page]
    return render(request, "courses/quizzes/grading.html", {"page": page, "lines": lines})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def grade(request: ActorRequest, attempt_id: UUID) -> HttpResponse:
    """Show an attempt's essays. POST grades the essay `answer`; graded essays can be graded again."""
    attempt = get_object_or_404(
        Attempt.objects.select_related("user", "version__course").defer("version__content", "version__keys"),
        pk=attempt_id,
        finished_at__isnull=False,
    )
    if not may_grade(request.actor, attempt):
        raise Http404
    essays, status = _essays(attempt), 200
    wanted = next((each for each in essays if str(each["answer"].pk) == request.POST.get("answer")), None)
    if request.method == "POST" and wanted is None:
        messages.error(request, _("Chị ấy vừa gửi bài viết mới hơn. Chị xem lại rồi chấm."))
        return redirect("courses:grade", attempt.pk)
    if wanted is not None:
        form = GradeForm(request.POST, most=wanted["most"], prefix=wanted["form"].prefix)
        answer: Answer = wanted["answer"]
        if form.is_valid():
            with refuse_in_form(form):
                done = grade_essay(actor=request.actor, answer=answer, **form.cleaned_data)
                if done.waits_for_grade:
                    return redirect("courses:grade", attempt.pk)
                messages.success(request, _("Đã chấm. Chị ấy được báo."))
                return redirect("courses:grading")
        wanted["form"], status = form, 400
    context = {
        "attempt": attempt,
        "essays": essays,
        "course": attempt.version.course,
        "lesson": published(attempt.version_id).lessons[attempt.lesson_key],
    }
    return render(request, "courses/quizzes/grade.html", context, status=status)


def _essays(attempt: Attempt) -> list[dict[str, Any]]:
    found = []
    for number, (question, answer) in enumerate(essays_of(attempt), start=1):
        given = getattr(answer, "grade", None)
        most = points_words(question)
        initial = {"points": grade_words(question, given.share), "remark": given.remark} if given else {}
        found.append(
            {
                "answer": answer,
                "html": render_words(question["text"], question["format"]),
                "given": given,
                "most": most,
                "form": GradeForm(initial=initial, most=most, prefix=f"bai{number}"),
            }
        )
    return found
