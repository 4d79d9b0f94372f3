"""Where an asset goes once it can be used. `Asset.goes_to` is one of

{"step": 12, "place": "picture"}        or "media", "captions"
{"step": 12, "language": "vi", "text_hash": "…"}     the voice that reads those words
{"course": 3}                           its cover
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from courses.enums.courses import AudioSource
from courses.models import Asset, Course, Step, StepText

PLACES = ("picture", "media", "captions")


def place(asset: Asset) -> bool:
    """Put it there; what stood there goes out of the course. False where the place is gone. Inside a transaction."""
    goes_to: dict[str, Any] = asset.goes_to
    if "course" in goes_to:
        return bool(
            Course.objects.filter(pk=goes_to["course"]).update(cover=asset, changed_at=timezone.now())
        )
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


def uploads_for(*, step: int | None = None, course: int | None = None) -> Any:
    """Uploads on their way to a step or a cover, and those that came to nothing, the newest first."""
    wanted = Q(goes_to__step=step) if step else Q(goes_to__course=course)
    return Asset.objects.filter(wanted).exclude(state="ready").order_by("-created_at")
