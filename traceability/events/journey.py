"""A lot's journey: at most six lines for buyers, the full history for its people and officers.

A journey reaches back through processing: it includes the events of the ingredients.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.bulk import in_parts
from backend.common.dates import format_date
from backend.common.units import format_quantity
from members.models import User
from traceability.epcis.bodies import zone_of
from traceability.events.enums import DIARY_KINDS, DetailKind, ErrorReason, EventKind
from traceability.events.step_words import BY_PROGRAM, label_of, page_kind, state_words, step_label
from traceability.lots.enums import Claim, LotRole
from traceability.models import EpcisEvent, Event, EventCheck, EventDetail, EventLot, Lot

MAX_STEPS = 6
PER_PAGE = 100
MAX_DEPTH = 5  # number of processings to follow back
_HANDLING = (EventKind.PACKING, EventKind.BOXING, EventKind.UNBOXING, EventKind.SHIPPING)
_RANK = {claim: rank for rank, claim in enumerate(Claim.values)}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a journey: one event, or several merged ones."""

    kind: str
    first: dt.date
    last: dt.date
    count: int
    places: tuple[str, ...]
    claim: str
    claim_by: str  # the branch that confirms the line, or ""
    claim_date: dt.date | None
    biz_step: str = ""  # the step of captured events and of other work, if the whole line has the same one
    is_captured: bool = False  # True if programs sent all events of the line, not the diary
    states: tuple[str, ...] = ()  # states of the goods after the step, as sent by programs

    @property
    def label(self) -> str:
        return step_label(self.kind, self.biz_step, is_captured=self.is_captured)

    @property
    def program_note(self) -> str:
        """Return the goods' state and a note that a program sent the event; "" for a diary event."""
        return "; ".join([*self.states, str(BY_PROGRAM)]) if self.is_captured else ""

    @property
    def claim_label(self) -> str:
        return str(Claim(self.claim).label)

    @property
    def place(self) -> str:
        """Return the name of the commune; of merged lines, all names, joined by commas."""
        return ", ".join(self.places)

    @property
    def date_text(self) -> str:
        """Return "12/11/2026", or "12/11 – 15/11/2026" with the number of times."""
        if self.count == 1:
            return format_date(self.first)
        times = _("%(count)d lần") % {"count": self.count}
        if self.first == self.last:
            return f"{format_date(self.last)} ({times})"
        start = f"{self.first:%d/%m}" if self.first.year == self.last.year else format_date(self.first)
        return f"{start} – {format_date(self.last)} ({times})"


def journey(lot: Lot) -> list[Step]:
    """Return the valid events of `lot` and of its ingredients, oldest first, in at most six lines.

    Lines of the same kind, place and claim are merged. If there are still too many, three merges follow in
    this order:
    - the claims of a kind and place; the weakest counts
    - the places of a kind
    - boxing, losses and the like, into one line of other work

    The lines contain no personal data. Costs two queries, and two for each processing followed back.
    """
    events = [
        event
        for part in in_parts(_event_ids(lot))
        for event in with_source(Event.objects.standing().filter(event_id__in=part)).select_related("place")
    ]
    events.sort(key=lambda event: (event.event_time, event.recorded_at))
    checks = _checks(event.event_id for event in events)
    single = [_step_of(event, checks.get(event.event_id, [])) for event in events]
    groupings: list[Callable[[Step], Hashable]] = [
        lambda step: (
            step.kind,
            step.biz_step,
            step.is_captured,
            step.places,
            step.claim,
            step.claim_by,
            step.states,
        ),
        lambda step: (step.kind, step.biz_step, step.is_captured, step.places),
        lambda step: (step.kind, step.biz_step, step.is_captured),
    ]
    steps: list[Step] = []
    for key in groupings:
        steps = _merged(single, key)
        if len(steps) <= MAX_STEPS:
            return steps
    # Each diary kind has a line of its own, also in the longest journey.
    kinds = {step.kind for step in single if not step.is_captured}
    rest = [
        replace(step, kind=EventKind.OTHER, biz_step="", states=())
        if step.kind not in DIARY_KINDS or (step.kind in kinds and step.label != label_of(step.kind, ""))
        else step
        for step in single
    ]
    return _merged(rest, lambda step: step.kind)


@dataclass(frozen=True, slots=True)
class DetailedEvent:
    """An event with its texts, for people who may see everything."""

    event: Event
    day: dt.date
    amount: str  # of the lot it is about: "20 kg", or ""
    parts: list[str]  # "nguyên liệu 30 kg MHM2611-1"
    used_up: list[
        str
    ]  # of the diary: a pack whose label somebody else names doesn't take the rest of its lot
    lot: Lot | None
    note: str
    person: str
    photo: Any
    by: User | None
    on_behalf_of: User | None
    is_erased: bool
    declared: Event | None  # the declaration that the event was wrong
    checks: list[EventCheck] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return the kind under which pages show the event, also by its icon."""
        return _page_kind(self.event)

    @property
    def label(self) -> str:
        return label_of(self.kind, self.event.biz_step)

    @property
    def program_note(self) -> str:
        """Return the goods' state and a note that a program sent the event; "" for a diary event."""
        if not _is_captured(self.event):
            return ""
        return "; ".join(
            filter(None, (state_words(self.event.disposition, is_captured=True), str(BY_PROGRAM)))
        )

    @property
    def title(self) -> str:
        """Return a title such as "Thu hoạch 20 kg"."""
        return f"{self.label} {self.amount}".strip()

    @property
    def reason(self) -> str:
        return str(ErrorReason(self.declared.error_reason).label) if self.declared else ""

    @property
    def claim_label(self) -> str:
        return str(
            Claim(
                max((check.claim for check in self.checks), key=_RANK.__getitem__, default=Claim.SELF)
            ).label
        )

    @property
    def clock_hours(self) -> str:
        """Return the size of the phone's clock error in minutes, hours or days, such as "3 giờ"."""
        seconds = abs(self.event.device_clock_offset_s or 0)
        if seconds < 3600:
            n = round(seconds / 60)
            return ngettext("%(n)d phút", "%(n)d phút", n) % {"n": n}
        if seconds < 172_800:
            n = round(seconds / 3600)
            return ngettext("%(n)d giờ", "%(n)d giờ", n) % {"n": n}
        n = round(seconds / 86_400)
        return ngettext("%(n)d ngày", "%(n)d ngày", n) % {"n": n}


def history(lot: Lot, number: str | None = None) -> Page:
    """Return a page of all events of `lot` itself, newest first, also those declared wrong.

    The caller has checked may_see_history.
    """
    ids = EventLot.objects.filter(lot=lot, is_error=False).values("event_id")
    events = Event.objects.filter(event_id__in=ids, is_error=False).order_by("-event_time", "-recorded_at")
    page = Paginator(events, PER_PAGE).get_page(number)
    # Slice here, because Paginator would return its own type: the page shows the events with their words.
    part = slice(max(page.start_index() - 1, 0), page.end_index())
    page.object_list = cast(Any, detailed_events(events, part=part, readers={lot.product.producer_id}))
    return page


def detailed_events(
    events: Any, *, part: slice = slice(None), readers: Container[int] | None = None
) -> list[DetailedEvent]:
    """Return `part` of `events` (a queryset of first rows) with their texts, newest first, in seven queries.

    `readers` are ids of the producers whose people read them. If another household used the readers' goods,
    its events come without that household's texts and people.
    """
    found = (
        with_source(events)
        .filter(is_error=False)
        .select_related("place")
        .order_by("-event_time", "-recorded_at")
    )
    rows = list(found[part])
    ids = [row.event_id for row in rows]
    declared = {row.event_id: row for row in Event.objects.filter(event_id__in=ids, is_error=True)}
    details: dict[Any, dict[str, EventDetail]] = defaultdict(dict)
    for detail in EventDetail.objects.filter(event_id__in=ids).select_related("photo"):
        details[detail.event_id][detail.kind] = detail
    links: dict[Any, list[EventLot]] = defaultdict(list)
    for link in (
        EventLot.objects.filter(event_id__in=ids, is_error=False)
        .select_related("lot__product__producer")
        .order_by("position")
    ):
        links[link.event_id].append(link)
    refs = {ref for row in rows for ref in (row.by_ref, row.on_behalf_ref) if ref}
    people = {user.ref: user for user in User.objects.filter(ref__in=refs)}
    checks = _checks(ids)
    answer = []
    for row in rows:
        readable, is_theirs = details[row.event_id], _is_of_others(row, links[row.event_id], readers)
        if is_theirs:
            readable = {}
        photo = readable[DetailKind.PHOTO].photo if DetailKind.PHOTO in readable else None
        answer.append(
            DetailedEvent(
                event=row,
                day=_day(row),
                amount=_amount(links[row.event_id][-1]) if links[row.event_id] else "",
                parts=[_part_text(link) for link in links[row.event_id]],
                used_up=[] if row.is_captured else used_up_words(links[row.event_id]),
                lot=links[row.event_id][-1].lot if links[row.event_id] else None,
                note=readable[DetailKind.NOTE].text if DetailKind.NOTE in readable else "",
                person=readable[DetailKind.PERSON].text if DetailKind.PERSON in readable else "",
                photo=photo,
                by=None if is_theirs else people.get(row.by_ref),
                on_behalf_of=None if is_theirs else people.get(row.on_behalf_ref),
                is_erased=any(detail.erased_at for detail in readable.values()),
                declared=declared.get(row.event_id),
                checks=checks.get(row.event_id, []),
            )
        )
    return answer


def _is_of_others(event: Event, links: Iterable[EventLot], readers: Container[int] | None) -> bool:
    """Return whether the event is a processing by another household that used goods of `readers`."""
    made = {link.lot.product.producer_id for link in links if link.role == LotRole.OUTPUT}
    return (
        readers is not None
        and event.kind == EventKind.PROCESSING
        and bool(made)
        and not any(one in readers for one in made)
    )


def _event_ids(lot: Lot) -> set[Any]:
    """Return ids of the valid events of `lot` and of its ingredients, up to MAX_DEPTH processings back."""
    visited, frontier = {lot.pk}, {lot.pk}
    found: set[Any] = set()
    followed: set[Any] | None = None
    declared = Event.objects.filter(event_id=OuterRef("event_id"), is_error=True)
    for __ in range(MAX_DEPTH):
        links = [
            link
            for part in in_parts(frontier)
            for link in EventLot.objects.filter(~Exists(declared), lot__in=part, is_error=False).values_list(
                "event_id", "role", "event__kind"
            )
        ]
        # What else was made, packed or sent of an ingredient's lot belongs to the journey of other goods.
        found |= {
            event_id
            for event_id, role, kind in links
            if followed is None or event_id in followed or (role != LotRole.INPUT and kind not in _HANDLING)
        }
        made_by = {event_id for event_id, role, _kind in links if role == LotRole.OUTPUT}
        if not made_by:
            break
        followed = made_by
        frontier = {
            lot_id
            for part in in_parts(made_by)
            for lot_id in EventLot.objects.filter(
                event_id__in=part, role=LotRole.INPUT, is_error=False
            ).values_list("lot_id", flat=True)
        } - visited
        visited |= frontier
        if not frontier:
            break
    return found


def _checks(ids: Iterable[Any]) -> dict[Any, list[EventCheck]]:
    rows: dict[Any, list[EventCheck]] = defaultdict(list)
    for part in in_parts(ids):
        checks = EventCheck.objects.filter(event_id__in=part).select_related("branch")
        for check in checks.order_by("checked_at"):
            rows[check.event_id].append(check)
    return rows


def with_source(events: Any) -> Any:
    """Annotate `is_captured` on `events` (a queryset): True if another program sent the event."""
    sent = EpcisEvent.objects.filter(event_id=OuterRef("event_id"), captured_by_ref__isnull=False)
    return events.annotate(is_captured=Exists(sent))


def _is_captured(event: Event) -> bool:
    return bool(getattr(event, "is_captured", False))


def _page_kind(event: Event) -> str:
    return page_kind(event.kind, event.biz_step, is_captured=_is_captured(event))


def _day(event: Event) -> dt.date:
    return event.event_time.astimezone(zone_of(event.zone_offset)).date()


def _step_of(event: Event, checks: list[EventCheck]) -> Step:
    best = max(checks, key=lambda check: _RANK[check.claim], default=None)
    by = ""
    if best is not None and best.claim == Claim.VERIFIED:
        by = best.branch.name if best.branch else _("Hội Liên hiệp Phụ nữ tỉnh")
    is_captured = _is_captured(event)
    # A code assigned by a program is called so, but still counts as the harvest day for stock and page.
    kind = event.kind if event.kind == EventKind.HARVESTING else _page_kind(event)
    state = state_words(event.disposition, is_captured=is_captured)
    return Step(
        kind=kind,
        first=_day(event),
        last=_day(event),
        count=1,
        places=(event.place.name,) if event.place else (),
        claim=best.claim if best else Claim.SELF,
        claim_by=by,
        claim_date=timezone.localdate(best.checked_at) if best else None,
        biz_step=event.biz_step if is_captured or kind == EventKind.OTHER else "",
        is_captured=is_captured,
        states=(state,) if state else (),
    )


def _merged(steps: Iterable[Step], key: Callable[[Step], Hashable]) -> list[Step]:
    groups: dict[Hashable, list[Step]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: (step.first, list(EventKind.values).index(step.kind))):
        groups[key(step)].append(step)
    lines = []
    for group in groups.values():
        weakest = min(group, key=lambda step: _RANK[step.claim])
        lines.append(
            Step(
                kind=group[0].kind,
                first=min(step.first for step in group),
                last=max(step.last for step in group),
                count=sum(step.count for step in group),
                places=tuple(dict.fromkeys(place for step in group for place in step.places)),
                claim=weakest.claim,
                claim_by=weakest.claim_by,
                claim_date=weakest.claim_date,
                biz_step=group[0].biz_step if len({step.biz_step for step in group}) == 1 else "",
                is_captured=all(step.is_captured for step in group),
                states=tuple(dict.fromkeys(state for step in group for state in step.states)),
            )
        )
    # Overlapping lines are ordered by their end: a harvest that lasted weeks comes before its packing.
    return sorted(lines, key=lambda step: (step.last, list(EventKind.values).index(step.kind)))


def _amount(link: EventLot) -> str:
    return format_quantity(link.quantity, link.unit) if link.quantity is not None else ""


def used_up_words(links: Iterable[EventLot]) -> list[str]:
    """Return a readable text for each unweighed ingredient: the amount that it used of its lot."""
    return [
        _("Đã dùng hết %(amount)s còn lại của lô %(lot)s")
        % {"amount": format_quantity(link.taken, link.lot.unit), "lot": link.lot.code}
        for link in links
        if link.role == LotRole.INPUT and link.taken is not None
    ]


def _part_text(link: EventLot) -> str:
    role = "" if link.role == LotRole.SUBJECT else str(link.get_role_display())
    amount = _amount(link) if link.taken is None else format_quantity(link.taken, link.lot.unit)
    return " ".join(part for part in (role, amount, link.lot.code) if part)
