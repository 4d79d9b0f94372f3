"""Try one question of a draft."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common.submitting import hold_refusal
from courses.authoring.access import course_for
from courses.authoring.publishing import build_content, draft_version
from courses.quizzes.forms.answers import response_of
from courses.quizzes.published_quizzes import AskedQuiz, keys_name
from courses.quizzes.scoring import clean_response, score
from courses.quizzes.showing import question_context, question_result
from members.acting import ActorRequest


@login_required
@require_safe
def try_question(
    request: ActorRequest, slug: str, lesson_key: str, step_key: str, number: int
) -> HttpResponse:
    """Try one question of a draft's quiz by GET alone: shows what was right, and stores nothing."""
    found = course_for(request, slug)
    version = draft_version(found)
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
        "disclosed": question_result(asked, key, response, int(score(full_questions[key], response) * 10_000))
        if response
        else None,
    }
    return render(
        request, "courses/authoring/try_question.html", context, status=200 if submission.is_done else 400
    )
