"""Descriptions of single entries: "Thu hoạch 30 kg mận hậu, lô 01-12".

An act's own words (backend.ledger.acts) are the same for each entry of a kind. The trade that owns a family of
kinds adds what one entry was about, in its registration.py:

    deeds.describe("lot", lot_phrases)

Read by a member's history, her printed slip and her export.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.ledger.acts import words_for
from backend.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry as a trade describes it. payload: the entry's own."""

    kind: str
    subject: str
    payload: Mapping[str, Any]
    recorded_at: datetime

    @property
    def words(self) -> str:
        """Return the words of the kind, without what it was about."""
        return str(words_for(self.kind))

    @property
    def subject_id(self) -> str:
        """Return the subject's id: "12" of "lot:12", the UUID of "urn:uuid:…"."""
        return self.subject.rpartition(":")[2]

    @property
    def subject_pk(self) -> int:
        """Return the subject's primary key, or 0 if it has none."""
        return int(self.subject_id) if self.subject_id.isdigit() else 0

    def about(self, *parts: object) -> str:
        """Return the words followed by those of `parts` that aren't empty: "Mở lô hàng: mận hậu, 30 kg"."""
        known = ", ".join(str(part) for part in parts if part)
        return f"{self.words}: {known}" if known else self.words


# Returns a phrase for each deed, in order, with few queries; "" for one of which nothing is known any more.
type Describe = Callable[[Sequence[Deed]], Sequence[str]]

_describers: dict[str, Describe] = {}


def describe(kind: str, function: Describe) -> None:
    """Let `function` describe the entries of `kind`, "lot.kept", or of a family without its own, "lot".

    Raises RuntimeError if another function describes them already.
    """
    if _describers.get(kind, function) is not function:
        raise RuntimeError(f"The entries {kind} are described already.")
    _describers[kind] = function


def phrases_of(entries: Iterable[Entry]) -> list[str]:
    """Return what each entry was about, in order; the words of its kind where no trade says more."""
    deeds = [
        Deed(entry.kind, entry.subject, json.loads(entry.body).get("payload") or {}, entry.recorded_at)
        for entry in entries
    ]
    phrases = [deed.words for deed in deeds]
    places: dict[Describe, list[int]] = defaultdict(list)
    for place, deed in enumerate(deeds):
        describer = _describers.get(deed.kind) or _describers.get(deed.kind.partition(".")[0])
        if describer is not None:
            places[describer].append(place)
    for describer, where in places.items():
        found = describer([deeds[place] for place in where])
        for place, phrase in zip(where, found, strict=True):
            phrases[place] = phrase or phrases[place]
    return phrases
