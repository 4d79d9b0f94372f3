"""Pages of a module, a lesson with its steps, and one step in every language."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.law.citing.picker import is_finding
from courses.authoring.access import course_for, lesson_for, module_for, step_for
from courses.authoring.actions.publishing import problems_of
from courses.authoring.actions.writing import (
    WrittenMeanwhile,
    add_step,
    change_lesson,
    change_module,
    change_step,
    take_media_off,
)
from courses.authoring.enums import AssetKind, Language, StepKind
from courses.authoring.forms.authoring import KindForm, LessonForm, ModuleForm
from courses.authoring.forms.authoring_steps import StepForm
from courses.authoring.locks import lock_of
from courses.law.stale import Book, why_stale
from courses.media.media_files import media_of
from courses.media.placing import uploads_for
from courses.media.speech import text_hash, words_to_read
from courses.media.voices import STATES, state_of, state_of_question
from courses.models import Course, Step
from members.acting import ActorRequest

# Filters of a step's file inputs.
ACCEPTS = {
    "picture": "image/*",
    AssetKind.AUDIO: "audio/*,video/webm",
    AssetKind.VIDEO: "video/*",
    AssetKind.PDF: "application/pdf,.pdf",
    "captions": ".vtt,text/vtt",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def module(request: ActorRequest, slug: str, pk: int) -> HttpResponse:
    course = course_for(request, slug)
    row = module_for(course, pk)
    form = ModuleForm(request.POST or None, module=row)
    status = 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            change_module(
                actor=request.actor,
                module=row,
                lock=request.POST.get("lock", ""),
                title=form.cleaned_data["title"],
                translations=form.words(),
            )
            messages.info(request, _("Đã lưu."))
            return redirect("courses:edit", slug)
        status = submission.status_code
    row.refresh_from_db()
    context = {"course": course, "module": row, "form": form, "lock": lock_of(row)}
    context["is_conflict"] = status == WrittenMeanwhile.status_code
    return render(
        request,
        "courses/authoring/module.html",
        context,
        status=400 if form.errors and status == 200 else status,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def lesson(request: ActorRequest, slug: str, pk: int) -> HttpResponse:
    """List the lesson's steps; POST adds one (`kind`) or saves the lesson's name and duration."""
    course = course_for(request, slug)
    row = lesson_for(course, pk)
    is_adding = "kind" in request.POST
    form = LessonForm(request.POST if request.method == "POST" and not is_adding else None, lesson=row)
    kind_form = KindForm(request.POST if is_adding else None)
    with refuse_in_form(kind_form if is_adding else form) as submission:
        if is_adding and kind_form.is_valid():
            step = add_step(actor=request.actor, lesson=row, kind=kind_form.cleaned_data["kind"])
            return redirect("courses:edit_step", slug, step.pk)
        if request.method == "POST" and not is_adding and form.is_valid():
            data = form.cleaned_data
            change_lesson(
                actor=request.actor,
                lesson=row,
                lock=request.POST.get("lock", ""),
                title=data["title"],
                minutes=data["minutes"],
                translations=form.words(),
            )
            messages.info(request, _("Đã lưu bài."))
            return redirect("courses:edit_lesson", slug, pk)
    status = submission.status_code
    row.refresh_from_db()
    steps = list(
        row.steps.select_related("picture", "media").prefetch_related("texts__audio", "quiz__bank__questions")
    )
    today = timezone.localdate()
    book = Book(citation for one in steps for citation in one.citations)
    problem_by_step = {
        problem["step"].pk: problem["text"] for problem in problems_of(course) if problem["step"]
    }
    lines = [
        {
            "step": step,
            "title": _title_of(step),
            "picture": media_of(step.picture),
            "problem": problem_by_step.get(step.pk, ""),
            "is_stale": any(why_stale(citation, today, book) for citation in step.citations),
            "voice": max(
                [*(state_of(text) for text in step.texts.all()), *_asked(step)], key=STATES.index, default=""
            ),
        }
        for step in steps
    ]
    context = {
        "course": course,
        "lesson": row,
        "lines": lines,
        "form": form,
        "kinds": StepKind.choices,
        "kind_form": kind_form,
        "lock": lock_of(row),
        "is_conflict": status == WrittenMeanwhile.status_code,
        "removed": course.removed.filter(what="step", data__parent=row.key)[:10],
    }
    failed = bool(form.errors or kind_form.errors)
    return render(
        request, "courses/authoring/lesson.html", context, status=400 if failed and status == 200 else status
    )


def _asked(step: Step) -> list[str]:
    """Return the voice states of the questions in the quiz's own bank."""
    if step.kind != StepKind.QUIZ or not hasattr(step, "quiz"):
        return []
    rows = step.quiz.bank.questions.all()
    return [state_of_question(row.body) for row in rows if row.archived_at is None]


def _title_of(step: Step) -> str:
    texts = {text.language: text for text in step.texts.all()}
    text = texts.get(Language.VIETNAMESE) or next(iter(texts.values()), None)
    return (text.title or text.text[:60]) if text else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def step(request: ActorRequest, slug: str, pk: int) -> HttpResponse:
    """Edit the step's texts in every language and its citations; show its files and voices."""
    course = course_for(request, slug)
    row = step_for(course, pk)
    form = StepForm(request.POST or None, step=row)
    status = 200
    if is_finding(request.POST):
        form.errors.clear()
    elif request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            change_step(actor=request.actor, step=row, lock=request.POST.get("lock", ""), **form.arguments())
            messages.info(request, _("Đã lưu bước."))
            return redirect("courses:edit_step", slug, pk)
        status = submission.status_code
    row = step_for(course, pk)
    return render(
        request,
        "courses/authoring/step.html",
        _step_context(course, row, form, is_conflict=status == WrittenMeanwhile.status_code),
        status=400 if form.errors and status == 200 else status,
    )


def _step_context(course: Course, step: Step, form: StepForm, *, is_conflict: bool) -> dict[str, Any]:
    texts = {text.language: text for text in step.texts.all()}
    languages = form.languages()
    for language in languages:
        text = texts.get(language["code"])
        language["saved"] = text if is_conflict else None
        language["voice_state"] = state_of(text)
        language["voice"] = media_of(text.audio) if text else None
        language["hash"] = (
            text_hash(text.title, text.text) if text and words_to_read(text.title, text.text) else ""
        )
        language["reads"] = words_to_read(text.title, text.text) if text else ""
    book, today = Book(step.citations), timezone.localdate()
    steps = list(step.lesson.steps.values_list("pk", flat=True))
    at = steps.index(step.pk)
    media_kind = step.kind if step.kind in (StepKind.AUDIO, StepKind.VIDEO, StepKind.PDF) else ""
    return {
        "course": course,
        "step": step,
        "lesson": step.lesson,
        "number": at + 1,
        "total": len(steps),
        "previous": steps[at - 1] if at else None,
        "next": steps[at + 1] if at + 1 < len(steps) else None,
        "form": form,
        "lock": lock_of(step),
        "is_conflict": is_conflict,
        "languages": languages,
        "picture": media_of(step.picture),
        "media": media_of(step.media),
        "captions": media_of(step.captions),
        "media_kind": media_kind,
        "accepts": {"picture": ACCEPTS["picture"], "media": ACCEPTS.get(media_kind, "")},
        "uploads": uploads_for(step=step.pk),
        "stale": [
            {"citation": citation, "why": why}
            for citation in step.citations
            if (why := why_stale(citation, today, book))
        ],
    }


@login_required
@require_POST
@idempotent
def take_off(request: ActorRequest, slug: str, pk: int) -> HttpResponse:
    """Remove a file or voice from the step (`place`)."""
    course = course_for(request, slug)
    row = step_for(course, pk)
    take_media_off(actor=request.actor, step=row, place=request.POST.get("place", ""))
    return redirect("courses:edit_step", slug, pk)
