"""Read one document saved as text: chapters, then "#### Điều 43. …" or "Điều 43. …" with clauses and points."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.law.editions.bodies import Body
from backend.law.editions.numbers import KIND_NAMES, NUMBER, kind_of_number, number_in_name, read_day
from backend.law.editions.parsed import (
    BrokenLaw,
    Paragraph,
    ParsedContainer,
    ParsedDocument,
    ParsedLaw,
    ParsedProvision,
)
from backend.law.library.enums import ProvisionKind
from backend.law.library.references import LETTERS, Ref, from_roman, number_order

# A scan may put a sign before a head, and a comma for the full stop. A quotation mark begins a quoted article.
HEAD = re.compile(
    rf"(#*)[\s'’:._–-]*\**\s*Điều\s+(\d{{1,3}}[{LETTERS}]{{0,2}})\s*(?:[.:]\s*|,\s+(?=[A-ZĐ])(?!Điều)|\**\s*$)\**\s*(.*?)\**\s*",
    re.DOTALL,
)
_CONTAINER = re.compile(
    r"#*\s*\**\s*(Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+)?([IVXLC]+|\d+|nhất|hai|ba|tư|năm|sáu)\b[.:]?\s*(.*?)\**\s*",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"#*\s*\**\s*(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?([IVXLC]+|\d+))?\b\.?\s*(.*?)\**\s*")
_SIGNED = re.compile(r"\W*(?:Nơi nhận\b|TM\. |KT\. |\(Đã ký\))")
_NUMBERED = re.compile(rf"(?:[Ss]ố(?: hiệu)?\W{{1,8}}\s*|\b)({NUMBER.pattern})")
_FORCE = re.compile(
    r"(?<!của )\b(?:Luật|Bộ luật|Nghị định|Thông tư|Quyết định|Nghị quyết|Pháp lệnh) này có hiệu lực(?: th[iíì] hành)?(?: kể)? từ ngày\s+"
    r"(ký\b|\d{1,2} tháng \d{1,2} năm \d{4}|\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)
_TABLE_FORCE = re.compile(r"\|\W*Ngày (?:có )?hiệu lực\W*\|\s*(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_TABLE_ISSUED = re.compile(r"\|\W*Ngày ban hành\W*\|\s*(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_ISSUED = re.compile(r"ngày\s+(\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE)
_AMENDING = re.compile(r"sửa đổi,? b[ổỗồ] sung (?:một số (?:điều|điểm)|[Đđ]iều)", re.IGNORECASE)
_LEVELS = {
    "phần": ProvisionKind.PART, "chương": ProvisionKind.CHAPTER, "mục": ProvisionKind.SECTION,
    "tiểu mục": ProvisionKind.SUBSECTION,
}  # fmt: skip
LONGEST_TITLE = 300
MOST_MISSING = 5  # articles that a scan may have lost in a row
HARD_WRAP = 110  # the longest usual line of a text whose lines are broken


def is_plain_document(text: str) -> bool:
    return any(HEAD.fullmatch(line.strip()) for line in text.splitlines())


@dataclass(slots=True)
class _Reading:
    document: ParsedDocument
    is_quoting: bool
    bodies: list[tuple[ParsedProvision, list[Paragraph]]] = field(default_factory=list)
    open_containers: list[ParsedContainer] = field(default_factory=list)
    is_over: bool = False


def read_plain_document(
    text: str, *, name: str, number: str = "", from_date: dt.date | None = None
) -> ParsedLaw:
    """Return the document. `text` is composed (NFC); name: of the file, which may hold the number.

    from_date: the first day in force, if the text doesn't say it. Raises BrokenLaw without number, day or articles.
    """
    paragraphs = _paragraphs(text)
    heads = _heads(paragraphs)
    if not heads:
        raise BrokenLaw(_("không có điều nào."), line=1)
    head = "\n".join(text.splitlines()[: min(heads) - 1])
    number = number or _number(head, name)
    if not number:
        raise BrokenLaw(_("không thấy số hiệu văn bản; ghi bằng --number."), line=1)
    document = ParsedDocument(
        number, kind_of_number(number), title=_title(head, number), issued=_issued(head)
    )
    document.preamble = head
    document.valid_from = from_date or _begins(text, head, document.issued)
    if document.valid_from is None:
        raise BrokenLaw(_("không thấy ngày có hiệu lực; ghi bằng --from."), line=1)
    reading = _Reading(document, is_quoting=bool(_AMENDING.search(head)))
    for paragraph in paragraphs:
        _take(reading, paragraph, heads)
    for provision, inside in reading.bodies:
        if provision.ref.is_appendix:
            provision.text = "\n".join(each.text for each in inside)
            document.provisions.append(provision)
        else:
            document.provisions += Body(provision, is_quoting=reading.is_quoting).add(inside)
    return ParsedLaw("plain", number, document.title, documents={number: document})


def _heads(paragraphs: list[Paragraph]) -> dict[int, re.Match[str]]:
    """Return the heads of articles by their lines: those in order. Where headings are marked with #, only these."""
    found = [(each.line, match) for each in paragraphs if (match := HEAD.fullmatch(each.text))]
    if sum(bool(match[1]) for _line, match in found) > 1:
        found = [(line, match) for line, match in found if match[1]]
    heads: dict[int, re.Match[str]] = {}
    last = ""
    for line, match in found:
        if _may_follow(last, match[2].lower()):
            heads[line], last = match, match[2].lower()
    return heads


def _may_follow(last: str, number: str) -> bool:
    """Return whether an article may follow the last one; others are quoted."""
    if not last:
        return True
    step = int(number.rstrip(LETTERS)) - int(last.rstrip(LETTERS))
    return number_order(number) > number_order(last) and step <= MOST_MISSING


def _take(reading: _Reading, paragraph: Paragraph, heads: dict[int, re.Match[str]]) -> None:
    text = paragraph.text
    last = reading.bodies[-1][0] if reading.bodies else None
    if (found := heads.get(paragraph.line)) is not None:
        _begin_article(reading, paragraph, found)
    elif (
        paragraph.line > max(heads) and (found := _APPENDIX.fullmatch(text)) and _is_appendix(reading, found)
    ):
        number = found[1] or ""
        value = int(number) if number.isdigit() else from_roman(number)
        ref = Ref(f"pl-{value}" if value else "pl")
        if all(each.ref != ref for each, _inside in reading.bodies):
            reading.bodies.append((ParsedProvision(ref, paragraph.line, title=found[2][:LONGEST_TITLE]), []))
            reading.is_over = False
    elif (found := _CONTAINER.fullmatch(text)) and paragraph.line < max(heads):
        kind = _LEVELS[found[1].lower()]
        reading.open_containers.append(ParsedContainer(kind, found[2].upper(), found[3].strip("# *"), ""))
    elif reading.open_containers and not reading.open_containers[-1].title and _is_heading(text):
        reading.open_containers[-1].title = text.strip("# *")
    elif reading.bodies and last is not None and not reading.is_over:
        reading.is_over = bool(_SIGNED.match(text)) and not last.ref.is_appendix
        if not reading.is_over:
            reading.bodies[-1][1].append(Paragraph(paragraph.line, text.lstrip("# ")))


def _begin_article(reading: _Reading, paragraph: Paragraph, found: re.Match[str]) -> None:
    title = " ".join(found[3].split())
    is_text = len(title) > LONGEST_TITLE or (title.endswith((".", ":", ";")) and len(title) > 100)
    article = ParsedProvision(
        Ref(found[2].lower()), paragraph.line, title="" if is_text else title.strip(" .")
    )
    reading.bodies.append((article, [Paragraph(paragraph.line, title)] if is_text else []))
    for container in reading.open_containers:
        container.first_article = article.ref.article
    reading.document.containers += reading.open_containers
    reading.open_containers = []


def _is_appendix(reading: _Reading, found: re.Match[str]) -> bool:
    """Return whether a line "Phụ lục I" begins an appendix; a form inside one has no number of its own."""
    return bool(found[1]) or not reading.bodies[-1][0].ref.is_appendix


def _is_heading(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return bool(letters) and sum(each.isupper() for each in letters) > len(letters) * 0.7


def _paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs: lines, joined where the text is broken at a fixed width."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    words = sorted(len(line) for line in lines if line)
    is_wrapped = bool(words) and words[int(len(words) * 0.9)] <= HARD_WRAP
    starts = re.compile(
        rf"[\W_]*(?:\d+[a-zđ]?\.|[{LETTERS}]\d?\)|Điều\s+\d|Chương\s|Mục\s|Phần\s|Phụ lục|PHỤ LỤC)|[-+#|>*~]"
    )
    found: list[Paragraph] = []
    was_blank = True
    for number, line in enumerate(lines, 1):
        if line and is_wrapped and not was_blank and found and not starts.match(line):
            found[-1] = Paragraph(found[-1].line, f"{found[-1].text} {line}")
        elif line:
            found.append(Paragraph(number, line))
        was_blank = not line or line.startswith("#") or bool(_CONTAINER.fullmatch(line))
    return found


def _number(head: str, name: str) -> str:
    said = re.search(rf"^\W*Số(?: hiệu)?[\s*:|]{{1,8}}({NUMBER.pattern})", head, re.MULTILINE)
    lines = [line for line in head.splitlines() if line.startswith("# ")]
    titled = NUMBER.search(lines[0]) if lines else None
    if named := number_in_name(name):
        return named
    found = titled or None
    return found[0] if found else said[1] if said else ""


def _title(head: str, number: str) -> str:
    """Return what the document is about, from the lines after its kind in capitals, or from a heading."""
    for line in head.splitlines():
        text = line.strip("#* ")
        if number in text and len(text) > len(number) + 25 and line.startswith("#"):
            return text.partition(number)[2].strip(" -:–")[:600]
    names = "|".join(each.upper() for each in KIND_NAMES)
    found = re.search(
        rf"^[#*\s]*(?:{names})\b[*\s]*(.*?)(?=\n\s*\n|\n\W*Căn cứ)", head, re.DOTALL | re.MULTILINE
    )
    title = " ".join(found[1].split()).strip("#* ")[:600] if found else ""
    return "" if number in title[:40] else title


def _issued(head: str) -> dt.date | None:
    if found := _TABLE_ISSUED.search(head):
        return read_day(found[1])
    found = _ISSUED.search(head)
    return read_day(found[1]) if found else None


def _begins(text: str, head: str, issued: dt.date | None) -> dt.date | None:
    """Return the first day in force: as a table at the top says, or as the last article does."""
    if found := _TABLE_FORCE.search(head):
        return read_day(found[1])
    days = [
        issued if match[1].startswith("ký") else read_day(match[1])
        for match in _FORCE.finditer(" ".join(text.replace("*", "").split()))
    ]
    return next((day for day in days if day), None)
