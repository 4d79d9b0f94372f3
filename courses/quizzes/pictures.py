"""Resolve the files that a question names from their stored assets, never from a form or an imported file."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.media.media_files import media_of
from courses.models import Asset
from courses.quizzes.questions import QuestionInvalid


def _places(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield (field for errors, dict, name in that dict) of every place for a file in a question."""
    for name in ("picture", "audio"):
        yield name, body, name
    for number, row in enumerate(body.get("choices", [])):
        yield f"choices.{number}.picture", row, "picture"


def media_in(body: dict[str, Any]) -> set[str]:
    """Return the ids of the files that the question names."""
    return {str(holder[name]["id"]) for _field, holder, name in _places(body) if holder.get(name)}


def with_known_media(
    user: Any, body: dict[str, Any], *, existing: AbstractSet[str] = frozenset()
) -> dict[str, Any]:
    """Return `body` with the data of each file replaced by that of its asset.

    Allowed are files that `user` may see, and files that were there before (`existing`). Otherwise an
    imported comment could show a picture from another server, or publish a draft of another person. Raises
    QuestionInvalid at the file's field.
    """
    made = {**body, **({"choices": [dict(row) for row in body["choices"]]} if "choices" in body else {})}
    wanted = {key for key in media_in(made) if _is_uuid(key)}
    assets = {str(asset.pk): asset for asset in Asset.objects.filter(pk__in=wanted)} if wanted else {}
    visible = (
        {
            str(key)
            for key in Asset.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)
        }
        if wanted
        else set()
    )
    for field, holder, name in _places(made):
        if not holder.get(name):
            continue
        key = str(holder[name]["id"])
        media = media_of(assets[key]) if key in assets and (key in visible or key in existing) else None
        if media is None:
            raise QuestionInvalid(
                {field: _("Tệp này không có trên máy chủ của Hội. Chị tải lên rồi chọn lại.")}
            )
        holder[name] = media
    return made


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
