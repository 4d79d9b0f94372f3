"""Source notes of the codified law: "(Điều 3 Nghị định số 28/2013/NĐ-CP … có hiệu lực thi hành kể từ ngày 27/05/2013)"."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from backend.law.editions.numbers import KIND_PATTERN, NUMBER, kind_named, kind_of_number, read_day
from backend.law.editions.parsed import ParsedChange
from backend.law.library.enums import ChangeKind, DocumentKind

MOST_LINES = 8
_SPACED = re.compile(r"(?<=/)(TTLT|NQLT|TT|QĐ|NĐ|NQ)\s*[-–.]\s*(?=[A-ZĐ])")
_ENDS = re.compile(r"từ ngày\s*\d{1,2}/\d{1,2}/\d{4}\s*\)")
BEGINS = re.compile(r"\(\s*[Đđ]iều\s+\d")
_FORCE = re.compile(r"(?:,\s*)?có hiệu lực(?: thi hành)?(?: kể)? từ ngày\s*(\d{1,2}/\d{1,2}/\d{4})")
_SOURCE = re.compile(
    rf"\(\s*[Đđ]iều\s+(\d+[a-zđ]{{0,2}})[.,]?\s+({KIND_PATTERN})\s+số\s+(?:(?:{KIND_PATTERN})\s+)?({NUMBER.pattern}),?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(
    rf"((?:[Đđ]iều\s+\d+[a-zđ]*,?\s*(?:và\s+)?)*)({KIND_PATTERN})\s+số\s+({NUMBER.pattern})", re.IGNORECASE
)
_ISSUED = re.compile(r"(.*?)\s*\bngày\s+(\d{1,2}/\d{1,2}/\d{4})\s+của\s+(.*)", re.DOTALL)
# What the note says happened to the article, the strongest first. "có nội dung bị bãi bỏ" takes a part of its text.
_VERBS = (
    ("có nội dung", ChangeKind.AMENDS), ("bị bãi bỏ", ChangeKind.REPEALS), ("bị thay thế", ChangeKind.REPLACES),
    ("ngưng hiệu lực", ChangeKind.SUSPENDS), ("được bổ sung", ChangeKind.SUPPLEMENTS), ("được sửa đổi", ChangeKind.AMENDS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceNote:
    """title, issuer and issued are filled in the first note of a document in a topic only."""

    article: str
    kind: DocumentKind
    number: str
    valid_from: dt.date
    title: str = ""
    issuer: str = ""
    issued: dt.date | None = None
    changes: list[ParsedChange] = field(default_factory=list)


def split_note(lines: list[str]) -> tuple[str, int, str]:
    """Return the note that begins with the first of `lines`, its number of lines, and what follows in the last one.

    A note that has no end is its first line, whatever that is.
    """
    for count in range(1, min(MOST_LINES, len(lines)) + 1):
        joined = " ".join(lines[:count])
        if found := _ENDS.search(joined):
            return joined[: found.end()], count, joined[found.end() :].strip()
    return (lines[0], 1, "") if lines else ("", 0, "")


def read_note(text: str) -> SourceNote | None:
    """Return what a source note states; None if it isn't one."""
    text = _SPACED.sub(r"\1-", " ".join(text.split()).strip())
    found, begins = _SOURCE.match(text), _FORCE.search(text)
    if not found or not begins:
        return None
    day = read_day(begins[1])
    if day is None:
        return None
    about = _FORCE.split(found[4], maxsplit=1)[0]
    issued = _ISSUED.fullmatch(about.strip(" ,"))
    kind, number = kind_named(found[2]), found[3].replace("–", "-")
    return SourceNote(
        article=found[1].lower(),
        kind=kind if kind != DocumentKind.OTHER else kind_of_number(number),
        number=number,
        valid_from=day,
        title=issued[1].strip(" ,.") if issued else "",
        issuer=issued[3].strip(" ,.)") if issued else "",
        issued=read_day(issued[2]) if issued else None,
        changes=_changes(text[begins.end() :]),
    )


def _changes(text: str) -> list[ParsedChange]:
    """Return the changes that the rest of a note lists, each with its document and day."""
    changes, begin, kind = [], 0, None
    for found in _FORCE.finditer(text):
        part, begin = text[begin : found.start()], found.end()
        kind = next((kind for words, kind in _VERBS if words in part), kind)
        by, day = _BY.search(part), read_day(found[1])
        if by is None or day is None or kind is None:
            continue
        articles = re.findall(r"\d+[a-zđ]*", by[1])
        changes.append(
            ParsedChange(
                kind,
                by[3].replace("–", "-"),
                articles[0] if len(articles) == 1 else "",
                day,
                part.strip(" ,;")[:400],
            )
        )
    return changes
