"""One course as its trainers see it: outline, settings, authors, publishing, versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.submitting import add_refusal, refuse_in_form, refuse_in_message
from backend.common.text import to_id
from courses.authoring.access import course_for, module_for, outline_of, part_for
from courses.authoring.actions.arranging import move_part, order_parts, remove_part, restore_part
from courses.authoring.actions.publishing import NotReady, problems_of, publish_course
from courses.authoring.actions.writing import (
    WrittenMeanwhile,
    add_author,
    add_lesson,
    add_module,
    change_course,
    remove_author,
    reopen_course,
    retire_course,
)
from courses.authoring.changes import what_changed
from courses.authoring.forms.authoring import AuthorForm, CourseForm, PublishForm, TitleForm
from courses.authoring.locks import lock_of
from courses.law.stale import audit
from courses.media.media_files import media_of
from courses.media.placing import uploads_for
from courses.media.voices import figures_of, lines_of
from courses.models import Course
from members.acting import ActorRequest
from members.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, slug: str) -> HttpResponse:
    """Show the outline. POST adds a module (`add=module`) or a lesson to the module `module`."""
    course = course_for(request, slug)
    form = TitleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        with refuse_in_form(form):
            if request.POST.get("add") == "module":
                module = add_module(actor=request.actor, course=course, title=title)
                return redirect(f"{request.path}#phan-{module.pk}")
            module = module_for(course, _number(request.POST.get("module")))
            lesson = add_lesson(actor=request.actor, module=module, title=title)
            return redirect("courses:edit_lesson", slug, lesson.pk)
    return render(
        request,
        "courses/authoring/course.html",
        {**_outline(course), "form": form, "added_to": request.POST.get("module") or request.POST.get("add")},
        status=400 if form.errors else 200,
    )


def _number(text: str | None) -> int:
    return to_id(text) or 0


def _outline(course: Course) -> dict[str, Any]:
    modules = outline_of(course)
    stale = audit(courses=[course.pk])
    stale_steps = [row.step.pk for row in stale if row.step]
    wanting = list(lines_of(course))
    old = [line for line in wanting if line.state == "outdated"]
    outdated = {line.step.pk for line in old if line.step}
    old_banks = {line.question.bank_id for line in old if line.question}
    problems = problems_of(course)
    flagged = {problem["lesson"].pk for problem in problems if problem["lesson"]}
    rows = [
        {
            "module": module,
            "lessons": [
                {
                    "lesson": lesson,
                    "steps": len(lesson.steps.all()),
                    "has_problem": lesson.pk in flagged,
                    "is_stale": any(step.pk in stale_steps for step in lesson.steps.all()),
                    "is_outdated": any(
                        step.pk in outdated or (hasattr(step, "quiz") and step.quiz.bank_id in old_banks)
                        for step in lesson.steps.all()
                    ),
                }
                for lesson in module.lessons.all()
            ],
        }
        for module in modules
    ]
    version = course.versions.defer("content", "keys").first()
    return {
        "course": course,
        "modules": rows,
        "problems": problems,
        "stale": stale,
        "figures": figures_of([course])[course.pk],
        "wanting": wanting,
        "version": version,
        "removed": course.removed.all()[:10],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def settings(request: ActorRequest, slug: str) -> HttpResponse:
    """Edit title, summary, topic, note, prerequisites and translations.

    The cover and the authors have forms of their own.
    """
    course = course_for(request, slug)
    others = Course.objects.published().exclude(pk=course.pk).order_by("title")
    form = CourseForm(request.POST or None, course=course, others=others)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        fields = {name: data[name] for name in ("title", "summary", "topic", "note")}
        with refuse_in_form(form) as submission:
            change_course(
                actor=request.actor,
                course=course,
                lock=request.POST.get("lock", ""),
                fields={**fields, "translations": form.words()},
                prerequisites=list(data["prerequisites"]),
            )
            messages.info(request, _("Đã lưu thông tin khoá học."))
            return redirect("courses:edit", slug)
        status = submission.status_code
    course.refresh_from_db()
    context = {
        "course": course,
        "form": form,
        "lock": lock_of(course),
        "is_conflict": status == WrittenMeanwhile.status_code,
        "cover": media_of(course.cover),
        "uploads": uploads_for(course=course.pk),
        "authors": course.authors.order_by("full_name"),
        "author_form": AuthorForm(),
    }
    return render(
        request,
        "courses/authoring/settings.html",
        context,
        status=400 if form.errors and status == 200 else status,
    )


@login_required
@require_POST
@idempotent
def authors(request: ActorRequest, slug: str) -> HttpResponse:
    """Add an author (`login`) or remove one (`remove`)."""
    course = course_for(request, slug)
    form = AuthorForm(request.POST)
    with refuse_in_message(request):
        if removed := request.POST.get("remove"):
            user = get_object_or_404(User.objects.filter(authored_courses=course), pk=_number(removed))
            remove_author(actor=request.actor, course=course, user=user)
        elif form.is_valid():
            user = add_author(actor=request.actor, course=course, login=form.cleaned_data["login"])
            messages.info(request, _("%(name)s cùng soạn khoá này.") % {"name": user})
    if not Course.objects.edited_by(request.actor.member).filter(pk=course.pk).exists():
        return redirect("courses:author_home")
    return redirect("courses:edit_settings", slug)


@login_required
@require_POST
@idempotent
def arrange(request: ActorRequest, slug: str) -> HttpResponse:
    """Move a module, lesson or step (`do`: up, down), or order it and its siblings (`order`: ids).

    `do` remove removes it; `restore` restores a removed one.
    """
    course = course_for(request, slug)
    actor, post = request.actor, request.POST
    back = _way_back(request, course)
    with refuse_in_message(request):
        if restored := post.get("restore"):
            restore_part(actor=actor, removed=get_object_or_404(course.removed, pk=_number(restored)))
            messages.info(request, _("Đã lấy lại."))
            return redirect(back)
        part = part_for(course, post.get("what", ""), post.get("id"))
        if "order" in post:
            order_parts(
                actor=actor,
                part=part,
                keys=[key for text in post["order"].split(",") if (key := to_id(text)) is not None],
            )
        elif post.get("do") == "remove":
            row = remove_part(actor=actor, part=part)
            messages.info(
                request, _("Đã bỏ “%(title)s”. Muốn lấy lại thì xem cuối trang soạn.") % {"title": row}
            )
        else:
            move_part(actor=actor, part=part, by=-1 if post.get("do") == "up" else 1)
            back = f"{back}#{post.get('what')}-{part.pk}"
    return redirect(back)


def _way_back(request: ActorRequest, course: Course) -> str:
    lesson = request.POST.get("lesson", "")
    if (pk := to_id(lesson)) is not None:
        return redirect("courses:edit_lesson", course.slug, pk).url
    return redirect("courses:edit", course.slug).url


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def publish(request: ActorRequest, slug: str) -> HttpResponse:
    """Show what prevents publishing or, if nothing does, a form for the note. POST publishes the course."""
    course = course_for(request, slug)
    form = PublishForm(request.POST or None)
    problems = problems_of(course)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            version = publish_course(actor=request.actor, course=course, note=form.cleaned_data["note"])
            messages.info(request, _("Bản %(number)s đang mở cho chị em học.") % {"number": version.number})
            return redirect("courses:versions", slug)
        except NotReady as error:
            problems, status = error.problems, error.status_code
        except DomainError as error:
            add_refusal(form, error)
            status = error.status_code
    context = {
        "course": course,
        "form": form,
        "problems": problems,
        "figures": figures_of([course])[course.pk],
        "stale": audit(courses=[course.pk]),
        "version": course.versions.defer("content", "keys").first(),
    }
    return render(request, "courses/authoring/publish.html", context, status=400 if form.errors else status)


@login_required
@require_safe
def versions(request: ActorRequest, slug: str) -> HttpResponse:
    """List the latest 50 published versions, the newest first, with their changes."""
    course = course_for(request, slug)
    rows = list(course.versions.select_related("published_by").defer("keys")[:50])
    lines = [
        {
            "version": row,
            "changes": what_changed(rows[place + 1].content if place + 1 < len(rows) else None, row.content)
            if place + 1 < len(rows) or row.number == 1
            else [],
        }
        for place, row in enumerate(rows)
    ]
    return render(request, "courses/authoring/versions.html", {"course": course, "lines": lines})


@login_required
@require_POST
@idempotent
def retire(request: ActorRequest, slug: str) -> HttpResponse:
    """Retire the course, or (`reopen`) offer it again."""
    course = course_for(request, slug)
    if "reopen" in request.POST:
        reopen_course(actor=request.actor, course=course)
        messages.info(request, _("Khoá học mở lại cho chị em."))
    else:
        retire_course(actor=request.actor, course=course)
        messages.info(request, _("Khoá học không nhận người học mới. Ai đã học thì kết quả vẫn giữ."))
    return redirect("courses:edit", slug)
