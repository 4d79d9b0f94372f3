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
from backend.law.readings.presenters import ArticleReadings, LawyerMark, ShownWords, article_readings
from backend.law.situations.presenters import Cited, CitedSentence, situation_page
from backend.law.situations.stock import Situation


def situation_leaflet(situation: Situation) -> Leaflet:
    """Return the leaflet of a situation, in the order of its page."""
    page = situation_page(situation)
    places = list(_places(situation))
    blocks = [
        *([Block(situation.short)] if situation.short else []),
        *(places if situation.is_urgent else ()),
        *_lawyers(page["lawyers"]),
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
        *(() if page["lawyers"] else (_("Chưa có luật sư đọc trang này."),)),
        _("Đây không phải là tư vấn pháp luật."),
    )
    url = reverse("law:situation", args=[situation.slug])
    return _leaflet(situation.title, _("Hỏi luật"), url, blocks, notes)


def article_leaflet(article: Provision, day: dt.date | None = None) -> Leaflet:
    """Return the leaflet of an article as it reads on `day` (today).

    What explains today's text, and who has read it, are on the leaflet of today's text only.
    """
    page = article_page(article, day)
    readings = None if page.is_old or page.is_coming else article_readings(article)
    title = f"{article.label}. {article.title}" if article.title else article.label
    url = reverse("law:article", args=[article.document.slug, article.ref])
    query = f"?ngay={page.day.isoformat()}" if page.is_dated else ""
    blocks = [*_warnings(page), *(_explained(readings) if readings else ()), *_lines(page)]
    notes = (_source(page), *_reading_notes(page, readings), _("Đây không phải là tư vấn pháp luật."))
    return _leaflet(title, _name(article.document), url + query, blocks, notes)


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
        cites = "; ".join(map(_cited, each.cites))
        yield Block(each.text, lead=f"{number}." if is_numbered else "•", quiet=cites)


def _cited(cite: Cited) -> str:
    return " ".join([cite.words, *(f"({each})" for each in (cite.mark, cite.state) if each)])


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
    elif page.is_coming:
        yield Block(
            _("Đây là lời văn của ngày %(day)s, ngày ấy chưa tới. Luật có thể còn đổi trước đó.")
            % {"day": day},
            is_warning=True,
        )
    if not page.is_in_force:
        words = _("Tính đến ngày %(day)s, điều này %(standing)s.") % {
            "day": day,
            "standing": page.standing.label,
        }
        yield Block(words, is_warning=True)


def _explained(readings: ArticleReadings) -> Iterator[Block]:
    yield from _lawyers(readings.marks)
    if readings.has_wrong:
        yield Block(_("Một lời dễ hiểu đã bỏ khỏi trang này vì luật sư thấy chưa đúng."))
    if readings.words:
        yield Block(_("Nói cho dễ hiểu"), is_heading=True)
    for row in readings.words:
        aged = " " + _("(Điều luật đã đổi sau khi viết câu này.)") if row.has_aged else ""
        yield Block(row.words.text + aged, lead="•", quiet=_words_state(row))


def _words_state(row: ShownWords) -> str:
    """Return who wrote plain words and who read them, in the sentences of the page."""
    values = {
        "writer": row.writer,
        "day": format_date(timezone.localdate(row.words.written_at)),
        "audience": row.words.audience,
    }
    written = (
        _("Người viết: %(writer)s, ngày %(day)s, cho %(audience)s.")
        if row.words.audience
        else _("Người viết: %(writer)s, ngày %(day)s.")
    ) % values
    if not (row.reader and row.words.read_at):
        return f"{written} {_('Chưa có người thứ hai đọc lại.')}"
    day = format_date(timezone.localdate(row.words.read_at))
    read = _("Người thứ hai đọc lại: %(reader)s, ngày %(day)s.") % {"reader": row.reader, "day": day}
    return f"{written} {read}"


def _lawyers(marks: Iterable[LawyerMark]) -> Iterator[Block]:
    """Yield what each lawyer found, in the sentences of the page."""
    for mark in marks:
        words = _("luật sư đã đọc ngày %(day)s (%(name)s, %(capacity)s).") % {
            "day": format_date(timezone.localdate(mark.at)),
            "name": mark.name,
            "capacity": mark.capacity,
        }
        if mark.is_old:
            words += " " + _("Lần đọc ấy là của bản cũ.")
        elif not mark.is_right:
            words += " " + _("Luật sư thấy chỗ này chưa đúng. Chị hỏi nơi giúp trước khi làm theo.")
        place = mark.place[:1].upper() + mark.place[1:]
        yield Block(f"{place}: {words}", is_warning=not mark.is_right and not mark.is_old)


def _lines(page: ArticlePage) -> Iterator[Block]:
    if not page.is_held:
        yield Block(_("Chưa có lời văn trong Piêu. Chị đọc ở bản chính thức."), is_warning=True)
        return
    yield Block(_("Lời văn ngày %(day)s") % {"day": format_date(page.day)}, is_heading=True)
    for line in page.lines:
        for number, text in enumerate("".join(part.text for part in line.parts).split("\n")):
            if text.strip():
                yield Block(text, lead="" if number else line.lead, depth=line.depth)


def _source(page: ArticlePage) -> str:
    document = page.article.document
    if not (document.was_read and document.read_date):
        return _("Piêu chưa thấy văn bản này.")
    source = f"{document.source_name}, " if document.source_name else ""
    day = format_date(document.read_date)
    return _("Piêu đã đọc văn bản: %(source)s%(day)s.") % {"source": source, "day": day}


def _reading_notes(page: ArticlePage, readings: ArticleReadings | None) -> tuple[str, ...]:
    if readings is None:
        words = _(
            "Tờ này chỉ in lời văn ngày %(day)s, không in lời dễ hiểu và lần luật sư đọc của bản hôm nay."
        )
        return (words % {"day": format_date(page.day)},)
    return () if readings.marks else (_("Chưa có luật sư đọc."),)


def _name(document: Document) -> str:
    return document.name if document.number in document.name else f"{document.name} ({document.number})"
