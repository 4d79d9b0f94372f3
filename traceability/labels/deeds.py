"""What entries about labels were about: how many, of which lot."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from backend.common.units import format_number
from backend.ledger.deeds import Deed
from traceability.lots.deeds import lot_name
from traceability.models import LabelRun


def label_phrases(deeds: Sequence[Deed]) -> list[str]:
    runs = LabelRun.objects.select_related("lot__product").in_bulk({deed.subject_pk for deed in deeds})
    phrases = []
    for deed in deeds:
        run = runs.get(deed.subject_pk)
        if run is None:
            phrases.append("")
            continue
        first, last = deed.payload.get("first"), deed.payload.get("last")
        count = last - first + 1 if isinstance(first, int) and isinstance(last, int) else run.count
        labels = _("%(count)s tem") % {"count": format_number(count)}
        phrases.append(deed.about(labels, lot_name(run.lot)))
    return phrases
