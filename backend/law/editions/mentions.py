"""Find the citations inside a text of law: "điểm a khoản 2 Điều 5 Nghị định này", "Điều 12 Luật Phổ biến, giáo dục pháp luật"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from backend.law.editions.numbers import KIND_PATTERN, NUMBER
from backend.law.editions.titles import Titles
from backend.law.library.enums import DocumentKind
from backend.law.library.references import LETTERS, Citation, Ref

_L = rf"[{LETTERS}]\d?(?!\w)"
_N = rf"\d{{1,3}}[{LETTERS}]{{0,2}}(?![\w/%])(?!\s+(?:tháng|ngày|năm|lần|giờ|đồng)\b)"
_SEP = r"(?:\s*[,;]\s*(?:và\s+|hoặc\s+)?|\s+(?:và|hoặc|hay|đến)\s+)"
_TOKEN = re.compile(
    rf"\b[Đđ]iểm\s+(?P<points>(?:{_L})(?:{_SEP}(?:{_L}))*|này\b)"
    rf"|\b[Kk]hoản\s+(?P<clauses>(?:{_N})(?:{_SEP}(?:{_N}))*|này\b)"
    rf"|\b(?:[Cc]ác\s+)?[Đđ]iều\s+(?P<articles>(?:{_N})(?:{_SEP}(?:{_N}))*|này\b)"
)
_GAP = re.compile(r"[\s,;]*(?:(?:và|hoặc|hay|của|tại|các|từ|đến|với|theo|ở|quy định)\b[\s,;]*)*")
_ITEM = re.compile(rf"\b(?:này\b|\d{{1,3}}[{LETTERS}]{{0,2}}(?!\w)|{_L})")
_TAIL = re.compile(
    r"[\s,]*(?:(?:và\s+|hoặc\s+)?(?:Mục|Chương|Phần|Phụ lục)\s+(?:[\dIVXLC]+|thứ \w+)[\s,]*)*(?:(?:của|tại|trong|ban hành kèm theo)\s+)*(?:các\s+)?",
)
_NUMBERED = re.compile(rf"(?:(?:{KIND_PATTERN})\s+)?(?:số\s+)?({NUMBER.pattern})", re.IGNORECASE)
_TITLE_AND_NUMBER = re.compile(
    rf"(?:{KIND_PATTERN})\s[^.;()]{{3,160}}?\s(?:số\s+)({NUMBER.pattern})", re.IGNORECASE
)
_THIS = re.compile(
    rf"({KIND_PATTERN}|quy chế|quy định|điều lệ|quy trình|bản quy định|hướng dẫn)\s+này\b", re.IGNORECASE
)
_QUOTE = re.compile(r"“[^”]*(?:”|$)|(?<![\w.])\"[^\"]*(?:\"|$)")
_QUOTED_HEAD = re.compile(rf"[“\"]\s*Điều\s+(\d{{1,3}}[{LETTERS}]{{0,2}})\.")
_OWN, _UNKNOWN = "own", "?"
_NAMED = re.compile(rf"({KIND_PATTERN})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in a text. citation: None if it isn't clear which document is meant."""

    start: int
    length: int
    citation: Citation | None


@dataclass(slots=True)
class Place:
    """Context of a text: its document, article and clause, and the articles that the document has.

    listed_of: the document that the sentence above names, if the text is an item of its list.
    amended: the document that this one amends; quoted text is text of that one.
    """

    number: str
    kind: str
    ref: Ref
    articles: frozenset[str] = frozenset()
    year: int = 0
    aliases: dict[str, str] = field(default_factory=dict)
    listed_of: str = ""
    amended: str = ""


@dataclass(slots=True)
class _Target:
    start: int
    end: int
    ref: Ref | None  # None: "this article"
    inner: tuple[str, str] = ("", "")


def find_mentions(text: str, place: Place, titles: Titles) -> list[Mention]:
    """Return the citations that name an article, in order; several for "khoản 1, 2 Điều 5"."""
    groups = list(_groups(text))
    quotes = [(found.start(), found.end()) for found in _QUOTE.finditer(text)] if place.amended else []
    names = [_named_document(text, end, place, titles) for _targets, end in groups]
    mentions: list[Mention] = []
    for at, (targets, _end) in enumerate(groups):
        quote = next((each for each in quotes if each[0] < targets[0].start < each[1]), None)
        own = _quoted_place(text, quote, place, mentions) if quote else place
        name = names[at]
        for target in targets:
            number = own.number if name == _OWN else name or _unnamed(target, own, names, at)
            mentions.append(Mention(target.start, target.end - target.start, _citation(target, number, own)))
    return mentions


def named_last(text: str, place: Place, titles: Titles) -> str:
    """Return the other document that a text names last, if a list follows it: "… của Luật Báo chí bao gồm:"."""
    if not text.rstrip().endswith(":"):
        return ""
    numbered = [found for found in _NUMBERED.finditer(text) if found[1] != place.number]
    if numbered:
        return numbered[-1][1]
    return titles.last_named(text, year=place.year) or ""


def _citation(target: _Target, number: str | None, place: Place) -> Citation | None:
    if target.ref is None:
        clause, point = target.inner
        own = place.ref
        if not own:
            return None
        return Citation(place.number, Ref(own.article, clause or (own.clause if point else ""), point))
    return Citation(number, target.ref) if number and number != _UNKNOWN else None


def _unnamed(target: _Target, place: Place, names: list[str | None], at: int) -> str | None:
    """Return the document of an article without one: that of the list, the own, the next or the last named."""
    if place.listed_of and target.start == 0:
        return place.listed_of
    if place.amended:
        return place.amended
    if target.ref is None or not place.articles or target.ref.article in place.articles:
        return place.number
    others = [*names[at + 1 :], *reversed(names[:at])]
    return next((name for name in others if name not in (None, _OWN)), place.listed_of or None)


def _quoted_place(text: str, quote: tuple[int, int], place: Place, before: list[Mention]) -> Place:
    """Return the place of quoted words: the article that they begin with, or that the text named last."""
    head = _QUOTED_HEAD.match(text, quote[0])
    last = next(
        (each.citation.ref for each in reversed(before) if each.start < quote[0] and each.citation), Ref()
    )
    ref = Ref(head[1]) if head else last
    return replace(place, number=place.amended, ref=ref, articles=frozenset(), amended="", listed_of="")


def _groups(text: str) -> Iterator[tuple[list[_Target], int]]:
    """Yield the targets that share one document, and where its name would begin."""
    tokens = list(_TOKEN.finditer(text))
    place = 0
    while place < len(tokens):
        group = [tokens[place]]
        while place + 1 < len(tokens) and _GAP.fullmatch(
            text[tokens[place].end() : tokens[place + 1].start()]
        ):
            place += 1
            group.append(tokens[place])
        place += 1
        if targets := _targets(group):
            yield targets, group[-1].end()


def _targets(group: list[re.Match[str]]) -> list[_Target]:
    """Return the places that a row of points, clauses and articles names. What follows the last article is lost."""
    targets: list[_Target] = []
    pending: list[tuple[int, int, str, str]] = []
    points: list[tuple[int, int, str]] = []
    for token in group:
        if token["points"]:
            points = [*points, *_items(token, "points")]
        elif token["clauses"]:
            clauses = _items(token, "clauses")
            first = clauses[0][2]
            pending += [(start, end, first, point) for start, end, point in points]
            pending += [
                (start, end, clause, "") for start, end, clause in (clauses[1:] if points else clauses)
            ]
            points = []
        else:
            articles = _items(token, "articles")
            pending += [(start, end, "", point) for start, end, point in points]
            targets += _of_article(token, articles[0], pending)
            targets += [_Target(start, end, Ref(name)) for start, end, name in articles[1:]]
            pending, points = [], []
    return targets


def _of_article(
    token: re.Match[str], article: tuple[int, int, str], pending: list[tuple[int, int, str, str]]
) -> list[_Target]:
    """Return the targets in one article. The last one reaches to the article's number."""
    name = "" if article[2] == "này" else article[2]
    inner = [(start, end, _plain(clause), _plain(point)) for start, end, clause, point in pending]
    if not inner:
        return [_Target(token.start(), article[1], Ref(name) if name else None)]
    ends = [end for _start, end, _clause, _point in inner[:-1]] + [article[1]]
    return [
        _Target(start, end, Ref(name, clause, point) if name else None, (clause, point))
        for (start, _end, clause, point), end in zip(inner, ends, strict=True)
    ]


def _plain(name: str) -> str:
    return "" if name == "này" else name


def _items(token: re.Match[str], name: str) -> list[tuple[int, int, str]]:
    """Return (start, end, name) of each item of a list; the first begins at the token's own word."""
    base = token.start(name)
    items = [(base + each.start(), base + each.end(), each[0]) for each in _ITEM.finditer(token[name])]
    return [(token.start(), items[0][1], items[0][2]), *items[1:]]


def _named_document(text: str, end: int, place: Place, titles: Titles) -> str | None:
    """Return the number of the document named at `end`; None if none is, or an unknown one."""
    tail = _TAIL.match(text, end)
    begin = tail.end() if tail else end
    if found := _NUMBERED.match(text, begin):
        return found[1]
    if found := _THIS.match(text, begin):
        return _this(text, begin, found[1].lower(), place, titles)
    if found := _NAMED.match(text, begin):
        return _named(text, begin, place, titles) or _UNKNOWN
    return None


def _this(text: str, begin: int, kind: str, place: Place, titles: Titles) -> str | None:
    """Return the document of "this law": the own one, or in a decree the law named last before."""
    kinds = {"luật": ("law", "code"), "bộ luật": ("law", "code"), "pháp lệnh": ("ordinance",)}
    wanted = kinds.get(kind)
    if wanted is None or place.kind in wanted or place.kind == DocumentKind.OTHER:
        return _OWN
    return titles.last_named(text[:begin], year=place.year) or _UNKNOWN


def _named(text: str, begin: int, place: Place, titles: Titles) -> str | None:
    if (alias := titles.alias_at(text, begin, place.aliases)) is not None:
        return alias
    known = titles.named_at(text, begin, year=place.year)
    numbered = _TITLE_AND_NUMBER.match(text, begin)
    if numbered and (known is None or numbered.end() - begin < 120):
        return numbered[1]
    return known
