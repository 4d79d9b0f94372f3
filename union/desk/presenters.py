"""What the page of a month shows: six queries, whatever the size of the province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, FilteredRelation, IntegerField, OuterRef, Q, Subquery, Value
from django.utils import timezone

from courses.reports.disclosure import branches_upwards
from members.branches.enums import BranchLevel
from members.models import Branch
from members.roles.enums import Role
from orders.figures.branches import BranchSales, branch_sales
from orders.figures.periods import Period
from products.search.models import ListingCard
from union.documents.models import Document
from union.issues.enums import OPEN as OPEN_RECEIPTS
from union.issues.enums import ReceiptState
from union.issues.kinds import followed_kinds
from union.issues.models import Issue, Receipt
from union.questions.figures import FigureRow, figures_by_topic
from union.reports.enums import OPEN as OPEN_REPORTS
from union.reports.enums import RECEIVED, ReportState
from union.reports.models import Report
from union.reports.rates import Rates

SHOWN_ISSUES = 12
SHOWN_PICTURES = 4


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    phone: str


@dataclass(slots=True)
class Late:
    """A commune (or the province itself) with what it and the branches below it owe."""

    name: str
    officers: list[Officer]
    issues: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Offices:
    """The province and its communes. chairs: keys of the province's officers. officers: by a branch's path."""

    province: Branch
    names: dict[str, str]
    chairs: set[int]
    officers: dict[str, list[Officer]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """issues: the newest SHOWN_ISSUES of `issue_count`. rates: of the reports due in the month."""

    period: Period
    province: Branch
    issues: list[Issue]
    issue_count: int
    rates: Rates
    late: list[Late]
    topics: list[FigureRow]
    sales: BranchSales
    cards: list[ListingCard]

    @property
    def more_issues(self) -> int:
        return self.issue_count - len(self.issues)


def offices_of() -> Offices | None:
    """Return the province, its communes and their officers; None without a province. One query."""
    grant = FilteredRelation(
        "role_grants", condition=Q(role_grants__role=Role.OFFICER, role_grants__ended_at=None)
    )
    rows = (
        Branch.objects.filter(level__in=[BranchLevel.PROVINCE, BranchLevel.COMMUNE])
        .select_related("unit")
        .annotate(grant=grant)
        .annotate(
            officer=F("grant__user"),
            officer_name=F("grant__user__full_name"),
            officer_phone=F("grant__user__phone"),
            is_officer_active=F("grant__user__is_active"),
        )
        .order_by("path", "grant__granted_at", "grant__pk")
    )
    province: Branch | None = None
    names: dict[str, str] = {}
    chairs: set[int] = set()
    officers: dict[str, list[Officer]] = defaultdict(list)
    for row in rows:
        names[row.path] = row.name
        is_province = row.level == BranchLevel.PROVINCE and row.is_active
        if is_province and province is None:
            province = row
        if row.officer is None or not row.is_officer_active:
            continue
        officers[row.path].append(Officer(row.officer_name, row.officer_phone or ""))
        if is_province and province is not None and row.pk == province.pk:
            chairs.add(row.officer)
    return None if province is None else Offices(province, names, chairs, officers)


def month_of(offices: Offices, period: Period) -> Month:
    """Return the month of the province. Five queries."""
    issues = _issues(offices.province, period)
    rates, late = _came_back(offices, period)
    (sales,) = branch_sales([offices.province], period)
    cards = ListingCard.objects.filter(
        photo__isnull=False, listed_at__gte=period.start, listed_at__lt=period.end
    )
    return Month(
        period=period,
        province=offices.province,
        issues=issues[:SHOWN_ISSUES],
        issue_count=len(issues),
        rates=rates,
        late=late,
        topics=figures_by_topic(period.first, period.last),
        sales=sales,
        cards=list(cards.select_related("photo").order_by("-listed_at", "-pk")[:SHOWN_PICTURES]),
    )


def _issues(province: Branch, period: Period) -> list[Issue]:
    """Return what the province issued in the month, the newest first, with `number`, `total` and `finished`."""
    number = Document.objects.filter(issue=OuterRef("pk")).order_by().values("number")[:1]
    found = Issue.objects.filter(branch=province, issued_at__gte=period.start, issued_at__lt=period.end)
    # An issue to know is fulfilled by opening it.
    seen = Q(receipts__state__in=[ReceiptState.DONE, ReceiptState.OPENED, ReceiptState.ASSIGNED])
    finished = Q(asks="know") & seen | Q(receipts__state=ReceiptState.DONE)
    return list(
        found.annotate(
            number=Subquery(number),
            total=Count("receipts", filter=~Q(receipts__state=ReceiptState.EXCUSED)),
            finished=Count("receipts", filter=finished),
        ).order_by("-issued_at", "-pk")
    )


def _came_back(offices: Offices, period: Period) -> tuple[Rates, list[Late]]:
    """Return the rates of the reports due in the month, and who owes a report or an issue due in it. One query."""
    today = timezone.localdate()
    inside = offices.province.path
    due = Q(due_date__gte=period.first, due_date__lte=period.last)
    received = Q(state__in=RECEIVED)
    reports = (
        Report.objects.filter(due, period__form__branch=offices.province, counts_for__path__startswith=inside)
        .order_by()
        .values_list("counts_for__path")
        .annotate(
            expected=Count("pk", filter=~Q(state=ReportState.EXCUSED)),
            received=Count("pk", filter=received),
            on_time=Count("pk", filter=received & Q(was_late=False)),
            excused=Count("pk", filter=Q(state=ReportState.EXCUSED)),
            late_reports=Count("pk", filter=Q(state__in=OPEN_REPORTS, due_date__lt=today)),
            late_issues=Value(0, output_field=IntegerField()),
        )
    )
    none = Value(0, output_field=IntegerField())
    receipts = (
        Receipt.objects.filter(
            issue__branch=offices.province,
            due_date__gte=period.first,
            due_date__lte=period.last,
            due_date__lt=today,
            state__in=OPEN_RECEIPTS,
        )
        # Reports are counted above.
        .exclude(issue__kind__in=followed_kinds())
        .order_by()
        .values_list("branch__path")
        .annotate(
            expected=none, received=none, on_time=none, excused=none, late_reports=none,
            late_issues=Count("pk"),
        )
    )  # fmt: skip
    rows = list(reports.union(receipts, all=True).order_by())
    sums = [sum(each) for each in zip(*(row[1:5] for row in rows), strict=True)] if rows else [0, 0, 0, 0]
    return Rates(*sums), _late(offices, ((row[0], row[5], row[6]) for row in rows))


def _late(offices: Offices, rows: Iterable[tuple[str, int, int]]) -> list[Late]:
    """Return those who owe something, the one who owes most first. A chapter counts for its commune."""
    found: dict[str, Late] = {}
    for path, reports, issues in rows:
        if not reports + issues:
            continue
        known = [each for each in branches_upwards(path) if each in offices.names]
        if not known:
            continue
        above = max(known, key=len)
        late = found.setdefault(above, Late(offices.names[above], offices.officers.get(above, [])))
        late.reports += reports
        late.issues += issues
    return sorted(found.values(), key=lambda row: (-(row.issues + row.reports), row.name))
