"""Stored citations as pages show them, and whether they may be written.

A row is {"document": "37/2026/NĐ-CP", "article": "42(1)", "date": "2026-12-01"}: document and article are one citation
of the library, the date is the day on which somebody compared it with the law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.errors import DomainError
from backend.law.citing import ports
from backend.law.citing.auditing import is_citation
from backend.law.citing.enums import Fault
from backend.law.library.enums import DocumentState, Standing
from backend.law.library.presenters import citation_url
from backend.law.library.references import Citation
from backend.law.library.standings import Found, find_standings

type Row = Mapping[str, Any]


class NotCitable(DomainError):
    """The provision can't be cited: it is unknown, has ended or is in an unread document. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A citation as pages show it. url: "" if the library has no page of it. title: today's, of article or document.

    state: who read it and whether it holds, such as "chưa thấy văn bản, hết hiệu lực", "đã đọc: Công báo, ngày
    01/12/2026" or "luật sư đã đọc: Lò Thị Hoa, luật sư, ngày 02/12/2026".
    """

    cite: str
    words: str
    url: str
    title: str
    state: str
    is_citable: bool


def lawyers_of(found: Iterable[Found]) -> dict[int, str]:
    """Return what lawyers read of these places, for `cited_place`. One query, and up to four more if they read any."""
    provisions = {one.provision.pk: one.provision for one in found if one.provision is not None}
    return ports.lawyer_lines(provisions=list(provisions.values())) if provisions else {}


def reading_words(found: Found, lawyers: Mapping[int, str]) -> str:
    """Return who has read the place, with source or name and the day. lawyers: of `lawyers_of`."""
    document, provision = found.document, found.provision
    if document is None or not found.is_known:
        return str(Fault.UNKNOWN.label)
    if provision is not None and provision.pk in lawyers:
        return lawyers[provision.pk]
    label = str(DocumentState(document.state).label)
    if not document.was_read or document.read_date is None:
        return label
    values = {"state": label, "source": document.source_name, "day": format_date(document.read_date)}
    if not document.source_name:
        return _("%(state)s ngày %(day)s") % values
    return _("%(state)s: %(source)s, ngày %(day)s") % values


def cited_place(found: Found, cite: str = "", *, lawyers: Mapping[int, str]) -> CitedPlace:
    """Return the place for pages. lawyers: of `lawyers_of`.

    cite: as it was written, if it is longer than the one place (a range).
    """
    document, citation = found.document, found.citation
    states = [
        reading_words(found, lawyers),
        Standing(found.standing).label if found.standing and not found.is_in_force else "",
    ]
    title = found.provision.title if found.provision else ""
    return CitedPlace(
        cite=cite or str(citation),
        words=citation.words(document.name if document else ""),
        url=_url(found),
        title=title or (document.title if document and document.title not in document.name else ""),
        state=", ".join(str(each) for each in states if each),
        is_citable=found.is_known and found.was_read and found.standing != Standing.ENDED,
    )


def _url(found: Found) -> str:
    """Return the page of the article, or of the document if the library lacks the article."""
    if found.document is None:
        return ""
    return citation_url(found.citation if found.is_known else Citation(found.document.number))


def cite_of(row: Row) -> str:
    """Return a stored row as a citation of the library: "37/2026/NĐ-CP 42(1)"."""
    return f"{row.get('document', '')} {row.get('article', '')}".strip()


def refusal(cite: str, day: dt.date | None = None) -> str:
    """Return why `cite` can't be cited on `day` (today), in a sentence; "" if it can. Three queries.

    It can't if it is no citation, if the library lacks it, if it has ended or if nobody saw the document's text.
    """
    day = day or timezone.localdate()
    if not is_citation(cite):
        return _("“%(cite)s” không phải là chỉ dẫn điều luật. Ví dụ: 37/2026/NĐ-CP 42(1).") % {
            "cite": cite[:80]
        }
    for found in find_standings([cite], day)[cite]:
        if why := why_unknown(found) or why_ended(found, day):
            return why
        if not found.was_read:
            return _("Piêu chưa thấy văn bản này, nên chưa dẫn được.")
    return ""


def why_unknown(found: Found) -> str:
    """Return in a sentence what of the citation the library lacks; "" if nothing."""
    if found.document is None:
        return _("Thư viện luật chưa có văn bản %(number)s.") % {"number": found.citation.number}
    if not found.is_known:
        return _("Thư viện luật chưa có %(place)s.") % {"place": found.citation.words(found.document.name)}
    return ""


def why_ended(found: Found, day: dt.date) -> str:
    """Return in a sentence that the place has ended on `day`, the day of `found`; "" if it hasn't."""
    if found.standing != Standing.ENDED:
        return ""
    words = found.citation.words(found.document.name if found.document else "")
    return _("%(place)s không còn hiệu lực vào ngày %(day)s, chị chọn điều khác.") % {
        "place": words[:1].upper() + words[1:],
        "day": format_date(day),
    }


def places_of(cites: Sequence[str]) -> list[CitedPlace]:
    """Return one place for each citation, also for what is none. Three queries, and those of `lawyers_of`."""
    known = find_standings([cite for cite in cites if is_citation(cite)])
    lawyers = lawyers_of(found[0] for found in known.values())
    return [
        cited_place(known[cite][0], cite, lawyers=lawyers)
        if cite in known
        else CitedPlace(cite, cite, "", "", str(Fault.UNKNOWN.label), False)
        for cite in cites
    ]


def require_citable(rows: Iterable[Row], *, known: Sequence[Row] = ()) -> None:
    """Raise NotCitable for the first row that can't be cited today. Rows of `known` are stored already and may stay.

    Three queries for each new row.
    """
    for row in rows:
        if row not in known and (why := refusal(cite_of(row))):
            raise NotCitable(why, field="citations", code="not_citable")
