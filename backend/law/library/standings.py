"""Ask the library what a provision, a document or many citations are on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from backend.law.library.enums import Standing
from backend.law.library.history import Event, Node, Period, boundaries, standing_of
from backend.law.library.models import Change, Document, Provision, ProvisionText
from backend.law.library.references import Citation, Ref, parse_citations


@dataclass(frozen=True, slots=True)
class Found:
    """What the library knows of a citation on a day.

    document: None if the library lacks it. provision: None for a whole document, and if the library lacks it.
    standing: of the place as far as it is known; None without a document.
    changes: the recorded changes of the place, of what holds it and of what is below it, also later ones.
    first_notes: ids of those that the first edition of the text states.
    """

    citation: Citation
    document: Document | None = None
    provision: Provision | None = None
    standing: Standing | None = None
    changes: tuple[Change, ...] = ()
    first_notes: Collection[int] = ()

    @property
    def is_known(self) -> bool:
        """Return whether the cited place itself is in the library."""
        return self.document is not None and (self.provision is not None or not self.citation.ref)

    @property
    def is_in_force(self) -> bool:
        return self.standing == Standing.IN_FORCE

    @property
    def was_read(self) -> bool:
        return self.document is not None and self.document.was_read

    def changed_between(self, first: dt.date, last: dt.date) -> list[Change]:
        """Return the changes that begin after `first` and until `last`, or were recorded between them for earlier.

        Somebody who compared on `first` couldn't know the latter from the library. What the first edition of a text
        states is no news.
        """
        return [change for change in self.changes if self._is_between(change, first, last)]

    def _is_between(self, change: Change, first: dt.date, last: dt.date) -> bool:
        if change.from_date > first:
            return change.from_date <= last
        is_late = first < timezone.localdate(change.recorded_at) <= last
        return is_late and change.pk not in self.first_notes


def standing(target: Document | Provision, day: dt.date | None = None) -> Standing:
    """Return what a document or provision is on `day` (today)."""
    document = target if isinstance(target, Document) else target.document
    path = [] if isinstance(target, Document) else target.path()
    events = events_by_provision(document.pk)
    nodes = [node_of(each, events.get(each.pk, ())) for each in path]
    return standing_of([*nodes, node_of(document, events.get(None, ()))], day or timezone.localdate())


def in_force(target: Document | Provision, day: dt.date | None = None) -> bool:
    """Return whether a document or provision is in force on `day` (today)."""
    return standing(target, day) == Standing.IN_FORCE


def find_standings(citations: Iterable[str | Citation], day: dt.date | None = None) -> dict[str, list[Found]]:
    """Return for each citation what the library knows on `day` (today). Three queries for any number.

    The list has one Found, or one for each article of a range ("97-98"). Raises BadReference.
    """
    asked = {str(each): [each] if isinstance(each, Citation) else parse_citations(each) for each in citations}
    look = Look([one for many in asked.values() for one in many])
    day = day or timezone.localdate()
    return {text: [look.found(one, day) for one in many] for text, many in asked.items()}


def texts_changed(provision: Provision, first: dt.date, last: dt.date) -> list[ProvisionText]:
    """Return the texts of the provision and of all below it that begin after `first` and until `last`."""
    rows = ProvisionText.objects.filter(valid_from_date__gt=first, valid_from_date__lte=last)
    below = rows.filter(provision__document=provision.document_id, provision__sort__startswith=provision.sort)
    return list(below.select_related("provision").order_by("provision__sort", "valid_from_date"))


def events_by_provision(document_id: int) -> dict[int | None, tuple[Event, ...]]:
    """Return the recorded events of each provision of a document; None: of the document itself."""
    events: dict[int | None, list[Event]] = defaultdict(list)
    for change in Change.objects.recorded().filter(document=document_id):
        events[change.provision_id].append(event_of(change))
    return {key: tuple(many) for key, many in events.items()}


def events_of(provision_ids: Iterable[int]) -> dict[int | None, tuple[Event, ...]]:
    """Return the recorded events of these provisions."""
    events: dict[int | None, list[Event]] = defaultdict(list)
    for change in Change.objects.recorded().filter(provision__in=provision_ids):
        events[change.provision_id].append(event_of(change))
    return {key: tuple(many) for key, many in events.items()}


def event_of(change: Change) -> Event:
    return Event(change.kind, Period(change.from_date, change.to_date))


def node_of(row: Document | Provision, events: tuple[Event, ...] = ()) -> Node:
    return Node(Period(row.valid_from_date, row.valid_to_date), events)


@dataclass(slots=True)
class Look:
    """Everything that the standings of `citations` depend on, read at once."""

    citations: list[Citation]
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[tuple[int, str], Provision] = field(default_factory=dict)
    by_pk: dict[int, Provision] = field(default_factory=dict)
    changes: dict[int, list[Change]] = field(default_factory=lambda: defaultdict(list))
    first_notes: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        numbers = {each.number for each in self.citations}
        self.documents = {row.number: row for row in Document.objects.filter(number__in=numbers)}
        if not self.documents:
            return
        refs = {str(ref) for each in self.citations for ref in _upwards(each.ref)}
        held = Provision.objects.filter(document__in=self.documents.values())
        by_document = {row.pk: row for row in self.documents.values()}
        for row in held.filter(Q(ref__in=refs) | Q(ref="")):
            row.document = by_document[row.document_id]
            self.by_pk[row.pk] = row
            if row.ref:
                self.places[row.document_id, row.ref] = row
        changes = Change.objects.recorded().with_origin().filter(document__in=by_document)
        for change in changes.select_related("provision", "by_document").order_by("from_date", "pk"):
            self.changes[change.document_id].append(change)
            if change.is_first_note:  # type: ignore[attr-defined]
                self.first_notes.add(change.pk)

    def next_change(self, citation: Citation, after: dt.date) -> dt.date | None:
        """Return the first day after `after` on which the place changes, begins or ends; None if none is known."""
        found = self.found(citation, after)
        days = boundaries(self._nodes(citation)) | {change.from_date for change in found.changes}
        return min((day for day in days if day > after), default=None)

    def found(self, citation: Citation, day: dt.date) -> Found:
        document = self.documents.get(citation.number)
        if document is None:
            return Found(citation)
        path = self._path(document, citation.ref)
        changes = self.changes.get(document.pk, [])
        provision = self.places.get((document.pk, str(citation.ref))) if citation.ref else None
        held_by = {row.pk for row in path}
        touching = tuple(
            one
            for one in changes
            if one.provision is None
            or one.provision_id in held_by
            or one.provision.sort.startswith(citation.ref.sort)
        )
        state = standing_of(self._nodes(citation), day)
        return Found(citation, document, provision, state, touching, self.first_notes)

    def _nodes(self, citation: Citation) -> list[Node]:
        """Return the place and all that holds it, up to the document; [] for an unknown document."""
        document = self.documents.get(citation.number)
        if document is None:
            return []
        changes = self.changes.get(document.pk, [])
        rows: list[Provision | Document] = [*self._path(document, citation.ref), document]
        return [
            node_of(
                row,
                tuple(
                    event_of(one)
                    for one in changes
                    if one.provision_id == (row.pk if isinstance(row, Provision) else None)
                ),
            )
            for row in rows
        ]

    def _path(self, document: Document, ref: Ref) -> list[Provision]:
        """Return the known rows from the cited place up to the widest container."""
        rows = [
            row for each in _upwards(ref) if (row := self.places.get((document.pk, str(each)))) is not None
        ]
        while rows and (parent := self.by_pk.get(rows[-1].parent_id or 0)) is not None:
            rows.append(parent)
        return rows


def _upwards(ref: Ref) -> list[Ref]:
    """Return `ref` and the places that hold it."""
    places = []
    while ref:
        places.append(ref)
        ref = ref.parent
    return places
