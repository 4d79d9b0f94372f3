"""Erase the words of events and leave what can be proved."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from members.models import User
from products.actions.photos import erase_unused_photo
from products.models import Photo
from traceability.models import Event, EventDetail


@transaction.atomic
def erase_details(user: User) -> int:
    """Empty the notes, names and photos of events that are `user`'s; their pins stay. Returns how many were emptied."""
    hers = Event.objects.filter(on_behalf_ref=user.ref) | Event.objects.filter(
        on_behalf_ref=None, by_ref=user.ref
    )
    details = EventDetail.objects.filter(event_id__in=hers.values("event_id"), erased_at=None)
    photos = list(Photo.objects.filter(pk__in=details.values("photo")))
    emptied = details.update(text="", photo=None, salt=None, erased_at=timezone.now())
    for photo in photos:
        erase_unused_photo(photo)
    return emptied
