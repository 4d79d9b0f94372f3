"""Preview a course before it is published: members' templates with the current rows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common.submitting import hold_refusal
from courses.authoring.publishing import build_content
from courses.authoring.versions import Published
from courses.authoring.views.doors import course_for
from courses.learning.forms.learning import AskForm
from courses.learning.progress import course_progress, lesson_progress
from courses.learning.views.learning import LANGUAGE_NAMES, cover_of, lesson_context
from courses.models import Course
from courses.quizzes.forms.answers import response_of
from courses.quizzes.published_quizzes import AskedQuiz, keys_name
from courses.quizzes.scoring import clean_response, score
from courses.quizzes.showing import question_context, question_result
from members.acting import ActorRequest

HERE = {
    "is_preview": True,
    "course_page": "courses:preview",
    "lesson_page": "courses:preview_lesson",
}


def _draft(course: Course) -> Published:
    content, _keys = build_content(course)
    lessons = [lesson for module in content["modules"] for lesson in module["lessons"]]
    return Published(
        id=0,
        course_id=course.pk,
        number=0,
        content=content,
        minutes=sum(lesson["minutes"] for lesson in lessons),
        bytes=sum(lesson["bytes"] for lesson in lessons),
    )


@login_required
@require_safe
def course(request: ActorRequest, slug: str) -> HttpResponse:
    found = course_for(request, slug)
    version = _draft(found)
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
    version = _draft(found)
    if lesson_key not in version.lessons:
        raise Http404
    context = lesson_context(request, found, None, version, lesson_key)
    return render(request, "courses/authoring/preview_lesson.html", {**context, **HERE, "form": AskForm()})


@login_required
@require_safe
def try_question(
    request: ActorRequest, slug: str, lesson_key: str, step_key: str, number: int
) -> HttpResponse:
    """Try one question of a draft's quiz by GET alone: shows what was right, and stores nothing."""
    found = course_for(request, slug)
    version = _draft(found)
    step = version.step(lesson_key, step_key)
    if step is None or "quiz" not in step or not 1 <= number <= len(step["quiz"]["questions"]):
        raise Http404
    quiz = step["quiz"]
    public_questions = {question["key"]: question for question in quiz["questions"]}
    full_questions = build_content(found)[1].get(keys_name(lesson_key, step_key)) or public_questions
    asked = AskedQuiz(0, lesson_key, step_key, quiz, public_questions, full_questions)
    key = quiz["questions"][number - 1]["key"]
    response, submission = {}, hold_refusal()
    if "thu" in request.GET:
        with submission:
            response = clean_response(public_questions[key], response_of(public_questions[key], request.GET))
    context = {
        "course": found,
        "lesson": version.lessons[lesson_key],
        "step_key": step_key,
        "number": number,
        "total": len(public_questions),
        "shown": question_context(asked, "thu", key, response),
        "error": submission.message,
        "told": question_result(asked, key, response, int(score(full_questions[key], response) * 10_000))
        if response
        else None,
    }
    return render(
        request, "courses/authoring/try_question.html", context, status=200 if submission.is_done else 400
    )
