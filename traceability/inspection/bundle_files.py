"""The bundle file for an inspector, from the page or over the API."""

from __future__ import annotations

import math

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from traceability.inspection.bundle import Bundle, write_bundle
from traceability.inspection.contents import contents_of
from traceability.models import Inspection, Lot

# In one bundle; more lots need several bundles.
MOST_LOTS = 1000


def lots_of(inspection: Inspection) -> QuerySet[Lot]:
    """Return all lots of the inspected producer, oldest first.

    So a newly opened lot moves no other lot into another part of the bundle.
    """
    return (
        Lot.objects.filter(product__producer=inspection.producer)
        .select_related("product__producer")
        .order_by("pk")
    )


def parts_of(inspection: Inspection) -> int:
    """Return the number of bundles for all the producer's lots, with MOST_LOTS in each."""
    return max(1, math.ceil(lots_of(inspection).count() / MOST_LOTS))


def bundle_file(inspection: Inspection, lot: Lot | None, part: int = 1) -> tuple[str, bytes]:
    """Return name and ZIP for `lot`, or for the part with number `part` of all lots, MOST_LOTS in each part.

    The caller has recorded the view before.
    """
    made_at = timezone.now().isoformat(timespec="milliseconds")
    chosen = [lot] if lot else list(lots_of(inspection)[(part - 1) * MOST_LOTS : part * MOST_LOTS])
    body = write_bundle(Bundle(made_at, settings.PUBLIC_ORIGIN, contents_of(chosen, made_at=made_at)))
    of = parts_of(inspection)
    which = lot.code if lot else str(inspection.producer_id)
    return f"ho-so-{which}{f'-phan-{part}-cua-{of}' if of > 1 and not lot else ''}.zip", body
