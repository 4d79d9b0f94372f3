"""Paginate lists at a cost that doesn't grow with the list.

A page costs one query for its rows, and one more row to see if there is a next page. Only then there is a
count, which stops at COUNT_CAP. Pages end after MAX_ROWS rows, because a database reads every row before an
offset; narrow the search to see the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from backend.common.units import format_number

COUNT_CAP = 1_000
MAX_ROWS = 10_000
PER_PAGE = 24
PAGE_PARAM = "page"

type Rows[T] = QuerySet[Any, T] | Sequence[T]
type Count = Callable[[], tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page of a list; iterates over its rows.

    `total` is exact up to COUNT_CAP, and COUNT_CAP above it.
    """

    rows: list[T]
    number: int
    per_page: int
    total: int
    is_capped: bool
    has_next: bool
    query: QueryDict

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def count_label(self) -> str:
        """Return the total number of rows: "12", or "1.000+" above the cap."""
        return format_number(self.total) + ("+" if self.is_capped else "")

    @property
    def last_number(self) -> int | None:
        """Return the number of the last page, or None if the count stopped at the cap."""
        return None if self.is_capped else max(1, -(-self.total // self.per_page))

    @property
    def next_query(self) -> str:
        return self.query_for(self.number + 1) if self.has_next else ""

    @property
    def previous_query(self) -> str:
        return self.query_for(self.number - 1) if self.has_previous else ""

    # Django's own names for the same, so that theme/pagination.html shows either.

    @property
    def object_list(self) -> list[T]:
        return self.rows

    @property
    def paginator(self) -> Page[T]:
        return self

    @property
    def num_pages(self) -> int | None:
        return self.last_number

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def links(self) -> list[tuple[int | None, str]]:
        """Return (page number, query string) for the first, the last and the neighbouring pages.

        A gap is (None, "").
        """
        last = self.last_number or self.number + (1 if self.has_next else 0)
        wanted = sorted(n for n in {1, self.number - 1, self.number, self.number + 1, last} if 1 <= n <= last)
        found: list[tuple[int | None, str]] = []
        before = 0
        for number in wanted:
            if number > before + 1:
                found.append((None, ""))
            found.append((number, self.query_for(number)))
            before = number
        return found

    def query_for(self, number: int) -> str:
        """Return the query string of page `number`, with all other parameters.

        Page 1 has no page parameter.
        """
        query = self.query.copy()
        query.pop(PAGE_PARAM, None)
        if number > 1:
            query[PAGE_PARAM] = str(number)
        return "?" + query.urlencode()


def paginate[T](
    request: HttpRequest, rows: Rows[T], *, per_page: int = PER_PAGE, count: Count | None = None
) -> Page[T]:
    """Return the page of `rows` that ?page= asks for, with at most two queries.

    Raises Http404 if there is no such page.
    count: replaces capped_count, for lists whose count is stored.
    """
    wanted = request.GET.get(PAGE_PARAM, "1")
    return take_page(rows, wanted, per_page=per_page, query=request.GET, count=count)


def take_page[T](
    rows: Rows[T], wanted: str, *, per_page: int, query: QueryDict, count: Count | None = None
) -> Page[T]:
    number = _page_number(wanted, per_page)
    offset = (number - 1) * per_page
    taken = list(rows[offset : offset + per_page + 1])
    if not taken and number > 1:
        raise Http404(_("Không có trang này."))
    more = len(taken) > per_page
    if more:
        total, is_capped = count() if count else capped_count(rows)
    else:  # the last page shows the count
        total, is_capped = offset + len(taken), False
        if total > COUNT_CAP:
            total, is_capped = COUNT_CAP, True
    has_next = more and number * per_page < MAX_ROWS
    return Page(taken[:per_page], number, per_page, total, is_capped, has_next, query)


def capped_count(rows: Rows[Any]) -> tuple[int, bool]:
    """Return the number of `rows` up to COUNT_CAP, and whether there are more."""
    if isinstance(rows, QuerySet):
        count = rows.order_by()[: COUNT_CAP + 1].count()
    else:
        count = len(rows)
    return min(count, COUNT_CAP), count > COUNT_CAP


def _page_number(wanted: str, per_page: int) -> int:
    # Only plain digits: int() would take " 1", "+1", "1_0" and other scripts' digits, each a second address.
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 6):
        raise Http404(_("Không có trang này."))
    number = int(wanted)
    if number < 1 or (number - 1) * per_page >= MAX_ROWS:
        raise Http404(_("Không có trang này."))
    return number
