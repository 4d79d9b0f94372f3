"""Public answers as places that cite law: the clock tells their publishers of changes, and the pages of the law name them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.law.citing.places import cite_of
from backend.law.citing.registry import CitingPlace
from union.questions.models import PublicAnswer


def citing_answers() -> Iterator[CitingPlace]:
    """Yield each public answer that cites law. It was compared with the law on the day on which it was published."""
    for row in PublicAnswer.objects.visible_to(None).exclude(citations=[]):
        yield CitingPlace(
            key=f"answer:{row.pk}",
            kind=_("Hỏi đáp"),
            name=row.title,
            cites=tuple(dict.fromkeys(cite_of(each) for each in row.citations)),
            checked=timezone.localdate(row.published_at),
            url=reverse("union:public_answer", args=[row.pk]),
            owners=(row.published_by_id,) if row.published_by_id else (),
        )
