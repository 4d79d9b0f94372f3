"""List a trainer's courses, and create one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from courses.authoring.actions.writing import adopt_course, create_course
from courses.authoring.enums import Topic
from courses.authoring.forms.authoring import NewCourseForm
from courses.authoring.rules import may_write_courses
from courses.law.stale import audit
from courses.media.voices import figures_of
from courses.models import Course
from members.acting import ActorRequest


@login_required
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """List the trainer's courses with figures and outdated citations.

    Also lists built-in courses without authors.
    """
    member = request.actor.member
    if not may_write_courses(member):
        raise Http404
    courses = list(Course.objects.edited_by(member).with_latest().order_by("retired_at", "title"))
    figures = figures_of(courses)
    stale = audit(courses=[course.pk for course in courses])
    cards = [
        {
            "course": course,
            "is_published": course.latest_id is not None,  # type: ignore[attr-defined]  # with_latest adds it
            "figures": figures[course.pk],
            "stale": sum(row.course == course for row in stale),
        }
        for course in courses
    ]
    unclaimed = Course.objects.filter(is_builtin=True, authors=None).exclude(
        pk__in=[course.pk for course in courses]
    )
    return render(
        request,
        "courses/authoring/home.html",
        {"cards": cards, "unclaimed": unclaimed, "stale": stale[:20], "stale_count": len(stale)},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    if not may_write_courses(request.actor.member):
        raise Http404
    form = NewCourseForm(request.POST or None, initial={"topic": Topic.BUSINESS})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            course = create_course(actor=request.actor, **form.cleaned_data)
            return redirect("courses:edit", course.slug)
    return render(request, "courses/authoring/new.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def adopt(request: ActorRequest, slug: str) -> HttpResponse:
    if not may_write_courses(request.actor.member):
        raise Http404
    course = get_object_or_404(Course, slug=slug, is_builtin=True)
    try:
        adopt_course(actor=request.actor, course=course)
    except DomainError:
        messages.error(request, _("Khoá này đã có người khác nhận soạn."))
        return redirect("courses:author_home")
    return redirect("courses:edit", slug)
