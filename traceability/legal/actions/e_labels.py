"""Store every version of an e-label (Decree 37/2026/NĐ-CP, Art. 53(3)), whether somebody views it or not."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import override

from traceability.models import ELabelKept, Lot
from traceability.scans.origin.content import product_content
from traceability.scans.origin.facts import facts_of
from traceability.scans.origin.publishing import lacks_of, publish_if_complete

AT_ONCE = 200


def keep_changed_labels() -> int:
    """Publish the e-labels that changed since they were stored, at most AT_ONCE; return how many were read.

    The clock runs this every minute, so a version is in the ledger within about a minute of its change. Of
    several changes in a minute only the last is stored. A change by the date alone, such as an expired
    paper, is stored when the label is next shown or changed. Safe to run twice.
    """
    current = Q(
        label_kept__page_version=F("page_version"), label_kept__facts_version=F("product__facts_version")
    )
    changed = Lot.objects.filter(product__e_labels__isnull=False).filter(Q(label_kept=None) | ~current)
    ids = list(changed.order_by("pk").distinct().values_list("pk", flat=True)[:AT_ONCE])
    for pk in ids:
        with transaction.atomic(), override(settings.LANGUAGE_CODE):
            lot = Lot.objects.select_related(
                "place",
                "product__producer__unit__parent",
                "product__producer__branch",
                "product__producer__verified_by",
            ).get(pk=pk)
            content = product_content(lot)
            publish_if_complete(lot, facts_of(lot, content), lacks_of(lot, content))
            ELabelKept.objects.update_or_create(
                lot=lot,
                defaults={"page_version": lot.page_version, "facts_version": lot.product.facts_version},
            )
    return len(ids)
