"""Members' pages: all courses, one course, one lesson.

Everybody may read; progress is stored for logged-in users.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import hold_refusal, refuse_in_form, refuse_in_message
from backend.theme.reading import for_reading
from courses.authoring.enums import Topic
from courses.authoring.rules import may_edit_course
from courses.authoring.versions import Published, latest_version_id, published, title_of
from courses.law.stale import law_states
from courses.learning.actions.asking import ask_trainer
from courses.learning.actions.learning import (
    current_enrolment,
    mark_lesson_done,
    mark_step_done,
    missing_prerequisites,
    start_course,
)
from courses.learning.ask_form import AskForm
from courses.learning.presenters import LANGUAGE_NAMES, CourseStart, cover_of, lesson_context
from courses.learning.progress import (
    course_progress,
    done_keys,
    lesson_progress,
    next_lesson_key,
    progress_of,
)
from courses.models import Course, Enrolment
from courses.offline.records import written_at
from members.acting import ActorRequest


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List all courses, or those of the topic `?chu-de=`.

    First those that the member has begun, then the others, then finished ones.
    """
    member = request.actor.member if request.actor else None
    language = get_language() or "vi"
    courses = list(Course.objects.published().with_latest())
    enrolment_by_course: dict[int, Enrolment] = {}
    if member:
        rows = Enrolment.objects.filter(user=member, version__course__in=courses).select_related("version")
        for row in rows.defer("version__content", "version__keys").order_by("version__number"):
            enrolment_by_course[row.version.course_id] = row
    progress = progress_of(enrolment_by_course.values())
    wanted = request.GET.get("chu-de", "")
    cards = []
    for course in courses:
        version_id = course.latest_id  # type: ignore[attr-defined]  # with_latest adds it
        if version_id is None or (wanted in Topic.values and course.topic != wanted):
            continue
        version = published(version_id)
        enrolment = enrolment_by_course.get(course.pk)
        cards.append(
            {
                "course": course,
                "title": title_of(version.content, language),
                "summary": version.content["translations"].get(language, {}).get("summary")
                or version.content["summary"],
                "cover": cover_of(version),
                "version": version,
                "lessons": len(version.lessons),
                "enrolment": enrolment,
                "progress": progress.get(enrolment.pk) if enrolment else None,
            }
        )
    cards.sort(key=lambda card: _order(card["enrolment"]))
    return render(
        request,
        "courses/learning/index.html",
        {
            "cards": cards,
            # The one to open next: begun ones come first.
            "next_card": next((card for card in cards if not _is_finished(card["enrolment"])), None),
            "topics": Topic.choices,
            "topic": wanted if wanted in Topic.values else "",
        },
    )


def _is_finished(enrolment: Enrolment | None) -> bool:
    return bool(enrolment and enrolment.finished_at)


def _order(enrolment: Enrolment | None) -> int:
    if enrolment is None:
        return 1
    return 0 if enrolment.finished_at is None else 2


@require_safe
def course(request: ActorRequest, slug: str) -> HttpResponse:
    """Show a course: subject, duration, megabytes, lessons and progress."""
    found = _course(request, slug)
    member = request.actor.member if request.actor else None
    enrolment = current_enrolment(member, found) if member else None
    latest_id = latest_version_id(found)
    version_id = enrolment.version_id if enrolment else latest_id
    if version_id is None:
        raise Http404
    version = published(version_id)
    language = get_language() or "vi"
    done = done_keys(enrolment)
    modules = [
        {
            "title": title_of(module, language),
            "lessons": [
                {
                    "lesson": lesson,
                    "title": title_of(lesson, language),
                    "progress": lesson_progress(lesson, done),
                }
                for lesson in module["lessons"]
            ],
        }
        for module in version.content["modules"]
    ]
    missing = missing_prerequisites(member, found)
    next_key = next_lesson_key(version, done)
    newer = latest_id if enrolment and latest_id != enrolment.version_id else None
    context = {
        "course": found,
        "version": version,
        "title": title_of(version.content, language),
        "summary": version.content["translations"].get(language, {}).get("summary")
        or version.content["summary"],
        "cover": cover_of(version),
        "modules": modules,
        "enrolment": enrolment,
        "progress": course_progress(version, done),
        "next_key": next_key,
        "missing": missing,
        "start": CourseStart(
            enrolment=enrolment,
            next_key=next_key,
            missing=missing,
            is_signed_in=request.user.is_authenticated,
        ),
        "newer": published(newer) if newer else None,
        "languages": [LANGUAGE_NAMES.get(code, code) for code in version.content["languages"]],
        "may_edit": bool(request.actor) and may_edit_course(request.user, found),
    }
    return render(request, "courses/learning/course.html", context)


@login_required
@require_POST
@idempotent
def start(request: ActorRequest, slug: str) -> HttpResponse:
    """Begin the course, or move to its newest version."""
    found = _course(request, slug)
    with refuse_in_message(request) as submission:
        enrolment = start_course(actor=request.actor, course=found)
    if not submission.is_done:
        return redirect("courses:course", slug)
    version = published(enrolment.version_id)
    key = next_lesson_key(version, done_keys(enrolment)) or next(iter(version.lessons))
    return redirect("courses:lesson", slug, key)


@for_reading
@require_safe
def lesson(request: ActorRequest, slug: str, lesson_key: str) -> HttpResponse:
    """Show a lesson as one page, with one screen per step, reached by links within the page.

    It works without scripts.
    """
    found = _course(request, slug)
    member = request.actor.member if request.actor else None
    enrolment = current_enrolment(member, found) if member else None
    version = _version(request, found, enrolment)
    content = version.lessons.get(lesson_key)
    if content is None:
        raise Http404
    law = law_states(content["steps"], timezone.localdate())
    context = lesson_context(request, found, enrolment, version, lesson_key, law=law)
    return render(request, "courses/learning/lesson.html", {**context, "form": AskForm()})


def _version(request: ActorRequest, found: Course, enrolment: Enrolment | None) -> Published:
    version_id = enrolment.version_id if enrolment else latest_version_id(found)
    if version_id is None:
        raise Http404
    return published(version_id)


@login_required
@require_POST
@idempotent
def step_done(request: ActorRequest, slug: str, lesson_key: str) -> HttpResponse:
    """Mark a step (`step`) as done or, without scripts, all of the lesson's steps that need no result."""
    found = _course(request, slug)
    actor = request.actor
    with hold_refusal() as submission:
        enrolment = current_enrolment(actor.member, found) or start_course(actor=actor, course=found)
        if step_key := request.POST.get("step", ""):
            mark_step_done(actor=actor, enrolment=enrolment, lesson_key=lesson_key, step_key=step_key)
        else:
            mark_lesson_done(actor=actor, enrolment=enrolment, lesson_key=lesson_key)
    if not submission.is_done:
        if _wants_json(request):
            return JsonResponse({"error": submission.message}, status=submission.status_code)
        messages.error(request, submission.message)
        return redirect("courses:course", slug)
    version = published(enrolment.version_id)
    progress = lesson_progress(version.lessons[lesson_key], done_keys(enrolment))
    if _wants_json(request):
        return JsonResponse({"done": progress.done, "total": progress.total})
    if not progress.is_complete:
        messages.info(request, _("Đã lưu. Bài còn phần hỏi hoặc bài thực hành."))
        return redirect("courses:lesson", slug, lesson_key)
    following = version.next_lesson(lesson_key)
    if following:
        return redirect("courses:lesson", slug, following["key"])
    return redirect("courses:course", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def ask(request: ActorRequest, slug: str, lesson_key: str) -> HttpResponse:
    """Ask the trainer from a step, by text or voice; also receives questions that a phone stored offline."""
    found = _course(request, slug)
    actor = request.actor
    enrolment = current_enrolment(actor.member, found)
    version = _version(request, found, enrolment)
    content = version.lessons.get(lesson_key)
    if content is None:
        raise Http404
    step_key = request.POST.get("step") or request.GET.get("step", "")
    form = AskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            ask_trainer(
                actor=actor,
                course=found,
                lesson_key=lesson_key,
                step_key=step_key if (lesson_key, step_key) in version.steps else "",
                asked_at=written_at(request.headers),
                **form.cleaned(actor),
            )
            messages.info(request, _("Đã gửi câu hỏi cho giảng viên. Có trả lời, chị được báo."))
            place = reverse("courses:lesson", args=[slug, lesson_key]) + "#hoi-dap"
            return JsonResponse({"next": place}) if _wants_json(request) else redirect(place)
    if form.errors and _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=400)
    return render(
        request,
        "courses/learning/ask.html",
        {"course": found, "lesson": content, "step_key": step_key, "form": form},
        status=400 if form.errors else 200,
    )


def _course(request: ActorRequest, slug: str) -> Course:
    return get_object_or_404(Course.objects.visible_to(request.user), slug=slug)


def _wants_json(request: ActorRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
