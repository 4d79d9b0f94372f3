"""Which lot a ledger subject is about, in words that somebody can look for."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from traceability.models import EventLot, LabelRun, Lot


def lot_words(subject: str) -> str:
    """
    "lot:12" as "lô MHM2611-1 (lot:12)"; subjects of events and label runs by their lots; what has no lot as it stands.
    """
    kind, _colon, rest = subject.partition(":")
    lots = Lot.objects.none()
    if kind == "lot" and rest.isdecimal():
        lots = Lot.objects.filter(pk=int(rest))
    elif kind == "run" and rest.isdecimal():
        lots = Lot.objects.filter(pk__in=LabelRun.objects.filter(pk=int(rest)).values("lot"))
    elif subject.startswith("urn:uuid:"):
        try:
            event_id = uuid.UUID(subject.removeprefix("urn:uuid:"))
        except ValueError:
            return subject
        lots = Lot.objects.filter(pk__in=EventLot.objects.filter(event_id=event_id).values("lot"))
    codes = ", ".join(lots.order_by("pk").values_list("code", flat=True))
    return f"{_('lô')} {codes} ({subject})" if codes else subject
