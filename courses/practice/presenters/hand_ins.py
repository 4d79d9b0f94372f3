"""What the pages of handed-in work show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from courses.authoring.versions import Published, words_of
from courses.media.media_files import media_of
from courses.models import Course, Enrolment, HandIn
from courses.practice.enums import HandInState, OutcomeKind
from courses.practice.forms import HandInForm
from courses.practice.presenters.tasks import GUIDES, task_state


def hand_in_context(
    course: Course,
    enrolment: Enrolment | None,
    version: Published,
    lesson_key: str,
    step_key: str,
    form: HandInForm | None = None,
) -> dict[str, Any]:
    """Return the context of a practice task's hand-in page, with the member's last 20 hand-ins.

    Without `form`, the page has an empty one.
    """
    lesson, step = version.lessons[lesson_key], version.steps[lesson_key, step_key]
    if form is None:
        form = HandInForm(OutcomeKind(step["task"]["kind"]))
    _language, words = words_of(step["texts"], get_language() or "vi")
    state = task_state(enrolment, lesson_key, step_key)
    rows = (
        HandIn.objects.filter(enrolment=enrolment, lesson_key=lesson_key, step_key=step_key)
        .select_related("by", "enrolment__user")
        .prefetch_related("photos")
        if enrolment
        else HandIn.objects.none()
    )
    past = [hand_in_with_photos(row) for row in rows[:20]]
    waiting = next((one for one in past if one["row"].state == HandInState.WAITING), None)
    number = 1 + [one["key"] for one in lesson["steps"]].index(step_key)
    return {
        "course": course,
        "lesson": lesson,
        "page_url": reverse("courses:hand_in", args=[course.slug, lesson_key, step_key]),
        "lesson_url": reverse("courses:lesson", args=[course.slug, lesson_key]) + f"#b{number}",
        "title": (words["title"] if words else "") or lesson["title"],
        "words": words,
        "guide": GUIDES[form.kind],
        "kind": form.kind.value,
        "form": form,
        "waiting": waiting,
        "past": [one for one in past if one is not waiting],
        "last": next((one for one in past if one["row"].state != HandInState.WITHDRAWN), None),
        "is_done": bool(state and state.done_at),
    }


def hand_in_with_photos(row: HandIn) -> dict[str, Any]:
    """Return the template context of a hand-in: the row, its photos, and the officer who typed it on behalf.

    Fetch photos, `by` and the enrolment's user with the row, to save queries.
    """
    return {
        "row": row,
        "photos": [media for media in (media_of(photo) for photo in row.photos.all()) if media],
        "helper": row.by if row.by_id and row.by_id != row.enrolment.user_id else None,
    }
