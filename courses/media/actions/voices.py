"""Short recordings for questions to the trainer and for answers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from backend.common.voice_files import read_voice
from courses.authoring.enums import AssetKind, AssetState
from courses.media.media_files import store_variant
from courses.models import Asset
from members.acting import Actor


@transaction.atomic
def keep_voice(*, actor: Actor, file: Any) -> Asset:
    """Store a short recording (at most 1.5 MB) without re-encoding; tags of MP4 and MP3 files are removed.

    They can hold data about place and person. Raises AudioError.
    """
    voice = read_voice(file)
    return Asset.objects.create(
        kind=AssetKind.AUDIO,
        state=AssetState.READY,
        progress=100,
        original_name=str(getattr(file, "name", ""))[:200],
        uploaded_by=actor.member,
        variants=[store_variant(voice.data, content_type=voice.content_type, label="voice")],
    )
