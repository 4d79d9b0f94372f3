from __future__ import annotations

from typing import Any

from products.models import Photo


def may_use_photo(user: Any, photo: Photo) -> bool:
    """Put it on a product or certificate: one she uploaded, or one of a producer she runs or oversees."""
    return Photo.objects.filter(pk=photo.pk).handled_by(user).exists()
