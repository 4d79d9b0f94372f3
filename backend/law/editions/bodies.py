"""Split the paragraphs of an article into its clauses and points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.law.editions.parsed import Paragraph, ParsedProvision
from backend.law.library.references import LETTERS, Ref, number_order, point_order

_CLAUSE = re.compile(rf"[\W_]*?(\d{{1,3}}[{LETTERS}]?) ?\.(?![\d{LETTERS}])\s*(.*)", re.DOTALL)
_POINT = re.compile(rf"[\W_]*?([{LETTERS}]\d{{0,2}}) ?\)\s*(.*)", re.DOTALL)
_OPENING, _CLOSING = ("“", '"'), ("”", '"')
_EMPHASIS = re.compile(r"\*+")
MOST_MISSING = 4  # numbers that a scan may have lost between two clauses


class Body:
    """Clauses and points of an article, in the order of its paragraphs.

    A number or letter that doesn't continue the order is part of the text: a list in a table, a quoted article.
    """

    def __init__(self, article: ParsedProvision, *, is_quoting: bool = False) -> None:
        """is_quoting: the document quotes articles of others, as amending ones do; quoted numbers are text."""
        self.article = article
        self.provisions = [article]
        self.is_quoting = is_quoting
        self.markers = 0  # of clauses and points, also those that are text
        self._texts: dict[Ref, list[str]] = {article.ref: []}
        self._clause = self._point = ""
        self._quotes = False

    def add(self, paragraphs: Sequence[Paragraph]) -> list[ParsedProvision]:
        for paragraph in paragraphs:
            self._add(paragraph)
        for provision in self.provisions:
            provision.text = "\n".join(self._texts[provision.ref]).strip()
        return self.provisions

    def _add(self, paragraph: Paragraph) -> None:
        text = _EMPHASIS.sub("", paragraph.text).strip()
        if not text or text.startswith("|"):
            self._append(text)
            return
        was_quoted = self._quotes or (self.is_quoting and text.startswith(_OPENING))
        self._follow_quotes(text)
        if was_quoted:
            self._append(text)
        elif (found := _CLAUSE.fullmatch(text)) and self._is_next_clause(found[1]):
            self._clause, self._point = found[1], ""
            self._begin(Ref(self.article.ref.article, found[1]), paragraph.line, found[2])
        elif (found := _POINT.fullmatch(text)) and self._is_next_point(found[1]):
            self._point = found[1]
            self._begin(Ref(self.article.ref.article, self._clause, found[1]), paragraph.line, found[2])
        else:
            self._append(text)

    def _begin(self, ref: Ref, line: int, text: str) -> None:
        self.provisions.append(ParsedProvision(ref, line))
        self._texts[ref] = [text]

    def _append(self, text: str) -> None:
        if text:
            self._texts[self.provisions[-1].ref].append(text)

    def _is_next_clause(self, number: str) -> bool:
        if not self._clause:
            return int(number.rstrip(LETTERS)) <= MOST_MISSING
        step = int(number.rstrip(LETTERS)) - int(self._clause.rstrip(LETTERS))
        return number_order(number) > number_order(self._clause) and step <= MOST_MISSING

    def _is_next_point(self, letter: str) -> bool:
        if not self._point:
            return letter in ("a", "b", "a1")
        return point_order(letter) > point_order(self._point)

    def _follow_quotes(self, text: str) -> None:
        if not self.is_quoting:
            return
        end = text.rstrip(" .;,")
        if self._quotes or text.startswith(_OPENING):
            self._quotes = not (end.endswith(_CLOSING) and len(end) > 1)
