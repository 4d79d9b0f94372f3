"""The words of a bulletin as its rows store them, each sentence of law with its provisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

MOST_ROWS = 8
LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the Union and the provisions on which it rests, such as "37/2026/NĐ-CP 42(1)"."""

    text: str = ""
    cites: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.cites)


@dataclass(frozen=True, slots=True)
class Change:
    """What was and what is. A side without own words shows the text of its provision, if the library holds it."""

    before: Sentence = Sentence()
    after: Sentence = Sentence()

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True)
class Content:
    """whom: whom the document touches. steps: what a woman has to do."""

    whom: Sentence = Sentence()
    changes: tuple[Change, ...] = ()
    steps: tuple[Sentence, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote."""
        return cls(
            whom=_sentence(stored.get("whom")),
            changes=tuple(
                Change(_sentence(row["before"]), _sentence(row["after"])) for row in stored.get("changes", ())
            ),
            steps=tuple(_sentence(row) for row in stored.get("steps", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """Return {whom: {text, cites}, changes: [{before, after}], steps: [{text, cites}]}."""
        return json.loads(json.dumps(asdict(self)))

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        """Yield (place, sentence) of all sentences that have words or citations: "whom", "before-1", "step-2"."""
        yield "whom", self.whom
        for number, row in enumerate(self.changes, 1):
            for name, side in (("before", row.before), ("after", row.after)):
                if side:
                    yield f"{name}-{number}", side
        for number, step in enumerate(self.steps, 1):
            yield f"step-{number}", step

    @property
    def cites(self) -> tuple[str, ...]:
        """Return every citation once, in the order of the page."""
        return tuple(dict.fromkeys(cite for _place, each in self.sentences() for cite in each.cites))


def mark_of(title: str, day: str, stored: Mapping[str, Any]) -> str:
    """Return the hash of the words shown to the second reader; an approval names it."""
    text = json.dumps([title, day, stored], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _sentence(row: Mapping[str, Any] | None) -> Sentence:
    row = row or {}
    return Sentence(row.get("text", ""), tuple(row.get("cites", ())))
