"""Signs that a label may have been copied. They prove nothing: a photo of a label scans like the label.

Only data that a page may lawfully have is used. Phones are distinguished within one day (their salt is
deleted after two), and places are stated by buyers. One visitor can't make a label look copied. Phones of one
network beyond three are repeats (actions/scans.py), and a network counts for one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from traceability.models import LabelTally, Scan
from traceability.scans.enums import CopySign

# If a day has twice the phones or communes, the earlier finding no longer explains them.
GROWN = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one label.

    They are: scans in total, most phones and most communes of a day, communes ever stated, and the provinces
    stated today.
    """

    scans: int
    busiest_day_devices: int
    busiest_day_communes: int
    communes: int = 0
    provinces: int = 0


def counts_of(tally: LabelTally, *, provinces: int = 0) -> Counts:
    return Counts(
        tally.count, tally.busiest_day_devices, tally.busiest_day_communes, tally.communes, provinces
    )


def signs(counts: Counts) -> list[CopySign]:
    """Return why a buyer is warned that the label may have been copied, plainest sign first.

    Empty if nothing is unusual. The limits are settings: COPY_DEVICES_A_DAY, COPY_COMMUNES_A_DAY, COPY_SCANS.
    `./run bench copies` measures what they catch and miss.
    """
    found = []
    # One pack is in one place: buyers in several communes on one day hold several packs.
    if counts.busiest_day_communes > settings.COPY_COMMUNES_A_DAY:
        found.append(CopySign.PLACES)
    if counts.busiest_day_devices > settings.COPY_DEVICES_A_DAY:
        found.append(CopySign.DEVICES)
    if counts.scans > settings.COPY_SCANS:
        found.append(CopySign.SCANS)
    return found


def hints(counts: Counts) -> list[CopySign]:
    """Return `signs`, then weaker ones that list a label for its people but don't warn buyers.

    A specimen at a stall is scanned often too, and a patient visitor could state another commune every day.
    The limits are COPY_PROVINCES_A_DAY, COPY_COMMUNES, COPY_SCANS_LISTED.
    """
    found = signs(counts)
    # Two communes are far apart if they are in two provinces. A carrier's pack may be in both on one day.
    if counts.provinces > settings.COPY_PROVINCES_A_DAY:
        found.append(CopySign.FAR)
    if counts.communes > settings.COPY_COMMUNES:
        found.append(CopySign.SPREAD)
    if counts.scans > settings.COPY_SCANS_LISTED:
        found.append(CopySign.OFTEN)
    return found


def known_of(counts: Counts) -> dict[str, Any]:
    """Return the counts to store when a person looks into a label, so that `new_copy_sign` can compare later."""
    return {
        "signs": sorted(hints(counts)),
        "devices": counts.busiest_day_devices,
        "communes": counts.busiest_day_communes,
        "provinces": counts.provinces,
    }


def new_copy_sign(
    counts: Counts, *, signs_before: Iterable[str], known: Mapping[str, Any]
) -> CopySign | None:
    """Return a sign that the label has now but did not have when somebody looked into it, or None.

    It is either a sign for which the label was never listed, or a count of its busiest day. Such a count must
    have grown to GROWN times the known one. The counts of a specimen at a stall don't grow, so it is not
    listed again.
    """
    odd = hints(counts)
    before = {*signs_before, *known.get("signs", ())}
    if new := next((sign for sign in odd if sign not in before), None):
        return new
    grown = {
        CopySign.PLACES: (
            counts.busiest_day_communes,
            known.get("communes", 0),
            settings.COPY_COMMUNES_A_DAY,
        ),
        CopySign.DEVICES: (counts.busiest_day_devices, known.get("devices", 0), settings.COPY_DEVICES_A_DAY),
        CopySign.FAR: (counts.provinces, known.get("provinces", 0), settings.COPY_PROVINCES_A_DAY),
    }
    for sign, (now, then, limit) in grown.items():
        # It was listed by this sign, so it was over the limit, even if its scans of that time are deleted.
        if sign in odd and now >= GROWN * max(then, limit + 1):
            return sign
    return None


def counts_until(serial_key: int, moment: datetime) -> Counts:
    """Return counts from the stored scans of one label up to `moment`.

    `provinces` is the most that were stated on one day.
    """
    scans = Scan.objects.filter(serial_key=serial_key, is_repeat=False, scanned_at__lte=moment)
    by_day = list(
        scans.annotate(day=TruncDate("scanned_at"))
        .values("day")
        .annotate(scans=Count("id"))
        .values_list("scans", flat=True)
    )
    # One visitor is in one place: the last one that the network stated on a day.
    named: dict[Any, dict[bytes | None, tuple[int, int]]] = {}
    placed = scans.filter(place__isnull=False).order_by("pk")
    for at, network, place, parent in placed.values_list(
        "scanned_at", "network", "place_id", "place__parent_id"
    ):
        named.setdefault(timezone.localdate(at), {})[bytes(network) if network else None] = (
            place,
            parent or place,
        )
    days = [set(each.values()) for each in named.values()]
    return Counts(
        scans=sum(by_day),
        busiest_day_devices=max(by_day, default=0),
        busiest_day_communes=max(map(len, days), default=0),
        communes=len({place for each in days for place, _province in each}),
        provinces=max((len({province for _place, province in each}) for each in days), default=0),
    )


def known_at(serial_key: int, moment: datetime, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the counts that were stored when a person looked into a label at `moment`.

    Older flags `stored` fewer counts; the others are computed from scans.
    """
    if "provinces" in stored:
        return stored
    counted = known_of(counts_until(serial_key, moment))
    return {
        name: max(counted[name], stored.get(name, 0)) for name in ("devices", "communes", "provinces")
    } | {"signs": sorted({*counted["signs"], *stored.get("signs", ())})}


def scans_by_day(serial_key: int) -> list[dict[str, Any]]:
    """Return {"day", "scans", "devices", "communes"} of one label, newest day first.

    Repeats are no scans. Devices are counted by their hash of the day, communes as buyers stated them.
    """
    by_day = Scan.objects.filter(serial_key=serial_key).annotate(day=TruncDate("scanned_at")).values("day")
    counted = by_day.annotate(
        scans=Count("id", filter=Q(is_repeat=False)),
        devices=Count("device", distinct=True),
        communes=Count("place", distinct=True),
    )
    return [{**row} for row in counted.order_by("-day")]
