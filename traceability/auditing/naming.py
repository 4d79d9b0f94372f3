"""Describe the lot of a ledger subject, with words to search for."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.utils.translation import gettext as _

from products.models import Certificate
from traceability.models import EpcisThing, EventLot, LabelRun, Lot

MOST = 8


def lot_words(subject: str) -> str:
    """Return a readable name of a ledger subject, such as "lô MHM2611-1 (lot:12)" for "lot:12".

    Events and label runs are named by their lots; products, papers and producers by theirs. At most MOST lots
    are named, the newest ones. Other subjects are returned unchanged.
    """
    kind, _colon, rest = subject.partition(":")
    lots = Lot.objects.none()
    if kind == "lot" and rest.isdecimal():
        lots = Lot.objects.filter(pk=int(rest))
    elif kind == "run" and rest.isdecimal():
        lots = Lot.objects.filter(pk__in=LabelRun.objects.filter(pk=int(rest)).values("lot"))
    elif kind == "product" and rest.isdecimal():
        lots = Lot.objects.filter(product=int(rest))
    elif kind == "certificate" and rest.isdecimal():
        papers = Certificate.objects.filter(pk=int(rest))
        lots = Lot.objects.filter(
            Q(product__in=papers.values("product"))
            | Q(product__producer__in=papers.filter(product=None).values("producer"))
        )
    elif kind == "producer":
        try:
            lots = Lot.objects.filter(product__producer__ref=uuid.UUID(rest))
        except ValueError:
            return subject
    elif subject.startswith("urn:uuid:"):
        try:
            event_id = uuid.UUID(subject.removeprefix("urn:uuid:"))
        except ValueError:
            return subject
        named = EpcisThing.objects.filter(event_id=event_id, lot__isnull=False)
        lots = Lot.objects.filter(
            Q(pk__in=EventLot.objects.filter(event_id=event_id).values("lot")) | Q(pk__in=named.values("lot"))
        )
    found = list(lots.order_by("-pk").values_list("code", flat=True)[: MOST + 1])
    codes = ", ".join(reversed(found[:MOST])) + (", …" if len(found) > MOST else "")
    return f"{_('lô')} {codes} ({subject})" if codes else subject
