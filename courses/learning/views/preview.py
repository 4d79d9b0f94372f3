"""Preview a course before it is published: members' templates with the current rows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.authoring.access import course_for
from courses.authoring.publishing import draft_version
from courses.law.stale import law_states
from courses.learning.ask_form import AskForm
from courses.learning.presenters import LANGUAGE_NAMES, cover_of, lesson_context
from courses.learning.progress import course_progress, lesson_progress
from members.acting import ActorRequest

HERE = {
    "is_preview": True,
    "course_page": "courses:preview",
    "lesson_page": "courses:preview_lesson",
}


@login_required
@require_safe
def course(request: ActorRequest, slug: str) -> HttpResponse:
    found = course_for(request, slug)
    version = draft_version(found)
    context = {
        **HERE,
        "course": found,
        "version": version,
        "title": version.content["title"],
        "summary": version.content["summary"],
        "cover": cover_of(version),
        "modules": [
            {
                "title": module["title"],
                "lessons": [
                    {"lesson": row, "title": row["title"], "progress": lesson_progress(row, frozenset())}
                    for row in module["lessons"]
                ],
            }
            for module in version.content["modules"]
        ],
        "progress": course_progress(version, frozenset()),
        "next_key": next(iter(version.lessons), None),
        "languages": [LANGUAGE_NAMES.get(code, code) for code in version.content["languages"]],
    }
    return render(request, "courses/authoring/preview_course.html", context)


@login_required
@require_safe
def lesson(request: ActorRequest, slug: str, lesson_key: str) -> HttpResponse:
    found = course_for(request, slug)
    version = draft_version(found)
    if lesson_key not in version.lessons:
        raise Http404
    law = law_states(version.lessons[lesson_key]["steps"], timezone.localdate())
    context = lesson_context(request, found, None, version, lesson_key, law=law)
    return render(request, "courses/authoring/preview_lesson.html", {**context, **HERE, "form": AskForm()})
