"""What a leaflet says: of a situation in plain words, and of an article with its text of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.leaflets.drawing import Block, Leaflet
from backend.law.library.models import Document, Provision
from backend.law.library.presenters import ArticlePage, article_page
from backend.law.library.texts import whole_hash
from backend.law.readings.models import PlainWords
from backend.law.situations.presenters import CitedSentence, situation_page
from backend.law.situations.stock import Situation


def situation_leaflet(situation: Situation) -> Leaflet:
    """Return the leaflet of a situation, in the order of its page."""
    page = situation_page(situation)
    places = list(_places(situation))
    blocks = [
        *([Block(situation.short)] if situation.short else []),
        *(places if situation.is_urgent else ()),
        *_sentences(_("Chị làm gì"), page["steps"], is_numbered=True),
        *_list(_("Mang theo"), situation.papers),
        *_sentences(_("Luật nói gì"), page["says"]),
        *([] if situation.was_read else [Block(_("Piêu chưa đọc được điều luật này"), is_warning=True)]),
        *(() if situation.is_urgent else places),
        *_list(_("Văn bản Piêu chưa đọc được"), page["unread"]),
    ]
    notes = (
        _("Piêu đọc văn bản ngày %(day)s và viết lại cho dễ hiểu.")
        % {"day": format_date(situation.read_date)},
        _("Chưa có luật sư đọc trang này. Đây không phải là tư vấn pháp luật."),
    )
    url = reverse("law:situation", args=[situation.slug])
    return _leaflet(situation.title, _("Hỏi luật"), url, blocks, notes)


def article_leaflet(article: Provision, day: dt.date | None = None) -> Leaflet:
    """Return the leaflet of an article as it reads on `day` (today), with what was written to explain it."""
    page = article_page(article, day)
    title = f"{article.label}. {article.title}" if article.title else article.label
    url = reverse("law:article", args=[article.document.slug, article.ref])
    query = f"?ngay={page.day.isoformat()}" if page.is_old else ""
    blocks = [*_warnings(page), *_list(_("Nói cho dễ hiểu"), _plain_words(article)), *_lines(page)]
    return _leaflet(title, _name(article.document), url + query, blocks, _article_notes(page))


def _leaflet(title: str, kicker: str, path: str, blocks: Iterable[Block], notes: tuple[str, ...]) -> Leaflet:
    return Leaflet(title, kicker, f"{settings.PUBLIC_ORIGIN}{path}", tuple(blocks), notes, timezone.now())


def _places(situation: Situation) -> Iterator[Block]:
    yield Block(_("Nơi giúp chị"), is_heading=True)
    for place in situation.places:
        name = f"{place.name}: {place.phone}" if place.phone else place.name
        yield Block(name, lead="•", quiet=place.gives)


def _sentences(
    heading: str, sentences: Iterable[CitedSentence], *, is_numbered: bool = False
) -> Iterator[Block]:
    for number, each in enumerate(sentences, start=1):
        if number == 1:
            yield Block(heading, is_heading=True)
        cites = "; ".join(f"{one.words} ({one.mark})" if one.mark else one.words for one in each.cites)
        yield Block(each.text, lead=f"{number}." if is_numbered else "•", quiet=cites)


def _list(heading: str, texts: Iterable[str]) -> Iterator[Block]:
    for number, text in enumerate(texts):
        if not number:
            yield Block(heading, is_heading=True)
        yield Block(text, lead="•")


def _warnings(page: ArticlePage) -> Iterator[Block]:
    day = format_date(page.day)
    if page.is_old:
        yield Block(
            _("Đây là lời văn cũ, của ngày %(day)s. Từ đó điều này đã đổi.") % {"day": day}, is_warning=True
        )
    if not page.is_in_force:
        words = _("Tính đến ngày %(day)s, điều này %(standing)s.") % {
            "day": day,
            "standing": page.standing.label,
        }
        yield Block(words, is_warning=True)


def _plain_words(article: Provision) -> Iterator[str]:
    rows = PlainWords.objects.filter(
        provision__document=article.document_id, provision__sort__startswith=article.sort, replaced_at=None
    )
    for row in rows.select_related("provision__document").order_by("provision__sort"):
        has_aged = row.explains_sha256 and row.explains_sha256 != whole_hash(row.provision)
        aged = " " + _("(Điều luật đã đổi sau khi viết câu này.)") if has_aged else ""
        yield row.text + aged


def _lines(page: ArticlePage) -> Iterator[Block]:
    if not page.is_held:
        yield Block(_("Chưa có lời văn trong Piêu. Chị đọc ở bản chính thức."), is_warning=True)
        return
    yield Block(_("Lời văn ngày %(day)s") % {"day": format_date(page.day)}, is_heading=True)
    for line in page.lines:
        for number, text in enumerate("".join(part.text for part in line.parts).split("\n")):
            if text.strip():
                yield Block(text, lead="" if number else line.lead, depth=line.depth)


def _article_notes(page: ArticlePage) -> tuple[str, ...]:
    document = page.article.document
    if document.was_read and document.read_date:
        source = f"{document.source_name}, " if document.source_name else ""
        read = _("Piêu đã đọc văn bản: %(source)s%(day)s.") % {
            "source": source,
            "day": format_date(document.read_date),
        }
    else:
        read = _("Piêu chưa thấy văn bản này.")
    return (read, _("Lời dễ hiểu là lời của Piêu, chưa có luật sư đọc. Đây không phải là tư vấn pháp luật."))


def _name(document: Document) -> str:
    return document.name if document.number in document.name else f"{document.name} ({document.number})"
