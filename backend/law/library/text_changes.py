"""The days on which the words of cited places changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import Q

from backend.law.library.models import Provision, ProvisionText
from backend.law.library.standings import Found

MOST_AT_ONCE = 100  # of places in one query


def texts_changed_of(found: Iterable[Found]) -> dict[str, list[dt.date]]:
    """Return {citation: days on which a text of the place, or of one below it, was replaced}, later ones too.

    One query for each hundred citations.
    """
    places = {str(one.citation): one.provision for one in found if one.provision is not None}
    days: dict[str, list[dt.date]] = {}
    for some in batched(places.items(), MOST_AT_ONCE):
        days |= _changed(some)
    return days


def _changed(places: Sequence[tuple[str, Provision]]) -> dict[str, list[dt.date]]:
    wanted = Q()
    for _cite, place in places:
        wanted |= Q(provision__document=place.document_id, provision__sort__startswith=place.sort)
    rows = ProvisionText.objects.filter(wanted).order_by("valid_from_date")
    begun: dict[tuple[int, str, int], list[dt.date]] = defaultdict(list)
    for document, sort, provision, first in rows.values_list(
        "provision__document", "provision__sort", "provision", "valid_from_date"
    ):
        begun[document, sort, provision].append(first)
    # The first text of a provision isn't a change of it.
    again = [(document, sort, days[1:]) for (document, sort, _pk), days in begun.items() if days[1:]]
    return {
        cite: sorted(
            each
            for document, sort, days in again
            if document == place.document_id and sort.startswith(place.sort)
            for each in days
        )
        for cite, place in places
    }
