"""The situations that Piêu ships: files below backend/law/data/situations, read once for each process."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

DATA = Path(__file__).resolve().parent.parent / "data"


class BadSituation(ValueError):
    """A file of situations or places can't be used; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Topic:
    """is_private: a notice about it doesn't name it, because others may see her phone."""

    id: str
    title: str
    icon: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place where a woman gets help.

    phone: a national number, with its source, that page's address, and the day on which it was read.
    """

    id: str
    name: str
    gives: str
    icon: str = "map-pin"
    phone: str = ""
    phone_source: str = ""
    phone_address: str = ""
    phone_read: dt.date | None = None
    cites: tuple[str, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        """Return True if the operator has said that the number answers."""
        return self.phone in settings.HELP_NUMBERS_CONFIRMED


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the provisions on which it rests, such as "52/2014/QH13 82(2)"."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One situation in a woman's words, with what the law says, what to do and where to go.

    says: empty if no text that matters could be read; `unread` then names the documents.
    words: other ways to say or type it, for the search.
    is_urgent: somebody may be in danger, so help comes first.
    neutral: of an urgent one, what its help is about in words that a shared screen may show: "trong nhà".
    """

    slug: str
    topic: Topic
    title: str
    words: tuple[str, ...]
    short: str
    says: tuple[Sentence, ...]
    steps: tuple[Sentence, ...]
    places: tuple[Place, ...]
    papers: tuple[str, ...]
    near: tuple[str, ...]
    unread: tuple[str, ...]
    read_date: dt.date
    is_urgent: bool = False
    neutral: str = ""

    @property
    def was_read(self) -> bool:
        """Return whether a text of law that matters could be read."""
        return bool(self.says)

    @property
    def cites(self) -> tuple[str, ...]:
        """Return every citation once, in the order of the page."""
        sentences = (*self.says, *self.steps)
        places = (cite for place in self.places for cite in place.cites)
        return tuple(dict.fromkeys([*(cite for each in sentences for cite in each.cites), *places]))

    @property
    def reading(self) -> tuple[str, ...]:
        """Return the texts of the page in the order in which a voice reads them."""
        places = (
            ". ".join(
                filter(None, (place.name, place.gives.rstrip("."), place.phone and f"Gọi {place.phone}"))
            )
            for place in self.places
        )
        law, steps = (each.text for each in self.says), (each.text for each in self.steps)
        return tuple(filter(None, (self.title, self.short, *law, *steps, *self.papers, *places)))

    @property
    def sha256(self) -> str:
        """Return the hash that recordings and readers' confirmations are bound to: hex, of all its texts."""
        return hashlib.sha256("\n".join((*self.reading, *self.cites)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stock:
    """sha256: of all that the files hold, for caches of pages."""

    topics: Mapping[str, Topic]
    places: Mapping[str, Place]
    situations: Mapping[str, Situation]
    sha256: str = ""

    def of_topic(self, topic: Topic) -> list[Situation]:
        return [each for each in self.situations.values() if each.topic == topic]


@cache
def stock() -> Stock:
    """Return everything that the files hold; topics and situations in the files' order."""
    return read_stock(DATA)


def read_stock(folder: Path) -> Stock:
    """Return the stock of `folder`. Raises BadSituation for a file that can't be used."""
    topics = {each["id"]: Topic(**each) for each in _load(folder / "topics.toml")["topics"]}
    places = {key: _place(key, each) for key, each in _load(folder / "places.toml").items()}
    situations = {}
    for topic in topics.values():
        for path in sorted((folder / "situations" / topic.id).glob("*.toml")):
            situations[path.stem] = _situation(path, topic, places)
    digest = hashlib.sha256(repr((topics, places, situations)).encode()).hexdigest()
    return Stock(topics, places, situations, digest)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSituation(f"{path.name}: {error}") from error


def _place(key: str, row: Mapping[str, Any]) -> Place:
    return Place(**{**row, "id": key, "cites": tuple(row.get("cites", ()))})


def _situation(path: Path, topic: Topic, places: Mapping[str, Place]) -> Situation:
    row = _load(path)
    try:
        return Situation(
            slug=path.stem,
            topic=topic,
            title=row["title"],
            words=tuple(row["words"]),
            short=row.get("short", ""),
            says=_sentences(row.get("says", ())),
            steps=_sentences(row.get("steps", ())),
            places=_ordered([places[each] for each in row["places"]], is_urgent=row.get("urgent", False)),
            papers=tuple(row.get("papers", ())),
            near=tuple(row.get("near", ())),
            unread=tuple(row.get("unread", ())),
            read_date=row["read_date"],
            is_urgent=row.get("urgent", False),
            neutral=row["neutral"] if row.get("urgent") else "",
        )
    except KeyError as error:
        raise BadSituation(f"{path.name}: {error} is missing or unknown") from error


def _ordered(places: list[Place], *, is_urgent: bool) -> tuple[Place, ...]:
    """Return the places, in an urgent situation those with a number first."""
    return tuple(sorted(places, key=lambda place: is_urgent and not place.phone))


def _sentences(rows: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    return tuple(Sentence(row["text"], tuple(row.get("cites", ()))) for row in rows)
