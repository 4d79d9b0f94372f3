"""Read a topic of the codified law as the Ministry of Justice publishes it: demuc/UUID.html."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from backend.law.editions.codified import RawArticle, assemble
from backend.law.editions.codified_text import HEAD
from backend.law.editions.notes import BEGINS
from backend.law.editions.parsed import BrokenLaw, Paragraph, ParsedLaw

_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "tr", "table", "br", "body"}
_SILENT = {"script", "style", "head", "title"}
ARTICLE, NOTE, RELATED = "pDieu", "pGhiChu", "pChiDan"
HEADINGS = {"pChuong", "pPhan", "pMuc", "pTieuMuc"}


def read_codified_html(text: str, *, title: str, listed: dict[str, str] | None = None) -> ParsedLaw:
    """Return the documents of a topic. listed: code -> title from the list of the zip. Raises BrokenLaw."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    if not reader.articles:
        raise BrokenLaw(_("trang không có điều nào (p.pDieu)."), line=1)
    return assemble(layout="codified_html", title=title, articles=reader.articles, listed=listed)


class _Reader(HTMLParser):
    """Collects blocks of text, each with the class of its paragraph. A row of a table becomes "| a | b |"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.articles: list[RawArticle] = []
        self._class = self._url = ""
        self._words: list[str] = []
        self._line = 1
        self._silent = self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("td", "th"):
            self._cells += 1
            self._words.append(" | ")
        elif tag in _BLOCKS and not (self._cells and tag != "tr"):
            self.end_block()
            self._class = (values.get("class") or "").split(" ")[0] if tag == "p" else ""
            self._line = self.getpos()[0]
        elif tag == "a" and (values.get("href") or "").startswith(("http://", "https://")):
            self._url = self._url or values["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "tr":
            self._words.append(" |")
            self._cells = 0
            self.end_block()
        elif tag in ("td", "th"):
            self._cells = max(self._cells, 1)
        elif tag in _BLOCKS and not self._cells:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def end_block(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words, url, self._url = [], self._url, ""
        if text:
            self._take(unicodedata.normalize("NFC", text).replace("Ð", "Đ"), self._class, url)

    def _take(self, text: str, kind: str, url: str) -> None:
        if kind == ARTICLE:
            found = HEAD.match(text)
            if not found:
                raise BrokenLaw(_("tên điều không đọc được: %(text)s") % {"text": text[:80]}, line=self._line)
            self.articles.append(RawArticle(found[1], text[found.end() :].strip(" ."), self._line))
        elif kind in HEADINGS or not self.articles:
            return
        elif kind == NOTE or (BEGINS.match(text) and not self.articles[-1].note):
            article = self.articles[-1]
            article.note, article.url = f"{article.note} {text}".strip(), article.url or url
        else:
            self.articles[-1].paragraphs.append(Paragraph(self._line, text))


_KEYS = "Value|Text|STT|ChuDeID|ChuDe|DeMucID|ChiMuc|MAPC|TEN|ID"
_FIELD = re.compile(rf'"({_KEYS})"\s*:\s*(?:"(.*?)"|(-?\d+|null))\s*(?=,\s*"(?:{_KEYS})"\s*:|\}})', re.DOTALL)


def read_list(text: str, name: str) -> list[dict[str, str]]:
    """Return the objects of a variable of jsonData.js, whose values may hold quotes that aren't escaped."""
    begin = re.search(rf"(?:var\s+)?\b{name}\s*=\s*\[", text)
    if not begin:
        raise BrokenLaw(_("jsonData.js không có biến %(name)s.") % {"name": name})
    following = re.search(r"\]\s*;?\s*(?:var\s+)?\bjd\w+\s*=\s*\[", text[begin.end() :])
    part = text[begin.end() : begin.end() + following.start() if following else len(text)]
    rows: list[dict[str, str]] = []
    for found in _FIELD.finditer(part):
        key, value = found[1], found[2] if found[2] is not None else found[3]
        if not rows or key in rows[-1]:
            rows.append({})
        rows[-1][key] = unicodedata.normalize("NFC", value.replace('\\"', '"').replace("\\/", "/"))
    if not rows:
        line = text.count("\n", 0, begin.start()) + 1
        raise BrokenLaw(_("biến %(name)s không đọc được.") % {"name": name}, line=line)
    return rows
