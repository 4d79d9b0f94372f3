"""What waits for a lawyer: provisions with plain words, provisions that public pages cite, and readables.

One lawyer's verdict on the text and words of today is enough. When either changes, the thing waits again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched, chain

from django.urls import reverse

from backend.law.citing.registry import public_places
from backend.law.library.models import Provision
from backend.law.library.references import parse_citations
from backend.law.library.texts import whole_hashes
from backend.law.readings.models import LawyerReading, PlainWords
from backend.law.readings.readables import Readable, readables

# A click looks only as far as the next waiting thing.
AT_ONCE = 20


def waiting(after: Provision | Readable | None = None) -> Iterator[Provision | Readable]:
    """Yield what waits, from what follows `after` in the queue's order to the end, then from its beginning."""
    provisions: Sequence[Provision | Readable] = candidates()
    things = [*provisions, *readables()]
    keys = [_key(each) for each in things]
    at = keys.index(_key(after)) + 1 if after is not None and _key(after) in keys else 0
    left = things[at:] + (things[: at - 1] if at else [])
    readings = list(LawyerReading.objects.standing().select_related("words"))
    for part in batched(left, AT_ONCE):
        yield from _waiting_of(part, readings)


def next_url(after: Provision | Readable | None = None) -> str:
    """Return the page of the next waiting thing; the lawyer's first page if nothing waits."""
    found = next(waiting(after), None)
    return url_of(found) if found is not None else reverse("law:lawyer")


def url_of(thing: Provision | Readable) -> str:
    """Return the lawyer's page of a thing."""
    if isinstance(thing, Readable):
        return reverse("law:lawyer_readable", args=[thing.key])
    return reverse("law:lawyer_provision", args=[thing.pk])


def candidates() -> list[Provision]:
    """Return the provisions with plain words, then those that public pages cite, each in order."""
    rows = Provision.objects.select_related("document").order_by("document__number", "sort")
    worded = list(rows.filter(plain_words__replaced_at=None, plain_words__isnull=False).distinct())
    known = {row.pk for row in worded}
    cited = {(one.number, str(one.ref)) for one in chain.from_iterable(_citations()) if one.ref}
    refs = {ref for _number, ref in cited}
    named = rows.filter(document__number__in={number for number, _ref in cited}, ref__in=refs)
    return worded + [row for row in named if (row.document.number, row.ref) in cited and row.pk not in known]


def _citations() -> Iterator[list]:
    for place in public_places():
        yield from map(parse_citations, place.cites)


def _waiting_of(
    part: Sequence[Provision | Readable], readings: Sequence[LawyerReading]
) -> Iterator[Provision | Readable]:
    provisions = [each for each in part if isinstance(each, Provision)]
    hashes = whole_hashes(provisions) if provisions else {}
    current = PlainWords.objects.current().filter(provision__in=provisions) if provisions else ()
    words = {row.provision_id: row for row in current}
    for each in part:
        if isinstance(each, Readable):
            mine = [row for row in readings if row.readable == each.key]
            if not any(row.is_of(each.sha256, None) for row in mine):
                yield each
            continue
        own = words.get(each.pk)
        # Without text and words there is nothing to read.
        mine = [row for row in readings if row.provision_id == each.pk]
        if (hashes[each.pk] or own) and not any(row.is_of(hashes[each.pk], own) for row in mine):
            yield each


def _key(thing: Provision | Readable) -> str | int:
    return thing.key if isinstance(thing, Readable) else thing.pk
