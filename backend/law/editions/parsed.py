"""What a reader makes of a file, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.law.library.references import Ref


class BrokenLaw(DomainError):
    """The file can't be read as law. Nothing was changed. `line` is the line that breaks it, from 1; 0: the whole file."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        if line:
            message = _("Dòng %(line)s: %(message)s") % {"line": line, "message": message}
        super().__init__(message, field="file", code="law_broken")
        self.line = line


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ParsedChange:
    """What another document did to a provision, as the source note states it."""

    kind: str
    by_number: str
    by_ref: str
    from_date: dt.date
    note: str


@dataclass(slots=True)
class ParsedProvision:
    """text_from: the day from which the text holds; None: as its document. sha256: of the text, once hashed."""

    ref: Ref
    line: int
    title: str = ""
    text: str = ""
    sha256: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    text_from: dt.date | None = None
    changes: list[ParsedChange] = field(default_factory=list)


@dataclass(slots=True)
class ParsedContainer:
    """A part, chapter or section, which begins before `first_article`."""

    kind: str
    number: str
    title: str
    first_article: str


@dataclass(slots=True)
class ParsedDocument:
    number: str
    kind: str
    title: str = ""
    issuer: str = ""
    issued: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source_url: str = ""
    is_seen: bool = True
    preamble: str = ""
    provisions: list[ParsedProvision] = field(default_factory=list)
    containers: list[ParsedContainer] = field(default_factory=list)

    @property
    def articles(self) -> list[ParsedProvision]:
        return [each for each in self.provisions if not each.ref.clause and not each.ref.point]


@dataclass(slots=True)
class ParsedLaw:
    """scope: what the file is an edition of; see Edition. remarks: what a person should look at."""

    layout: str
    scope: str
    title: str
    documents: dict[str, ParsedDocument] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def provisions(self) -> Iterator[ParsedProvision]:
        for document in self.documents.values():
            yield from document.provisions

    def count(self) -> dict[str, int]:
        """Return the figures of the file, and the numbers of its provisions."""
        refs = [each.ref for each in self.provisions()]
        return {
            **self.figures,
            "documents": len(self.documents),
            "articles": sum(not ref.clause and not ref.point and not ref.is_appendix for ref in refs),
            "clauses": sum(bool(ref.clause) and not ref.point for ref in refs),
            "points": sum(bool(ref.point) for ref in refs),
        }
