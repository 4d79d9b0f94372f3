"""Published bulletins as places that cite law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.law.bulletins.models import BulletinVersion
from backend.law.citing.registry import CitingPlace


def citing_bulletins() -> Iterator[CitingPlace]:
    """Yield each published bulletin from the day on which its law is in force.

    Before that day, the audit would report every citation as not yet in force.
    What it says of before isn't checked: that has ended on purpose.
    """
    for version in BulletinVersion.objects.visible_to(None).filter(from_date__lte=timezone.localdate()):
        words = version.words
        sentences = (words.whom, *(row.after for row in words.changes), *words.steps)
        published = timezone.localdate(version.published_at) if version.published_at else dt.date.min
        yield CitingPlace(
            key=f"bulletin:{version.bulletin_id}",
            kind=_("Bản tin luật"),
            name=version.title,
            cites=tuple(dict.fromkeys(cite for each in sentences for cite in each.cites)),
            checked=max(published, version.from_date or published),
            url=reverse("law:bulletin", args=[version.bulletin.slug]),
            owners=(version.written_by_id,) if version.written_by_id else (),
        )
