"""Put a ready asset in its place. `Asset.goes_to` is one of

{"step": 12, "place": "picture"}        or "media", "captions"
{"step": 12, "language": "vi", "text_hash": "…"}     the voice that reads those words
{"question": 7, "text_hash": "…"}       the voice that reads that question
{"course": 3}                           its cover
{}                                      nowhere: questions may name it
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.authoring.enums import AudioSource
from courses.media.media_files import media_of
from courses.models import Asset, Course, Question, Step, StepText

PLACES = ("picture", "media", "captions")


def place(asset: Asset) -> bool:
    """Put the asset in its place and replace the old file. Return False if the place no longer exists.

    Call inside a transaction.
    """
    goes_to: dict[str, Any] = asset.goes_to
    if not goes_to:
        return True
    if "course" in goes_to:
        return bool(
            Course.objects.filter(pk=goes_to["course"]).update(cover=asset, changed_at=timezone.now())
        )
    if "question" in goes_to:
        return _read_question(asset, goes_to)
    step = Step.objects.select_for_update().filter(pk=goes_to.get("step") or 0).first()
    if step is None:
        return False
    if goes_to.get("place") in PLACES:
        Step.objects.filter(pk=step.pk).update(**{goes_to["place"]: asset})
    else:
        text, _made = StepText.objects.get_or_create(step=step, language=goes_to["language"])
        text.audio, text.audio_source = asset, AudioSource.RECORDED
        text.audio_text_hash = goes_to["text_hash"]
        text.save(update_fields=["audio", "audio_source", "audio_text_hash"])
    Course.objects.filter(modules__lessons__steps=step).update(changed_at=timezone.now())
    return True


def _read_question(asset: Asset, goes_to: dict[str, Any]) -> bool:
    question = Question.objects.select_for_update().filter(pk=goes_to["question"]).first()
    if question is None:
        return False
    question.body |= {
        "audio": media_of(asset),
        "audio_source": AudioSource.RECORDED.value,
        "audio_text_hash": goes_to["text_hash"],
    }
    question.changed_at = timezone.now()
    question.save(update_fields=["body", "changed_at"])
    Course.objects.filter(question_banks=question.bank_id).update(changed_at=question.changed_at)
    return True


def uploads_for(
    *, step: int | None = None, course: int | None = None, question: int | None = None
) -> QuerySet[Asset]:
    """Return pending and failed uploads to a step, a question or a course's cover, the newest first."""
    wanted = Q(goes_to__course=course)
    if step or question:
        wanted = Q(goes_to__step=step) if step else Q(goes_to__question=question)
    return Asset.objects.filter(wanted).exclude(state="ready").order_by("-created_at")
