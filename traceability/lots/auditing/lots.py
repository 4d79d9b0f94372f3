"""Compare lots with their ledger entries and their harvests."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import batched
from typing import Any

from backend.ledger.auditing import UNREADABLE, Finding, entries_of, readable
from backend.ledger.models import Entry
from members.people.audit_comparisons import who_and_when
from products.models import ProductChange
from traceability.epcis.bodies import zone_of
from traceability.events.actions.errors import EventError
from traceability.events.actions.harvests import converted
from traceability.events.enums import EventKind
from traceability.lots.enums import LotState
from traceability.models import Event, EventLot, Lot

CHUNK = 1000
DECLARED = ("code", "quantity", "unit", "place", "harvested_date", "produced_date", "expiry_date")
FIXED = ("code", "unit", "place", "produced_date")
NAMED = ("lot.opened", "lot.changed", "lot.renamed")


def payloads(
    prefix: str, pks: list[int], kinds: tuple[str, ...]
) -> dict[int, list[tuple[Entry, dict[str, Any]]]]:
    """Return the entries of `kinds` about each of the objects `pks`, each with its payload, oldest first.

    Their subject is "prefix:pk". The result is {pk: [(entry, payload), ...]}.
    """
    found: dict[int, list[tuple[Entry, dict[str, Any]]]] = defaultdict(list)
    rows = Entry.objects.filter(subject__in=[f"{prefix}:{pk}" for pk in pks], kind__in=kinds).order_by("pk")
    for entry in rows:
        try:
            payload = json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            payload = {}
        found[int(entry.subject.partition(":")[2])].append((entry, payload))
    return found


def codes_of(entries: list[tuple[Entry, dict[str, Any]]]) -> list[str]:
    """Return the codes of a lot from its entries, the present code last."""
    codes: list[str] = []
    for entry, payload in entries:
        try:
            if entry.kind == "lot.changed":
                codes += [
                    str(after) for name, (_before, after) in payload["changes"].items() if name == "code"
                ]
            else:
                codes.append(str(payload["code"]))
        except (LookupError, TypeError, ValueError, AttributeError):
            continue
    return codes


def compare_lots() -> Iterator[Finding | int]:
    """Compare lots with their entries and harvests, and find lots that have an entry and no row."""
    count, stored = 0, set()
    kinds = (*NAMED, "lot.closed", "lot.reopened", "lot.kept")
    for batch in batched(
        Lot.objects.order_by("pk").select_related("product", "created_by", "on_behalf_of").iterator(CHUNK),
        CHUNK,
        strict=False,
    ):
        entries = payloads("lot", [lot.pk for lot in batch], kinds)
        harvests = _harvests(batch)
        for lot in batch:
            count += 1
            stored.add(f"lot:{lot.pk}")
            lot_entries = entries.get(lot.pk, [])
            if not lot_entries or lot_entries[0][0].kind != "lot.opened":
                yield Finding(
                    f"lot:{lot.pk}", "lô không có mục mở lô / no entry says that the lot was opened"
                )
                continue
            for name in readable(_differences(lot, lot_entries, harvests[lot.pk])):
                yield Finding(
                    f"lot:{lot.pk}",
                    f"{name} của lô nói khác sổ cái / the lot's {name} differs from the ledger",
                )
    for entry, payload in entries_of("lot.opened"):
        if entry.subject not in stored:
            yield Finding(entry.subject, f"lô {payload.get('code')} đã mất / the lot is gone")
    yield count


def _differences(
    lot: Lot, entries: list[tuple[Entry, dict[str, Any]]], harvests: list[Harvest]
) -> Iterator[str]:
    opened = entries[0][1]
    state: Any = LotState.OPEN
    kept = None
    was: dict[str, list[Any]] = {name: [opened.get(name)] for name in DECLARED}
    for entry, payload in entries[1:]:
        if entry.kind == "lot.changed":
            for name, (_before, after) in payload.get("changes", {}).items():
                was.setdefault(name, []).append(after)
        elif entry.kind == "lot.renamed":
            was["code"].append(payload.get("code"))
        elif entry.kind == "lot.kept":
            kept = payload.get("until")
        elif entry.kind != "lot.opened":
            state = LotState.CLOSED if entry.kind == "lot.closed" else LotState.OPEN
    now = {
        "code": lot.code,
        "unit": lot.unit,
        "place": lot.place_id,
        "produced_date": lot.produced_date and lot.produced_date.isoformat(),
    }
    yield from (name for name in FIXED if now[name] != was[name][-1])
    yield from who_and_when(entries[0][0], lot, "created_by", "created_at")
    if opened.get("product") != lot.product_id:
        yield "product"
    if lot.state != state:
        yield "state"
    if (lot.sold_until.isoformat() if lot.sold_until else None) != kept:
        yield "sold_until"
    # Harvests raise the quantity and fill in the days (traceability.events.actions.harvests).
    sums = {Decimal(0)}
    for harvest in harvests:
        sums |= {each + harvest.amount for each in list(sums)[:4096]}
    if lot.quantity not in sums | {Decimal(each) for each in was["quantity"] if each is not None}:
        yield "quantity"
    days = {day for harvest in harvests for day in harvest.days}
    recorded_days = set(was["harvested_date"])
    # A declared day stays, unless it came from a harvest that was later declared wrong.
    if None in recorded_days or recorded_days & {
        str(day) for each in harvests if each.is_wrong for day in each.days
    }:
        recorded_days |= {str(day) for day in days} | {None}
    if (lot.harvested_date.isoformat() if lot.harvested_date else None) not in recorded_days:
        yield "harvested_date"
    if (lot.expiry_date and lot.expiry_date.isoformat()) != was["expiry_date"][-1] and not (
        # A harvest fills in the expiry date if nobody declared one. Whether it did depends on the product on
        # that day.
        was["expiry_date"][-1] is None
        and lot.expiry_date in {day + dt.timedelta(days=shelf) for day in days for shelf in _shelf_lives(lot)}
    ):
        yield "expiry_date"


def _shelf_lives(lot: Lot) -> set[int]:
    """Return all shelf lives that the lot's product ever had, in days."""
    changes = ProductChange.objects.filter(product=lot.product_id, fields__has_key="shelf_life_days")
    pairs = changes.values_list("fields__shelf_life_days", flat=True)
    known = {lot.product.shelf_life_days, *(days for pair in pairs for days in pair)}
    return {days for days in known if isinstance(days, int) and days > 0}


@dataclass(frozen=True, slots=True)
class Harvest:
    """A harvest: `amount` in the lot's unit, and its possible `days`.

    `days` are the reported day and the day when it was recorded: a phone's clock may have run ahead.
    """

    days: tuple[dt.date, dt.date]
    amount: Decimal
    is_wrong: bool


def _harvests(lots: tuple[Lot, ...]) -> dict[int, list[Harvest]]:
    """Return every harvest of each lot, also those later declared wrong."""
    by_pk = {lot.pk: lot for lot in lots}
    links = list(EventLot.objects.filter(lot__in=by_pk, is_error=False))
    ids = {link.event_id for link in links}
    events = Event.objects.filter(event_id__in=ids, is_error=False, kind=EventKind.HARVESTING)
    by_id = {event.event_id: event for event in events}
    wrong = set(Event.objects.filter(event_id__in=ids, is_error=True).values_list("event_id", flat=True))
    found: dict[int, list[Harvest]] = defaultdict(list)
    for link in links:
        event = by_id.get(link.event_id)
        if event is None or link.quantity is None:
            continue
        try:
            amount = converted(link.quantity, link.unit, by_pk[link.lot_id].unit)
            zone = zone_of(event.zone_offset)
            days = event.event_time.astimezone(zone).date(), event.recorded_at.astimezone(zone).date()
        except (EventError, *UNREADABLE):
            continue
        found[link.lot_id].append(Harvest(days, amount, link.event_id in wrong))
    return found
