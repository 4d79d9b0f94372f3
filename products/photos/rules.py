from __future__ import annotations

from typing import Any

from products.models import Photo


def may_use_photo(user: Any, photo: Photo) -> bool:
    """Return True if the user may put the photo on a product or certificate.

    That is the user's own upload, or a photo of a producer that the user runs or oversees.
    """
    return Photo.objects.filter(pk=photo.pk).handled_by(user).exists()
