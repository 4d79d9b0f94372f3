"""What entries about learning were about: the course."""

from __future__ import annotations

from collections.abc import Sequence

from backend.ledger.deeds import Deed
from courses.models import Course


def course_phrases(deeds: Sequence[Deed]) -> list[str]:
    slugs = {deed.subject_id for deed in deeds}
    titles = dict(Course.objects.filter(slug__in=slugs).values_list("slug", "title"))
    return [deed.about(titles[deed.subject_id]) if deed.subject_id in titles else "" for deed in deeds]
