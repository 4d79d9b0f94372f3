"""Data in a quiz's pages for the phone, so that a quiz begun online continues offline (signal.js)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.versions import published
from courses.models import Attempt, Course
from courses.quizzes.kinds import kind_named
from members.acting import ActorRequest


def signal_of(
    request: ActorRequest,
    course: Course,
    version_id: int,
    place: tuple[str, str],
    *,
    attempt: Attempt | None = None,
    had: int = 0,
    **page: Any,
) -> dict[str, Any] | None:
    """Return the data for the quiz's script; None if the quiz can't continue offline.

    It can't while acting on behalf (làm hộ), or in a course that not everybody may read.
    place: keys of lesson and step. page: data of the page itself, passed on to the script.
    """
    if (
        request.actor.is_helping
        or not Course.objects.visible_to(AnonymousUser()).filter(pk=course.pk).exists()
    ):
        return None
    number = published(version_id).number
    signal: dict[str, Any] = {
        "course": course.slug,
        "version": number,
        "name": "/".join(place),
        "page": reverse("courses:quiz", args=[course.slug, *place]),
        "kept": reverse("courses:pack_quiz", args=[course.slug, number, *place]),
        "manifest": reverse("courses:pack_quiz_manifest", args=[course.slug, number, *place]),
        "sync": reverse("courses:sync"),
        "now": timezone.now().isoformat(),
        "words": {
            "saved": _("Mất mạng: câu trả lời đã lưu trên máy, chờ gửi."),
            "different": _("Mỗi mục một số khác nhau."),
            "number": _("Chị viết số, như 12,5."),
        },
        **page,
    }
    if script := kind_named(page.get("kind")).script:
        signal["script"] = script
    if attempt is not None:
        signal["attempt"] = {
            "id": str(attempt.pk),
            "started": attempt.started_at.isoformat(),
            "answers": dict(attempt.answers.filter(counts=True).values_list("question_key", "response")),
            "had": had or attempt.number,
        }
        signal["folder"] = reverse("courses:quiz_result", args=[attempt.pk])
    return signal
