"""The situations as texts that a lawyer reads and that people record."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from backend.law.library.references import parse_citation
from backend.law.readings.readables import Readable
from backend.law.situations.stock import Sentence, Situation, stock


def readable_situations() -> Iterator[Readable]:
    for situation in stock().situations.values():
        yield Readable(
            key=key_of(situation),
            title=situation.title,
            url=reverse("law:situation", args=[situation.slug]),
            sha256=situation.sha256,
            lines=tuple(_lines(situation)),
        )


def key_of(situation: Situation) -> str:
    """Return the key under which readings and recordings of a situation are stored."""
    return f"situation:{situation.slug}"


def _lines(situation: Situation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what `Situation.sha256` covers: every text of the page, with its citations."""
    if situation.short:
        yield situation.short, ()
    for sentence in (*situation.says, *situation.steps):
        yield sentence.text, _cites(sentence)
    for paper in situation.papers:
        yield paper, ()
    for place in situation.places:
        yield f"{place.name}. {place.gives}", place.cites


def _cites(sentence: Sentence) -> tuple[str, ...]:
    return tuple(parse_citation(cite).words() for cite in sentence.cites)
