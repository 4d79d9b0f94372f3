"""Recordings made in the page: a question, an answer."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from courses.authoring.enums import AssetKind, AssetState
from courses.media.media_files import store_variant
from courses.models import Asset
from members.acting import Actor
from products.photos.audio import read_voice


@transaction.atomic
def keep_voice(*, actor: Actor, file: Any) -> Asset:
    """Store a short recording (1.5 MB) unchanged, without metadata about place and person.

    Raises AudioError.
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
