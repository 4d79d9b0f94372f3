"""Pictures of members, for pages about people: the portraits of their own households."""

from __future__ import annotations

from collections.abc import Sequence

from members.consent.enums import ConsentPurpose
from members.models import Consent, User
from products.models import Photo, ProducerPerson
from products.producers.enums import ProducerKind, ProducerRole
from products.templatetags.photos import photo_url


def portraits_of(*, user_ids: Sequence[int], viewer: User | None) -> dict[int, str]:
    """Return {user id: URL} of the portraits of the users' households that `viewer` may see; few queries.

    Strangers (viewer None) see those that are public and whose owner consents to it. Somebody signed in sees
    those of producers that they run or oversee, staff all.
    """
    if not user_ids:
        return {}
    owners = (
        ProducerPerson.objects.filter(
            user__in=user_ids,
            until=None,
            role=ProducerRole.OWNER,
            producer__kind=ProducerKind.HOUSEHOLD,
            producer__portrait__isnull=False,
        )
        .select_related("producer__portrait")
        .order_by("pk")
    )
    photos = {row.user_id: row.producer.portrait for row in owners if row.producer.portrait}
    if viewer is None:
        agreed = set(
            Consent.objects.filter(
                user__in=photos, purpose=ConsentPurpose.PUBLIC_PHOTO, withdrawn_at=None
            ).values_list("user", flat=True)
        )
        seen = {pk for pk, photo in photos.items() if photo.is_public and pk in agreed}
    else:
        allowed = set(
            Photo.objects.handled_by(viewer)
            .filter(pk__in=[photo.pk for photo in photos.values()])
            .values_list("pk", flat=True)
        )
        seen = {pk for pk, photo in photos.items() if photo.pk in allowed}
    return {pk: photo_url(photos[pk], "mini.jpg") for pk in seen}
