"""xAPI 1.0.3 statements (Part Two, section 2.4) of members' acts.

The same act gives the same statement and ID.

No name is sent: the actor is an account of this site under a pseudonym.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings

from courses.authoring.versions import published
from courses.models import Attempt, Enrolment
from members.models import User

VERSION = "1.0.3"
# Namespace of all statement IDs: name-based UUIDs of this and the statement's subject.
NAMESPACE = uuid.UUID("0f6f5b62-6d2c-5f0e-9d7e-5b1c0f3a2a11")
VERBS = {
    "initialized": "http://adlnet.gov/expapi/verbs/initialized",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "passed": "http://adlnet.gov/expapi/verbs/passed",
    "failed": "http://adlnet.gov/expapi/verbs/failed",
    "voided": "http://adlnet.gov/expapi/verbs/voided",
}
COURSE = "http://adlnet.gov/expapi/activities/course"
STEP = "http://adlnet.gov/expapi/activities/module"
QUIZ = "http://adlnet.gov/expapi/activities/assessment"
FULL = 10_000


def course_statement(verb: str, enrolment: Enrolment, at: datetime) -> dict[str, Any]:
    """Return the statement that the member began ("initialized") or finished ("completed") a course."""
    version = published(enrolment.version_id)
    activity = _activity(_course_id(version.content["slug"]), COURSE, version.content["title"])
    return _statement(verb, enrolment.user, activity, at, version.number)


def step_statement(enrolment: Enrolment, lesson_key: str, step_key: str, at: datetime) -> dict[str, Any]:
    """Return the statement that the member completed a step, including practice tasks."""
    version = published(enrolment.version_id)
    step = version.steps[lesson_key, step_key]
    title = next((words["title"] for words in step["texts"].values()), "") or step_key
    slug = version.content["slug"]
    activity = _activity(f"{_course_id(slug)}{lesson_key}/#{step_key}", STEP, title)
    return _statement("completed", enrolment.user, activity, at, version.number, within=slug)


def attempt_statement(attempt: Attempt) -> dict[str, Any]:
    """Return the statement that the member passed or failed a quiz.

    `scaled` is 0 to 1. The attempt must be finished.
    """
    assert attempt.finished_at is not None and attempt.score is not None
    version = published(attempt.version_id)
    slug = version.content["slug"]
    step = version.steps[attempt.lesson_key, attempt.step_key]
    title = next((words["title"] for words in step["texts"].values()), "") or attempt.step_key
    activity = _activity(f"{_course_id(slug)}{attempt.lesson_key}/#{attempt.step_key}", QUIZ, title)
    statement = _statement(
        "passed" if attempt.passed else "failed",
        attempt.user,
        activity,
        attempt.finished_at,
        version.number,
        within=slug,
        about=str(attempt.pk),
    )
    statement["result"] = {
        "score": {"scaled": attempt.score / FULL},
        "success": bool(attempt.passed),
        "completion": True,
    }
    return statement


def voiding_statement(user: User, voided: uuid.UUID, at: datetime) -> dict[str, Any]:
    """Return the statement that voids the user's earlier statement `voided`.

    Its ID is derived from `voided`, so each statement has only one voiding.
    """
    return {
        "id": str(uuid.uuid5(NAMESPACE, f"voided {voided}")),
        "actor": _account(user),
        "verb": {"id": VERBS["voided"], "display": {"en-US": "voided"}},
        "object": {"objectType": "StatementRef", "id": str(voided)},
        "timestamp": at.isoformat(timespec="milliseconds"),
        "version": VERSION,
    }


def _statement(
    verb: str,
    user: User,
    activity: dict[str, Any],
    at: datetime,
    version: int,
    *,
    within: str = "",
    about: str = "",
) -> dict[str, Any]:
    context: dict[str, Any] = {"platform": "Piêu", "language": "vi", "revision": str(version)}
    if within:
        context["contextActivities"] = {"parent": [{"objectType": "Activity", "id": _course_id(within)}]}
    name = f"{verb} {user.ref} {activity['id']} {version} {about}"
    return {
        "id": str(uuid.uuid5(NAMESPACE, name)),
        "actor": _account(user),
        "verb": {"id": VERBS[verb], "display": {"en-US": verb}},
        "object": activity,
        "timestamp": at.isoformat(timespec="milliseconds"),
        "context": context,
        "version": VERSION,
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "objectType": "Agent",
        "account": {"homePage": settings.PUBLIC_ORIGIN, "name": str(user.ref)},
    }


def _activity(activity_id: str, kind: str, title: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": activity_id,
        "definition": {"type": kind, "name": {"vi": title}},
    }


def _course_id(slug: str) -> str:
    return f"{settings.PUBLIC_ORIGIN}/hoc/{slug}/"
