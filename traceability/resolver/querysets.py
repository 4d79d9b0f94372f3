from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from products.products.enums import ProductState

if TYPE_CHECKING:
    from traceability.models import (
        CodeLink,
    )
from traceability.lots.querysets import produced_by


class CodeLinkQuerySet(models.QuerySet["CodeLink"]):
    def standing(self) -> CodeLinkQuerySet:
        """Return links that were not ended; their dates may be past or future."""
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> CodeLinkQuerySet:
        """Return links of listed products that were not ended, for everybody; their dates may be past or
        future.

        The producer's people and officers also get the ended links and those of unlisted products. Staff get
        all links.
        """
        rule = Q(product__state=ProductState.LISTED, ended_at=None)
        if user.is_authenticated:
            if user.is_staff:
                return self.all()
            return self.filter(rule | produced_by(user, "product__producer__")).distinct()
        return self.filter(rule)
