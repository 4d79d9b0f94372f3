"""Citations such as "52/2014/QH13 81(2)(đ)": a document's number and a reference into it.

A reference is an article, then a clause and a point in parentheses: 43, 43(1), 43(1)(b), 15a(3), 7(đ). "pl-1" is
appendix I. Without a reference, a citation names the whole document.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

# The order of points and of inserted articles. The law uses no f, j, w and z; a few old circulars do.
LETTERS = "abcdđefghijklmnopqrstuvwxyz"
WIDTH = 9  # of one level in a sort key
_NUMBER = re.compile(rf"([0-9]{{1,4}})([{LETTERS}]{{0,2}})")
_POINT = re.compile(rf"([{LETTERS}]{{1,2}})([0-9]{{0,2}})")
_APPENDIX = re.compile(rf"pl(?:-([0-9]{{1,3}})([{LETTERS}]{{0,2}}))?")
_RANGE = re.compile(r"([0-9]{1,4})\s*[-–]\s*([0-9]{1,4})")
_DOCUMENT = re.compile(r"[^\s()]{1,60}")
_FIRST_APPENDIX = 9_000  # above every article
MOST_IN_RANGE = 100


class BadReference(DomainError):
    """The text is not a citation."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A place in a document: an article or appendix, a clause and a point in it. Empty: the document."""

    article: str = ""
    clause: str = ""
    point: str = ""

    def __str__(self) -> str:
        return self.article + "".join(f"({part})" for part in (self.clause, self.point) if part)

    def __bool__(self) -> bool:
        return bool(self.article)

    @property
    def is_appendix(self) -> bool:
        return self.article.startswith("pl")

    @property
    def parent(self) -> Ref:
        """Return the place that holds this one; the document for an article."""
        if self.point:
            return Ref(self.article, self.clause)
        return Ref(self.article) if self.clause else Ref()

    @property
    def sort(self) -> str:
        """Return the sort key: digits, WIDTH for each level, so that 15 < 15a < 16 and d < đ < e.

        The key of a place begins with the key of what holds it.
        """
        parts = [_article_key(self.article)] if self.article else []
        parts += [_number_key(self.clause)] if self.clause else []
        return "".join([*parts, _point_key(self.point)] if self.point else parts)

    @property
    def eid(self) -> str:
        """Return the Akoma Ntoso eId: "art_81__cl_2__point_đ", "att_1__cl_2"."""
        root = (
            f"att{self.article.removeprefix('pl').replace('-', '_')}"
            if self.is_appendix
            else f"art_{self.article}"
        )
        names = (("cl", self.clause), ("point", self.point))
        return "__".join([root, *(f"{name}_{value}" for name, value in names if value)]) if self else ""

    def words(self) -> str:
        """Return the place as people name it: "điểm đ khoản 2 Điều 81"."""
        values = {"article": self.article, "clause": self.clause, "point": self.point}
        if self.is_appendix:
            number = self.article.removeprefix("pl").removeprefix("-")
            digits = re.match("[0-9]+", number)
            roman = to_roman(int(digits[0])) + number[digits.end() :] if digits else ""
            appendix = (_("Phụ lục %(number)s") % {"number": roman}).strip()
            point = _("điểm %(point)s") % values if self.point else ""
            clause = _("khoản %(clause)s") % values if self.clause else ""
            return " ".join(part for part in (point, clause, appendix) if part)
        if self.point and self.clause:
            return _("điểm %(point)s khoản %(clause)s Điều %(article)s") % values
        if self.point:
            return _("điểm %(point)s Điều %(article)s") % values
        if self.clause:
            return _("khoản %(clause)s Điều %(article)s") % values
        return _("Điều %(article)s") % values if self.article else ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the document `number`."""

    number: str
    ref: Ref = Ref()

    def __str__(self) -> str:
        return f"{self.number} {self.ref}".strip()

    def words(self, name: str = "") -> str:
        """Return the citation as people read it, with the document's name if the caller knows it.

        >>> parse_citation("52/2014/QH13 81(2)(đ)").words("Luật Hôn nhân và gia đình")
        'điểm đ khoản 2 Điều 81 Luật Hôn nhân và gia đình (52/2014/QH13)'
        """
        name = name or self.number
        document = name if self.number in name else f"{name} ({self.number})"
        return f"{self.ref.words()} {document}".strip()


def parse_ref(text: str) -> Ref:
    """Return the reference that `text` writes. Raises BadReference."""
    written = unicodedata.normalize("NFC", text).strip().lower().replace(" ", "")
    if not written:
        return Ref()
    article, *inner = re.findall(r"^[^()]+|\([^()]+\)", written) or [""]
    names = [part[1:-1] for part in inner]
    if article + "".join(inner) != written or len(names) > 2:
        raise _bad(text)
    if not (_NUMBER.fullmatch(article) or _APPENDIX.fullmatch(article)):
        raise _bad(text)
    point = names.pop() if names and _POINT.fullmatch(names[-1]) else ""
    clause = names.pop() if names else ""
    if names or (clause and not _NUMBER.fullmatch(clause)):
        raise _bad(text)
    return Ref(article, clause, point)


def parse_citation(text: str) -> Citation:
    """Return the citation that `text` writes: a document's number, a space, a reference. Raises BadReference."""
    number, _blank, ref = unicodedata.normalize("NFC", text).strip().partition(" ")
    if not _DOCUMENT.fullmatch(number):
        raise _bad(text)
    return Citation(number, parse_ref(ref))


def parse_citations(text: str) -> list[Citation]:
    """Return the citations of `text`, which may name a range of articles: "37/2026/NĐ-CP 97-98".

    Raises BadReference.
    """
    number, _blank, ref = unicodedata.normalize("NFC", text).strip().partition(" ")
    if ends := _RANGE.fullmatch(ref.strip()):
        first, last = int(ends[1]), int(ends[2])
        if not 0 <= last - first < MOST_IN_RANGE:
            raise _bad(text)
        return [Citation(number, Ref(str(each))) for each in range(first, last + 1)]
    return [parse_citation(text)]


def container_sort(first_article: str, level: int) -> str:
    """Return the sort key of a part (level 0), chapter, section …: right before its first article."""
    return f"{_article_key(first_article)[:-1]}{level}"


def point_order(point: str) -> str:
    """Return a key that sorts points: a b c d đ e g …"""
    return _point_key(point)


def number_order(number: str) -> str:
    """Return a key that sorts numbers of articles and clauses: 1 1a 2."""
    return _number_key(number)


def to_roman(number: int) -> str:
    """Return a number from 1 to 3,999 in Roman numerals."""
    signs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"))
    text = ""
    for value, sign in (*signs, (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text, number = text + sign * (number // value), number % value
    return text


def from_roman(text: str) -> int | None:
    """Return the value of Roman numerals; None if `text` is none."""
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    digits = [values.get(sign, 0) for sign in text.upper()]
    total = sum(-each if each < max(digits[at + 1 :], default=0) else each for at, each in enumerate(digits))
    return total if 0 < total < 4_000 and to_roman(total) == text.upper() else None


def _article_key(article: str) -> str:
    if found := _APPENDIX.fullmatch(article):
        return _number_key(f"{_FIRST_APPENDIX + int(found[1] or 0)}{found[2] or ''}")
    return _number_key(article)


def _number_key(number: str) -> str:
    found = _NUMBER.fullmatch(number)
    if not found:
        raise _bad(number)
    return f"{int(found[1]):04}{_letters_key(found[2])}5"


def _point_key(point: str) -> str:
    found = _POINT.fullmatch(point)
    if not found:
        raise _bad(point)
    return f"{_letters_key(found[1])}{int(found[2] or 0):04}5"


def _letters_key(letters: str) -> str:
    return "".join(f"{LETTERS.index(each) + 1:02}" for each in letters).ljust(4, "0")


def _bad(text: str) -> BadReference:
    return BadReference(
        _("“%(text)s” không phải là chỉ dẫn điều luật. Ví dụ: 52/2014/QH13 81(2)(đ).") % {"text": text[:80]},
        field="citation",
        code="law_reference",
    )
