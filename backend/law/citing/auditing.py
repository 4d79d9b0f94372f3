"""Compare what cites law with the law of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.citing.enums import MOVED, Fault
from backend.law.citing.registry import CitingPlace, citing_places
from backend.law.library.enums import Standing
from backend.law.library.references import BadReference, parse_citations
from backend.law.library.standings import Found, find_standings
from backend.law.library.text_changes import texts_changed_of

_FAULTS = {
    Standing.NOT_YET: Fault.NOT_YET,
    Standing.SUSPENDED: Fault.SUSPENDED,
    Standing.ENDED: Fault.ENDED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One citation of a place that has to be looked at again. since: the day of the change, if it is known."""

    place: CitingPlace
    citation: str
    fault: Fault
    since: dt.date | None = None

    @property
    def is_moved(self) -> bool:
        return self.fault in MOVED

    @property
    def subject(self) -> str:
        """Return what the finding is about, to tell of it once."""
        return f"{self.place.key} {self.citation} {self.fault} {self.since or ''}".strip()

    @property
    def words(self) -> str:
        """Return the reason in a sentence."""
        if self.fault == Fault.CHANGED and self.since:
            return _("Điều này đổi từ ngày %(day)s.") % {"day": format_date(self.since)}
        if self.fault == Fault.ENDED and self.since:
            return _("Điều này hết hiệu lực từ ngày %(day)s.") % {"day": format_date(self.since)}
        label = str(self.fault.label)
        return f"{label[:1].upper()}{label[1:]}."


def audit_citations(day: dt.date | None = None, places: Iterable[CitingPlace] | None = None) -> list[Finding]:
    """Return every citation to look at again on `day` (today), of all registered places or of `places`.

    Costs the queries of the sources, four for all citations, and one for each hundred of them.
    """
    day = day or timezone.localdate()
    found = list(citing_places() if places is None else places)
    cites = {cite for place in found for cite in place.cites}
    standings = find_standings([cite for cite in cites if is_citation(cite)], day)
    texts = texts_changed_of(one for many in standings.values() for one in many)
    findings = (
        _finding(place, cite, standings.get(cite, []), day, texts) for place in found for cite in place.cites
    )
    return [finding for finding in findings if finding is not None]


def _finding(
    place: CitingPlace,
    cite: str,
    standings: Iterable[Found],
    day: dt.date,
    texts: Mapping[str, list[dt.date]],
) -> Finding | None:
    """Return the finding of a citation, if there is one.

    What trainers typed as a citation may be none: the library can't have it.
    """
    if not is_citation(cite):
        return Finding(place, cite, Fault.UNKNOWN)
    fault, since = first_fault(standings, place.checked, day, texts)
    return Finding(place, cite, fault, since) if fault is not None else None


def is_citation(text: str) -> bool:
    """Return whether the library can read `text` as a citation."""
    try:
        parse_citations(text)
    except BadReference:
        return False
    return True


def first_fault(
    standings: Iterable[Found], checked: dt.date, day: dt.date, texts: Mapping[str, list[dt.date]]
) -> tuple[Fault | None, dt.date | None]:
    """Return the fault of the first article of a citation that has one, and since when; (None, None) without any.

    standings: as `find_standings` returns them: several for a range. texts: as `texts_changed_of` returns them.
    """
    faults = (_fault_of(found, checked, day, texts.get(str(found.citation), ())) for found in standings)
    return next((pair for pair in faults if pair[0] is not None), (None, None))


def _fault_of(
    found: Found, checked: dt.date, day: dt.date, texts: Iterable[dt.date] = ()
) -> tuple[Fault | None, dt.date | None]:
    """Return what is wrong with a citation that was compared on the day `checked`, and since when.

    texts: the days on which the cited words changed.
    """
    if found.document is None:
        return Fault.UNKNOWN, None
    if found.standing in _FAULTS:
        return _FAULTS[found.standing], _last(found, day)
    if not found.was_read:
        return Fault.NOT_READ, None
    if not found.is_known:
        return Fault.UNKNOWN, None
    days = [change.from_date for change in found.changed_between(checked, day)]
    days += [each for each in texts if checked < each <= day]
    return (Fault.CHANGED, max(days)) if days else (None, None)


def _last(found: Found, day: dt.date) -> dt.date | None:
    """Return the day on which the present standing began, if a recorded change or last day says so."""
    days = [change.from_date for change in found.changes if change.from_date <= day]
    for row in (found.document, found.provision):
        if row is not None and row.valid_to_date is not None and row.valid_to_date < day:
            days.append(row.valid_to_date + dt.timedelta(days=1))
    return max(days, default=None)
