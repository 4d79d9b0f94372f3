from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from products.models import Photo
from products.producers.querysets import OfProducers


class PhotoQuerySet(OfProducers["Photo"]):
    def handled_by(self, user: Any) -> PhotoQuerySet:
        """Filter to photos that the user uploaded, or that a helper uploaded for the user.

        Also keep photos of producers that the user runs or oversees. Staff see all.
        """
        if not user.is_authenticated:
            return self.none()
        return self._handled_or(Q(uploaded_by=user) | Q(on_behalf_of=user), user)

    def visible_to(self, user: Any) -> PhotoQuerySet:
        """Filter to public photos, and photos that the user, or a helper for the user, uploaded.

        Also keep photos of producers that the user runs or oversees. Staff see all.
        """
        rule = Q(is_public=True)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            rule |= Q(pk__in=self.model.objects.handled_by(user).values("pk"))
        return self.filter(rule)
