"""Retention periods of records by law, as dated rows. Every eraser, check and page takes them from here.

Nothing here deletes. To correct a period, change its row; for a new law, add a row with its first day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

ECOM = "122/2025/QH15, 248/2026/NĐ-CP"


class Record(StrEnum):
    LISTING = "listing"
    CONTRACT = "contract"
    LABEL = "label"
    E_LABEL = "e-label"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Term:
    """Retention period of a kind of record: `years` or `months` after its last use.

    is_checked: False if only secondary sources were read.
    """

    record: Record
    document: str
    article: StrOrPromise
    words: StrOrPromise
    years: int = 0
    months: int = 0
    valid_from: dt.date = dt.date(2026, 7, 1)
    is_checked: bool = True

    @property
    def clause(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document

    def ends(self, last_use: dt.date) -> dt.date:
        """Return the first day on which a record that was last used on `last_use` may be deleted."""
        months = last_use.month - 1 + self.months
        year, month = last_use.year + self.years + months // 12, months % 12 + 1
        try:
            return last_use.replace(year=year, month=month)
        except ValueError:  # the 29th, 30th or 31st of a shorter month: a day more rather than less
            return dt.date(year + (month == 12), month % 12 + 1, 1)

    def over_on(self, day: dt.date) -> dt.date:
        """Return the latest day of last use of records that may be deleted on `day`."""
        last_use = day - dt.timedelta(days=365 * self.years + 28 * self.months)
        while self.ends(last_use) > day:
            last_use -= dt.timedelta(days=1)
        return last_use


TERMS: tuple[Term, ...] = (
    Term(Record.LISTING, ECOM, "", _("thông tin đăng bán"), years=1, is_checked=False),
    # A household's contracts one year, others' three: the longer one for all, because a seller may become a firm.
    Term(Record.CONTRACT, ECOM, "", _("hợp đồng đặt hàng"), years=3, is_checked=False),
    # Art. 41(6)c names the seller, electronic contracts and transactions beside the label: five years. What buyers are
    # told, and CONTRACT above, is still three years (docs/decisions/0020): nothing is old enough yet to be erased.
    Term(Record.LABEL, "37/2026/NĐ-CP", _("Điều 41(6)"), _("nội dung nhãn"), years=5, valid_from=dt.date(2026, 1, 23)),
    Term(Record.E_LABEL, "37/2026/NĐ-CP", _("Điều 53(3)"), _("nội dung nhãn điện tử"), months=12, valid_from=dt.date(2026, 1, 23)),
    # Read in short: neither its articles nor the day that it counts from was at hand.
    Term(
        Record.TRACE, "31/2026/TT-BCT", "", _("dữ liệu truy xuất của hàng công thương không có hạn dùng"), months=60,
        valid_from=dt.date(2026, 1, 23), is_checked=False,
    ),
)  # fmt: skip


def term_on(record: Record, day: dt.date, terms: tuple[Term, ...] | None = None) -> Term:
    """Return the retention period of `record` in force on `day`.

    For days before the first period begins, return the first.
    """
    rows = sorted(
        (term for term in terms or TERMS if term.record == record), key=lambda term: term.valid_from
    )
    return next((term for term in reversed(rows) if term.valid_from <= day), rows[0])
