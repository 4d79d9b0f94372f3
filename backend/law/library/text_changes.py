"""The days on which the words of cited places changed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched

from django.db.models import Q

from backend.law.library.models import Provision
from backend.law.library.standings import Found

MOST_AT_ONCE = 100  # of places in one query
ONE_DAY = dt.timedelta(days=1)

type _Days = Mapping[tuple[int, str], set[dt.date]]  # of a document's id and a provision's place in it


def texts_changed_of(found: Iterable[Found]) -> dict[str, list[dt.date]]:
    """Return {citation: days on which the words of the place, with all below it, changed}, later ones too.

    They change with a new text of the place or of a provision below it, with a provision that is added below it, and
    with one that ends. The first words of the place aren't a change. One query for each hundred citations.
    """
    places = {str(one.citation): one.provision for one in found if one.provision is not None}
    days: dict[str, list[dt.date]] = {}
    for some in batched(places.items(), MOST_AT_ONCE):
        days |= _changed(some)
    return days


def _changed(places: Sequence[tuple[str, Provision]]) -> dict[str, list[dt.date]]:
    wanted = Q()
    for _cite, place in places:
        wanted |= Q(document=place.document_id, sort__startswith=place.sort)
    begun: dict[tuple[int, str], set[dt.date]] = defaultdict(set)
    ended: dict[tuple[int, str], set[dt.date]] = defaultdict(set)
    rows = Provision.objects.filter(wanted).values_list(
        "document", "sort", "valid_to_date", "texts__valid_from_date", "texts__valid_to_date"
    )
    for document, sort, end, first, last in rows:
        begun[document, sort] |= {first} if first else set()
        ended[document, sort] |= {day + ONE_DAY for day in (end, last) if day}
    return {cite: _days_of(place, begun, ended) for cite, place in places}


def _days_of(place: Provision, begun: _Days, ended: _Days) -> list[dt.date]:
    """Return the days after the place's first words on which words of it or below it begin or end."""

    def below(days: _Days) -> set[dt.date]:
        some = (
            each
            for (document, sort), each in days.items()
            if document == place.document_id and sort.startswith(place.sort)
        )
        return set().union(*some)

    begins = below(begun)
    first = min(begins, default=dt.date.min)
    return sorted(day for day in begins | below(ended) if day > first)
