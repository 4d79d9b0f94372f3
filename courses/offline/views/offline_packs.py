"""What phones download to store a course: its manifest, its content, and its pages without personal data."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.theme import shell
from backend.theme.reading import for_reading
from courses.authoring.enums import StepKind
from courses.authoring.versions import Published, published, title_of
from courses.law.stale import law_states
from courses.learning.ask_form import AskForm
from courses.learning.presenters import cover_of, lesson_context
from courses.models import Course, CourseVersion
from courses.offline.packs import (
    PAGE_BYTES,
    PackPage,
    content_bytes,
    files_in,
    manifest_bytes,
    small_forms,
    smallest,
)
from courses.offline.quiz_paper import drawn_once, quiz_data
from courses.practice.outcomes import REVIEWED
from courses.practice.presenters.hand_ins import hand_in_context
from courses.quizzes.kinds import kind_scripts
from courses.quizzes.published_quizzes import asked_quiz
from members.acting import ActorRequest

BASE = "courses/offline/page.html"
QUIZ_SCRIPTS = ["courses/law/law.js", "courses/learning/progress.js", "courses/offline/quiz.js"]
# Fetched when an attempt continues. Offline they come from the app's own files (shell files).
ATTEMPT_SCRIPTS = [f"courses/quizzes/{name}.js" for name in ("draw", "score", "given", "countdown")]


@require_safe
def manifest(request: ActorRequest, slug: str) -> HttpResponse:
    """Return the manifest of a version's pack, `/hoc/<course>/goi.json?ban=N`.

    Without `ban` it is that of the newest version.
    """
    row = _row(slug, request.GET.get("ban"))
    response = _hashed(request, manifest_bytes(row))
    # Not in the manifest: pages change with the app, a version never does.
    response["X-Pieu-Shell"] = shell.description()["version"]
    return response


@require_safe
def content(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    return _hashed(request, content_bytes(published(_row(slug, number).pk)))


def _hashed(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
    response["Cache-Control"] = "public, max-age=60"
    return response


def _row(slug: str, number: Any) -> CourseVersion:
    """Return a version of a course that everybody may read. Raises Http404."""
    course = get_object_or_404(Course.objects.visible_to(AnonymousUser()), slug=slug)
    rows = course.versions.select_related("course").defer("content", "keys")
    if number:
        rows = rows.filter(number=number) if str(number).isdecimal() and len(str(number)) < 5 else rows.none()
    row = rows.order_by("-number").first()
    if row is None:
        raise Http404
    return row


def for_nobody(request: ActorRequest) -> ActorRequest:
    """Return the request as an anonymous visitor's, so that its page holds no data of the member."""
    visitor = copy.copy(request)
    visitor.user, visitor.actor = AnonymousUser(), None  # type: ignore[assignment]  # as for visitors
    visitor._messages = []  # type: ignore[attr-defined]  # the member's stay unread
    visitor.is_offline_page = True  # type: ignore[attr-defined]  # lesson.step: link to the offline quiz
    return visitor


def render_for_nobody(request: ActorRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, {**context, "base_page": BASE})
    response["Cache-Control"] = "public, max-age=300"
    patch_vary_headers(response, ["Cookie"])  # the language
    return response


def version_for_everybody(slug: str, number: int) -> tuple[Course, Published]:
    """Return a version that everybody may read, as phones store it. Raises Http404."""
    row = _row(slug, number)
    return row.course, smallest(published(row.pk))


@require_safe
def course_page(request: ActorRequest, slug: str, number: int) -> HttpResponse:
    course, version = version_for_everybody(slug, number)
    language = get_language() or "vi"
    context = {
        "course": course,
        "version": version,
        "title": title_of(version.content, language),
        "summary": version.content["translations"].get(language, {}).get("summary")
        or version.content["summary"],
        "cover": cover_of(version),
        "lessons": [
            {
                "lesson": lesson,
                "title": title_of(lesson, language),
                "steps": [s["key"] for s in lesson["steps"]],
            }
            for lesson in version.lessons.values()
        ],
    }
    return render_for_nobody(for_nobody(request), "courses/offline/course.html", context)


@for_reading
@require_safe
def lesson_page(request: ActorRequest, slug: str, number: int, lesson_key: str) -> HttpResponse:
    course, version = version_for_everybody(slug, number)
    if lesson_key not in version.lessons:
        raise Http404
    visitor = for_nobody(request)
    law = law_states(version.lessons[lesson_key]["steps"])
    context = lesson_context(visitor, course, None, version, lesson_key, law=law)
    for row in context["asked"]:  # a voice identifies its speaker: only the answers are public
        row["voice"] = None
    return render_for_nobody(visitor, "courses/learning/lesson.html", context)


@require_safe
def ask_page(request: ActorRequest, slug: str, number: int, lesson_key: str) -> HttpResponse:
    course, version = version_for_everybody(slug, number)
    if lesson_key not in version.lessons:
        raise Http404
    context = {
        "course": course,
        "version": version,
        "lesson": version.lessons[lesson_key],
        "title": title_of(version.lessons[lesson_key], get_language() or "vi"),
        "form": AskForm(),
    }
    return render_for_nobody(for_nobody(request), "courses/offline/ask.html", context)


@require_safe
def hand_in_page(
    request: ActorRequest, slug: str, number: int, lesson_key: str, step_key: str
) -> HttpResponse:
    """Show the hand-in form of a practice task.

    It can be filled in offline and sent once there is a connection.
    """
    course, version = version_for_everybody(slug, number)
    step = version.step(lesson_key, step_key)
    if step is None or step["kind"] != StepKind.TASK or step["task"]["kind"] not in REVIEWED:
        raise Http404
    context = hand_in_context(course, None, version, lesson_key, step_key)
    return render_for_nobody(for_nobody(request), "courses/practice/hand_in.html", context)


@require_safe
def quiz_page(request: ActorRequest, slug: str, number: int, lesson_key: str, step_key: str) -> HttpResponse:
    course, version = version_for_everybody(slug, number)
    step = version.step(lesson_key, step_key)
    asked = asked_quiz(version.id, lesson_key, step_key)
    if asked is not None:
        asked = replace(asked, public_questions=small_forms(asked.public_questions))
    if step is None or asked is None or step["kind"] != StepKind.QUIZ:
        raise Http404
    law = law_states(asked.quiz["questions"])
    keys = [one["key"] for one in version.lessons[lesson_key]["steps"]]
    place = keys.index(step_key) + 1
    context = {
        "course": course,
        "version": version,
        "lesson": version.lessons[lesson_key],
        "step": step,
        "quiz": asked.quiz,
        "title": asked.quiz["title"] or title_of(version.lessons[lesson_key], get_language() or "vi"),
        "questions": [{**drawn, "law": law.get(drawn["question"]["key"])} for drawn in drawn_once(asked)],
        "data": quiz_data(asked),
        "minutes": -(-asked.quiz["time_limit_seconds"] // 60),
        "scripts": QUIZ_SCRIPTS,
        "later": [*ATTEMPT_SCRIPTS, *kind_scripts()],
        "next_anchor": f"b{place + 1}" if place < len(keys) else "xong",
        "words": {
            "of": _("Câu {number} trong {total}"),
            "saved": _("Đã lưu trên máy, chờ gửi khi có mạng."),
            "different": _("Mỗi mục một số khác nhau."),
            "number": _("Chị viết số, như 12,5."),
            "locked": _("Chị mở tên mình bằng mã PIN thì máy mới ghi bài làm."),
            "late": _("Hết giờ làm bài. Câu trả lời đã lưu vẫn được gửi."),
            "percent": _("{percent} %"),
            "lacking": _("Máy chưa giữ đủ bài này. Chị mở lại khi có mạng."),
        },
    }
    return render_for_nobody(for_nobody(request), "courses/offline/quiz.html", context)


@require_safe
def quiz_manifest(
    request: ActorRequest, slug: str, number: int, lesson_key: str, step_key: str
) -> HttpResponse:
    """Return the manifest of a small pack with one quiz: its page and its questions' files.

    It is for phones without the course's pack.
    """
    _course, version = version_for_everybody(slug, number)
    asked = asked_quiz(version.id, lesson_key, step_key)
    if asked is None:
        raise Http404
    source = reverse("courses:pack_quiz", args=[slug, number, lesson_key, step_key])
    files = files_in(asked.public_questions)
    size = PAGE_BYTES + sum(file["bytes"] for file in files)
    manifest = {"files": files, "pages": [PackPage(page=source, source=source)], "bytes": size}
    response = JsonResponse(manifest)
    response["X-Pieu-Shell"] = shell.description()["version"]
    response["Cache-Control"] = "public, max-age=300"
    return response
