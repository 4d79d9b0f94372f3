"""What of the law came into force, ended or changed in a year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Q

from backend.law.bulletins.models import BulletinVersion
from backend.law.library.history import ENDING
from backend.law.library.models import Change, Document

FIRST, LAST = 1945, 2199
ONE_DAY = dt.timedelta(days=1)
# Ngày Pháp luật is 9 November; its page is offered on the days around it.
LAW_DAY, DAYS_AROUND = (11, 9), dt.timedelta(days=9)


def year_offered(today: dt.date) -> int | None:
    """Return the year whose page to offer on `today`: this one from 31 October to 18 November; else None."""
    law_day = dt.date(today.year, *LAW_DAY)
    return today.year if abs(today - law_day) <= DAYS_AROUND else None


def year_page(year: int) -> dict[str, Any]:
    """Return {begun, ended: (day, document, bulletin's slug or ""), changed: (document, changes)}.

    A document ends on the day after its last one, or on the day of a recorded change that replaces or repeals it.
    Four queries.
    """
    changes = Change.objects.recorded().filter(from_date__year=year)
    changes = changes.select_related("document", "provision", "by_document").order_by("from_date", "pk")
    whole = Q(kind__in=ENDING, provision=None)
    ended = {row.document: row.from_date for row in changes.filter(whole)}
    last = Document.objects.filter(
        valid_to_date__gte=dt.date(year - 1, 12, 31), valid_to_date__lt=dt.date(year, 12, 31)
    )
    for document in last:
        if document.valid_to_date is not None:
            ended.setdefault(document, document.valid_to_date + ONE_DAY)
    changed: dict[Document, list[Change]] = defaultdict(list)
    for row in changes.exclude(whole):
        changed[row.document].append(row)
    begun = Document.objects.filter(valid_from_date__year=year).order_by("valid_from_date", "number")
    published = BulletinVersion.objects.visible_to(None).order_by("published_at")
    slugs = dict(published.values_list("bulletin__document", "bulletin__slug"))
    return {
        "year": year,
        "begun": [(row.valid_from_date, row, slugs.get(row.pk, "")) for row in begun],
        "ended": sorted(
            ((day, row, slugs.get(row.pk, "")) for row, day in ended.items()),
            key=lambda each: (each[0], each[1].number),
        ),
        "changed": sorted(changed.items(), key=lambda each: each[0].number),
    }
