"""What pages of rules, duties and consents show of the law that they rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.data_files import Source
from backend.common.dates import format_date
from backend.law.citing.auditing import first_fault
from backend.law.citing.enums import Fault
from backend.law.citing.places import CitedPlace, cited_place, lawyers_of, places_of
from backend.law.library.standings import find_standings
from backend.law.library.text_changes import texts_changed_of


@dataclass(frozen=True, slots=True)
class CitedLaw:
    """A cited place with who has read it. mark: a change since it was compared, or ""."""

    place: CitedPlace
    mark: str = ""


def cited_law(sources: Iterable[Source], day: dt.date | None = None) -> list[CitedLaw]:
    """Return each place that rows of data files cite, once, as on `day` (today); for law/citing/cited_law.html.

    Of rows that cite the same place, the one compared first decides its mark. Costs no query without citations;
    otherwise five, one more for each further hundred places, and up to four more if lawyers read any.
    """
    day, checked = day or timezone.localdate(), dict[str, dt.date]()
    for source in sources:
        for cite in source.cites:
            checked[cite] = min(source.checked_on, checked.get(cite, source.checked_on))
    if not checked:
        return []
    standings = find_standings(checked, day)
    texts = texts_changed_of(one for many in standings.values() for one in many)
    lawyers = lawyers_of(many[0] for many in standings.values())
    return [
        CitedLaw(
            cited_place(standings[cite][0], cite, lawyers=lawyers),
            change_mark(*first_fault(standings[cite], checked[cite], day, texts)),
        )
        for cite in sorted(checked)
    ]


def named_law(*cites: str) -> list[CitedLaw]:
    """Return the places that a template itself cites, each in the library's form, with who has read them.

    They have no day of comparison, so no mark; an end shows in the state. Four queries and those of `lawyers_of`.
    """
    return [CitedLaw(place) for place in places_of(cites)]


def change_mark(fault: Fault | None, since: dt.date | None) -> str:
    """Return the mark of a place that changed since it was compared; "" for other faults, which its state names."""
    if fault != Fault.CHANGED or since is None:
        return ""
    return _("luật đổi từ ngày %(day)s, chưa xem lại") % {"day": format_date(since)}
