"""How complete a period is, as DHIS2 computes it.

Expected are all reports but those excused. The reporting rate is received (sent, accepted, locked) of expected; the
on-time rate is received with every sending on or before the due day that held then, of expected. So a report that was
returned isn't received until it is sent again. Its due day has moved meanwhile, for the correction alone: a report that
was late once stays late, and one that was sent in time stays timely if its correction is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from union.reports.enums import RECEIVED, ReportState
from union.reports.models import Report


@dataclass(frozen=True, slots=True)
class Rates:
    expected: int = 0
    received: int = 0
    on_time: int = 0
    excused: int = 0

    @property
    def missing(self) -> int:
        return self.expected - self.received

    @property
    def reporting_rate(self) -> Decimal | None:
        """Return the percentage with one decimal, rounded half up; None if nothing is expected."""
        return _percent(self.received, self.expected)

    @property
    def on_time_rate(self) -> Decimal | None:
        return _percent(self.on_time, self.expected)


def rates_of(reports: Iterable[Report]) -> Rates:
    """Count the reports. No query."""
    expected = received = on_time = excused = 0
    for each in reports:
        if each.state == ReportState.EXCUSED:
            excused += 1
            continue
        expected += 1
        if each.state in RECEIVED and each.sent_at is not None:
            received += 1
            on_time += not each.was_late
    return Rates(expected, received, on_time, excused)


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    tenths = (part * 2000 + whole) // (2 * whole)
    return Decimal(tenths) / 10
