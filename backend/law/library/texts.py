"""The words of a provision on a day, its own and those of all below it, and their hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import batched
from operator import or_

from django.db.models import Q
from django.utils import timezone

from backend.law.library.enums import ProvisionKind, Standing
from backend.law.library.history import Event, Node, Period, standing_of
from backend.law.library.models import Provision, ProvisionText
from backend.law.library.standings import events_by_provision, events_of

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A provision and its own words on a day; None where the library holds none. depth: 0 for the asked one."""

    provision: Provision
    text: ProvisionText | None
    depth: int

    @property
    def lead(self) -> str:
        """Return the number as it is printed before the words: "2." or "đ)"; "" for an article."""
        signs = {ProvisionKind.CLAUSE: ".", ProvisionKind.POINT: ")"}
        sign = signs.get(ProvisionKind(self.provision.kind))
        return f"{self.provision.number}{sign}" if sign else ""

    @property
    def words(self) -> str:
        return self.text.text if self.text else ""


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, composed and with white space folded, as hex."""
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    return hashlib.sha256(folded.encode()).hexdigest()


def text_of(provision: Provision, day: dt.date | None = None) -> ProvisionText | None:
    """Return the provision's own words on `day` (today); None if the library holds none."""
    return provision.texts.on(day or timezone.localdate()).first()


def pieces_of(provision: Provision, day: dt.date | None = None) -> list[Piece]:
    """Return the provision and all below it, in order, with their words on `day`. Three queries.

    What has ended on that day is left out, except the provision itself: a page shows what an ended article said.
    """
    day = day or timezone.localdate()
    rows = list(Provision.objects.below(provision.document_id, provision.place)) if provision.ref else []
    rows = rows or [provision]
    texts = {row.provision_id: row for row in ProvisionText.objects.on(day).filter(provision__in=rows)}
    return _pieces(provision, rows, texts, events_by_provision(provision.document_id), day)


def _pieces(
    provision: Provision,
    rows: Iterable[Provision],
    texts: Mapping[int, ProvisionText],
    events: Mapping[int | None, tuple[Event, ...]],
    day: dt.date,
) -> list[Piece]:
    nodes: dict[int, tuple[Node, ...]] = {}
    pieces = []
    for row in rows:
        row.document = provision.document
        own = Node(Period(row.valid_from_date, row.valid_to_date), events.get(row.pk, ()))
        is_root = row.pk == provision.pk
        path = () if is_root else (own, *nodes.get(row.parent_id or 0, ()))
        nodes[row.pk] = path
        if is_root or standing_of(path, day) == Standing.IN_FORCE:
            pieces.append(Piece(row, texts.get(row.pk), max(len(path), 0)))
    return pieces


def joined(pieces: Iterable[Piece]) -> str:
    """Return the words of `pieces` as one text, each with its number, a paragraph a line."""
    return "\n".join(f"{piece.lead} {piece.words}".strip() for piece in pieces if piece.words)


def whole_text(provision: Provision, day: dt.date | None = None) -> str:
    """Return the words of the provision and of all below it on `day`."""
    return joined(pieces_of(provision, day))


def whole_hash(provision: Provision, day: dt.date | None = None) -> str:
    """Return the hash of `whole_text`; "" if the library holds no words of it. Bind explanations to it."""
    text = whole_text(provision, day)
    return text_hash(text) if text else ""


def whole_hashes(provisions: Iterable[Provision], day: dt.date | None = None) -> dict[int, str]:
    """Return {provision's id: its `whole_hash`}. Three queries for each hundred provisions.

    Select the provisions' documents beforehand.
    """
    texts = {pk: joined(pieces) for pk, pieces in pieces_of_each(provisions, day).items()}
    return {pk: text_hash(text) if text else "" for pk, text in texts.items()}


def pieces_of_each(provisions: Iterable[Provision], day: dt.date | None = None) -> dict[int, list[Piece]]:
    """Return {provision's id: its `pieces_of`}. Three queries for each hundred provisions.

    Select the provisions' documents beforehand.
    """
    day, found = day or timezone.localdate(), {}
    for part in batched(provisions, AT_ONCE):
        places = [Q(pk=each.pk) | Q(document=each.document_id, sort__startswith=each.sort) for each in part]
        rows = list(Provision.objects.filter(reduce(or_, places)).order_by("sort"))
        keys = [row.pk for row in rows]
        texts = {row.provision_id: row for row in ProvisionText.objects.on(day).filter(provision__in=keys)}
        events = events_of(keys)
        for each in part:
            below = [
                row
                for row in rows
                if row.document_id == each.document_id and row.sort.startswith(each.sort) and each.ref
            ]
            found[each.pk] = _pieces(each, below or [each], texts, events, day)
    return found


def edition_digest(edition_id: int) -> str:
    """Return the hash over the texts that an edition wrote and that nothing replaced since: places, days, words."""
    rows = ProvisionText.objects.filter(edition=edition_id).values_list(
        "provision__document__number", "provision__eid", "valid_from_date", "text"
    )
    return digest_of((number, eid, day, text_hash(text)) for number, eid, day, text in rows.iterator())


def digest_of(written: Iterable[tuple[str, str, dt.date, str]]) -> str:
    """Return the digest of an edition that wrote these: (document's number, eId, first day, hash of the text)."""
    lines = sorted(f"{number} {eid} {day.isoformat()} {digest}" for number, eid, day, digest in written)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
