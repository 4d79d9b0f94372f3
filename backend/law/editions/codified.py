"""Turn articles of the codified law (Bộ pháp điển), each with its source note, into documents.

The chapters of a topic are its own: it puts articles of several documents into one, with its own numbers. So they
are no chapters of the documents, and are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from backend.law.editions.bodies import Body
from backend.law.editions.notes import SourceNote, read_note
from backend.law.editions.parsed import BrokenLaw, Paragraph, ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.library.enums import DocumentKind
from backend.law.library.references import Ref

# "44.8.NĐ.1.12": topic, kind, document of that kind, article.
CODE = r"\d{1,2}\.\d{1,3}\.[A-ZĐ]{2,3}(?:\.\d{1,3})*?\.\d{1,4}[a-zđ]{0,2}(?:\.\d{1,2})?"
_CODE_PARTS = re.compile(r"(\d+\.\d+)\.([A-ZĐ]+(?:\.\d+)*?)\.(\d+[a-zđ]*)")
RELATED = re.compile(r"\(Điều này có nội dung liên quan đến\b.*", re.DOTALL)
_HEADING = re.compile(r"(?:Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\b|[IVXLC]+\b|\d+\b|nhất\b).*", re.IGNORECASE)
_MARKED = re.compile(r"\W*(?:\d{1,3}[a-zđ]?\.|[a-zđ]\))\s")
LONGEST_HEADING = 300


@dataclass(slots=True)
class RawArticle:
    """code: "44.8.NĐ.1.12". paragraphs: what follows the note."""

    code: str
    title: str
    line: int
    note: str = ""
    url: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def topic(self) -> str:
        return ".".join(self.code.split(".")[:2])

    @property
    def parts(self) -> tuple[str, str]:
        """Return the prefix of its document and the number of its article in it."""
        found = _CODE_PARTS.fullmatch(self.code)
        return (f"{found[1]}.{found[2]}", found[3]) if found else (self.code, "")


def assemble(
    *, layout: str, title: str, articles: list[RawArticle], listed: dict[str, str] | None = None
) -> ParsedLaw:
    """Return the documents of one topic. listed: code -> title of every article that the topic should have.

    Raises BrokenLaw without articles, and for an article whose note can't be read.
    """
    if not articles:
        raise BrokenLaw(_("Không thấy điều nào của Bộ pháp điển."))
    topic = articles[0].topic
    law = ParsedLaw(layout, f"phap-dien {topic}", title)
    prefixes: dict[str, str] = {}
    seen: dict[tuple[str, Ref], RawArticle] = {}
    for raw in articles:
        note = read_note(raw.note) or _note_of_prefix(law, raw, prefixes)
        if note is None:
            raise BrokenLaw(
                _("không đọc được chỗ ghi nguồn của Điều %(code)s: %(note)s")
                % {"code": raw.code, "note": raw.note[:120] or "–"},
                line=raw.line,
            )
        document = _document(law, note, raw)
        prefixes.setdefault(raw.parts[0], note.number)
        ref = Ref(note.article)
        if (known := seen.get((note.number, ref))) is not None:
            _add_repeated(law, known, raw, ref)
            continue
        seen[note.number, ref] = raw
        document.provisions += _provisions(raw, note, document)
    _add_listed(law, prefixes, {raw.code for raw in articles}, listed or {})
    law.figures |= {
        "notes": sum(bool(raw.note) for raw in articles),
        "related": sum(_has_related(raw) for raw in articles),
    }
    return law


def content(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return an article's own paragraphs: without cross references and without the heading of the next chapter."""
    kept: list[Paragraph] = []
    is_related = False
    for paragraph in paragraphs:
        text, is_open = paragraph.text, is_related
        if is_open:
            is_related, text = not text.endswith(")"), ""
        elif found := RELATED.search(text):
            is_related, text = not text.endswith(")"), text[: found.start()]
        if text := text.strip():
            kept.append(Paragraph(paragraph.line, text))
    heading = len(kept)
    for place in range(len(kept) - 1, -1, -1):
        text = kept[place].text
        if len(text) > LONGEST_HEADING or _MARKED.match(text):
            break
        if _HEADING.fullmatch(text):
            heading = place
    return kept[:heading]


def _note_of_prefix(law: ParsedLaw, raw: RawArticle, prefixes: dict[str, str]) -> SourceNote | None:
    """Return what the note of an article without one would state, from the others of its document."""
    prefix, number = raw.parts
    document = law.documents.get(prefixes.get(prefix, ""))
    if raw.note or document is None or document.valid_from is None or not number:
        return None
    law.remarks.append(
        _("Dòng %(line)s: Điều %(code)s không có chỗ ghi nguồn; lấy theo các điều khác của %(number)s.")
        % {"line": raw.line, "code": raw.code, "number": document.number}
    )
    return SourceNote(number, DocumentKind(document.kind), document.number, document.valid_from)


def _document(law: ParsedLaw, note: SourceNote, raw: RawArticle) -> ParsedDocument:
    document = law.documents.get(note.number)
    if document is None:
        document = law.documents[note.number] = ParsedDocument(
            note.number, note.kind, valid_from=note.valid_from
        )
    document.title = document.title or note.title
    document.issuer = document.issuer or note.issuer
    document.issued = document.issued or note.issued
    document.source_url = document.source_url or raw.url
    return document


def _provisions(raw: RawArticle, note: SourceNote, document: ParsedDocument) -> list[ParsedProvision]:
    article = ParsedProvision(Ref(note.article), raw.line, title=raw.title, changes=note.changes)
    if note.valid_from != document.valid_from:
        article.valid_from = note.valid_from
    text_from = max([note.valid_from, *(each.from_date for each in note.changes)])
    provisions = Body(article).add(content(raw.paragraphs))
    for each in provisions:
        each.text_from = text_from
    return provisions


def _add_repeated(law: ParsedLaw, first: RawArticle, raw: RawArticle, ref: Ref) -> None:
    """Remark an article that the topic prints a second time, if it says something else."""
    words = [
        " ".join(" ".join(each.text for each in content(one.paragraphs)).split()) for one in (first, raw)
    ]
    if words[0] != words[1]:
        law.remarks.append(
            _("Dòng %(line)s: Điều %(code)s có hai lần, lời khác dòng %(first)s; giữ lời trước.")
            % {"line": raw.line, "code": raw.code, "first": first.line}
        )


def _add_listed(law: ParsedLaw, prefixes: dict[str, str], found: set[str], listed: dict[str, str]) -> None:
    """Add the articles that stand in the list only, without words."""
    missing = [(code, title) for code, title in listed.items() if code not in found]
    for code, title in missing:
        prefix, number = RawArticle(code, title, 0).parts
        document = law.documents.get(prefixes.get(prefix, ""))
        if document is None or not number:
            continue
        ref = Ref(number)
        if all(each.ref != ref for each in document.articles):
            document.provisions.append(ParsedProvision(ref, 0, title=title))
    if missing:
        law.figures["listed_only"] = len(missing)
        law.remarks.append(
            _("%(count)s điều chỉ có tên trong mục lục, không có lời: %(codes)s")
            % {"count": len(missing), "codes": ", ".join(code for code, _title in missing[:5])}
        )


def _has_related(raw: RawArticle) -> bool:
    return any(RELATED.search(each.text) for each in raw.paragraphs)
