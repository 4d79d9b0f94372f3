"""Change who may see photos, and how far their sizes are made. Every change is stated in an entry."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from backend.ledger.row_states import STATED, state_rows, write_states
from products.photos.enums import PhotoState
from products.photos.models import Photo


@transaction.atomic
def set_public(photos: QuerySet[Photo], *, is_public: bool) -> None:
    """Let everybody see `photos`, or only people of the producer and officers."""
    _set(photos, "is_public", is_public)


@transaction.atomic
def set_state(photos: QuerySet[Photo], state: PhotoState) -> None:
    """State whether the sizes of `photos` are made."""
    _set(photos, "state", state)


def state_photo(photo: Photo) -> None:
    """State the photo as it is stored: its sizes may have been made since the caller read it. Call it in a transaction."""
    state_rows(Photo.objects.select_for_update(no_key=True).get(pk=photo.pk))


def _set(photos: QuerySet[Photo], column: str, value: bool | str) -> None:
    keys = set(photos.exclude(**{column: value}).values_list("pk", flat=True))
    if not keys:
        return
    rows = Photo.objects.filter(pk__in=keys)
    changed = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    rows.update(**{column: value})
    for photo in changed:
        setattr(photo, column, value)
    write_states(STATED, changed)
