from __future__ import annotations

from typing import Any

from django.db.models import Q

from courses.models import Asked, Asset, Course, HandIn, Question
from members.rules import is_staff


def may_see_asset(user: Any, asset: Asset) -> bool:
    """Return whether `user` may see the asset. Everybody sees a published asset; staff see all. Otherwise:

    - the person who uploaded it
    - a draft's asset: the authors of a course that uses it, and trainers who see a question that uses it
    - the voice of a question to the trainer, or of an answer: the asker and the course's authors
    - the voice of an answer that the trainer shared: every logged-in user
    - a photo of a hand-in: its owner and the course's authors

    The voice of a question is never shared, because a voice identifies its speaker.
    """
    if asset.is_public:
        return True
    if not user.is_authenticated:
        return False
    if is_staff(user) or asset.uploaded_by_id == user.pk:
        return True
    own_courses = Course.objects.filter(authors=user)
    steps = "modules__lessons__steps"
    used = (
        Q(cover=asset)
        | Q(**{f"{steps}__picture": asset})
        | Q(**{f"{steps}__media": asset})
        | Q(**{f"{steps}__captions": asset})
        | Q(**{f"{steps}__texts__audio": asset})
        | Q(asked__voice=asset)
        | Q(asked__answer_voice=asset)
    )
    if own_courses.filter(used).exists() or HandIn.objects.visible_to(user).filter(photos=asset).exists():
        return True
    if Question.objects.visible_to(user).filter(body__icontains=str(asset.pk)).exists():
        return True
    spoken = Q(user=user) & (Q(voice=asset) | Q(answer_voice=asset))
    return Asked.objects.filter(spoken | Q(answer_voice=asset, is_shared=True)).exists()
