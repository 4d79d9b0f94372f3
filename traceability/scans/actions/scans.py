import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.network import network_of
from backend.common.text import filled
from backend.ledger.actions import append_entry
from members.models import Unit
from members.notices.actions.milestones import record_milestone
from members.notices.actions.notices import notify
from members.notices.enums import MilestoneKind
from traceability.events.actions.rows import month_of
from traceability.models import DaySalt, LabelFlag, LabelRun, LabelTally, Lot, Scan
from traceability.scans.copies import counts_of, hints, known_at, new_copy_sign
from traceability.scans.enums import CopySign, Verdict
from traceability.scans.origin.lookup import COUNTER_BITS, Found
from traceability.scans.origin.verdicts import verdict_of

SALT_DAYS = 2
# New devices of one address that count for one label per day: a household's phones, not one visitor with many
# user agents.
DEVICES_OF_NETWORK = 3
# With this many devices on one day, buyers read the label, not only the maker.
DEVICES_FOR_MILESTONE = 3


def salt_of(day: date) -> bytes:
    salt, _made = DaySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
    return bytes(salt.salt)


def device_hash(*, address: str, agent: str, day: date) -> bytes:
    """Return 16 bytes that identify a device within `day`.

    Nobody can recompute them after the day's salt is deleted.
    """
    return hmac.new(salt_of(day), f"{address}\n{agent}".encode(), hashlib.sha256).digest()[:16]


def network_hash(*, address: str, day: date) -> bytes | None:
    """Return 16 bytes that identify an IPv4 address, or the /48 of an IPv6 one, within `day`.

    None if the address is unknown.
    """
    if not address:
        return None
    return hmac.new(
        salt_of(day), f"network\n{network_of(address, ipv6=48)}".encode(), hashlib.sha256
    ).digest()[:16]


@transaction.atomic
def record_scan(
    *, found: Found, address: str, agent: str, place: Unit | None = None, at: datetime | None = None
) -> Scan:
    """Count one scan that a page posted, and return the stored scan.

    The same device on the same day is a repeat: it is stored but not counted again. Devices of one network
    (network_hash) beyond DEVICES_OF_NETWORK for one label and day are repeats too. `place` is stated by the
    buyer. If it is stated later on the same day, it is added to the buyer's scan, and no scan is stored.
    Neither address nor agent is stored. `at` is for scans that are reported later, earliest first.
    """
    now = at or timezone.now()
    today = timezone.localdate(now)
    device = device_hash(address=address, agent=agent, day=today)
    if found.serial_key is None:
        earlier = Scan.objects.filter(lot_id=found.lot_id, serial_key=None, device=device)
    else:
        # The tally's row is the lock: two scans of one label at once are counted one after the other.
        LabelTally.objects.get_or_create(
            serial_key=found.serial_key,
            defaults={"lot_id": found.lot_id, "first_scanned_at": now, "last_scanned_at": now},
        )
        tally = LabelTally.objects.select_for_update().get(serial_key=found.serial_key)
        earlier = Scan.objects.filter(serial_key=found.serial_key, device=device)
    first_today = earlier.filter(scanned_at__gte=now - timedelta(days=1)).order_by("scanned_at").first()
    if first_today is not None and place is not None:
        Scan.objects.filter(month=first_today.month, id=first_today.id).update(place=place)
        first_today.place = place
        if found.serial_key is not None:
            flag_label(tally, now, provinces=count_communes(tally, now))
        return first_today
    network = network_hash(address=address, day=today)
    is_crowded = (
        found.serial_key is not None
        and network is not None
        and Scan.objects.filter(
            serial_key=found.serial_key,
            network=network,
            is_repeat=False,
            scanned_at__gte=now - timedelta(days=1),
        ).count()
        >= DEVICES_OF_NETWORK
    )
    scan = Scan.objects.create(
        month=month_of(now),
        serial_key=found.serial_key,
        lot_id=found.lot_id,
        device=device,
        network=network,
        is_repeat=first_today is not None or is_crowded,
        verdict=verdict_of(found),
        place=place,
        scanned_at=now,
    )
    if found.serial_key is not None and not scan.is_repeat:
        new_day = tally.count == 0 or timezone.localdate(tally.last_scanned_at) != today
        tally.devices_today = 1 if new_day else tally.devices_today + 1
        tally.busiest_day_devices = max(tally.busiest_day_devices, tally.devices_today)
        # The row is locked, so the values read are current.
        tally.days += new_day
        tally.count += 1
        tally.last_scanned_at = now
        tally.save()
        flag_label(tally, now, provinces=0 if place is None else count_communes(tally, now))
        if found.scan_count == 0 and scan.verdict == Verdict.VALID:
            tell_first_scan(run_id=found.serial_key >> COUNTER_BITS)
        if tally.devices_today == DEVICES_FOR_MILESTONE and scan.verdict == Verdict.VALID:
            tell_first_scan(run_id=found.serial_key >> COUNTER_BITS, kind=MilestoneKind.SCANNED_BY_THREE)
    return scan


def count_communes(tally: LabelTally, now: datetime) -> int:
    """Store how many communes buyers stated for the label, on its busiest day and in total.

    Return the number of provinces that buyers stated on the day of `now`.

    A network counts at most one commune a day, because one visitor is in one place. The day is that of its
    salt, from midnight to midnight in Vietnam. On the next day a network has another hash, and would count as
    another visitor.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    places = Scan.objects.filter(
        serial_key=tally.serial_key,
        place__isnull=False,
        is_repeat=False,
        scanned_at__gte=midnight,
    ).values_list("network", "place_id", "place__parent_id")
    of_network = {bytes(net) if net else None: (place, parent or place) for net, place, parent in places}
    tally.busiest_day_communes = max(tally.busiest_day_communes, len(set(of_network.values())))
    ever = Scan.objects.filter(serial_key=tally.serial_key, place__isnull=False, is_repeat=False)
    tally.communes = ever.values("place_id").distinct().count()
    tally.save(update_fields=["busiest_day_communes", "communes"])
    return len({province for _place, province in of_network.values()})


def flag_label(tally: LabelTally, now: datetime, *, provinces: int = 0) -> LabelFlag | None:
    """Add the label to the list of suspicious ones if its scans show a sign, and notify its people.

    Returns the label's last flag, or None if no sign applies. A label is listed once until somebody looks
    into it; then again when its signs are worse than at that time. The caller holds the tally's lock.
    """
    counts = counts_of(tally, provinces=provinces)
    odd = hints(counts)
    if not odd:
        return None
    run_id, number = tally.serial_key >> COUNTER_BITS, tally.serial_key & ((1 << COUNTER_BITS) - 1)
    before = list(LabelFlag.objects.filter(run=run_id, number=number).order_by("pk"))
    sign = odd[0]
    if before:
        last = before[-1]
        if last.looked_at is None:
            return last
        known = known_at(tally.serial_key, last.looked_at, last.known)
        worse = new_copy_sign(counts, signs_before=[each.sign for each in before], known=known)
        if worse is None:
            return last
        sign = worse
    flag = LabelFlag.objects.create(
        run_id=run_id, number=number, lot_id=tally.lot_id, sign=sign, flagged_at=now
    )
    append_entry(
        kind="label.flagged",
        subject=f"run:{run_id}",
        # Scans may be reported later, so this moment differs from the entry's.
        payload={
            "run": run_id,
            "label": number,
            "sign": flag.sign,
            "lot": tally.lot_id,
            "at": flag.flagged_at.isoformat(),
            **({"raised": len(before) + 1} if before else {}),
        },
        by=None,
    )
    lot = Lot.objects.select_related("product__producer").get(pk=tally.lot_id)
    for person in lot.product.producer.people.filter(until=None).select_related("user"):
        notify(
            user=person.user,
            kind="label.flagged",
            title=filled(
                gettext_lazy("Con tem đã xem của lô %(lot)s lại đáng ngờ hơn")
                if before
                else gettext_lazy("Một con tem của lô %(lot)s có thể đã bị sao chép"),
                {"lot": lot.code},
            ),
            body=CopySign(flag.sign).label,
            url=reverse("traceability:flags"),
            key=f"flag:{tally.serial_key}:{len(before)}" if before else f"flag:{tally.serial_key}",
        )
    return flag


def tell_first_scan(*, run_id: int, kind: MilestoneKind = MilestoneKind.LABEL_SCANNED) -> None:
    """Record a milestone for the member who requested the run, or for whom it was requested.

    By default it is the run's first scan: its labels are in use. Devices can be distinguished within one day
    only, so "three devices" means three on one day.
    """
    run = LabelRun.objects.select_related("requested_by", "on_behalf_of").get(pk=run_id)
    owner = run.on_behalf_of or run.requested_by
    if owner is not None:
        record_milestone(user=owner, kind=kind, subject=f"run:{run_id}")


@transaction.atomic
def drop_old_salts() -> int:
    """Delete the salts of days more than SALT_DAYS ago. Return how many.

    Afterwards no device of those days can be identified.
    """
    return DaySalt.objects.filter(day__lt=timezone.localdate() - timedelta(days=SALT_DAYS)).delete()[0]


def scans_of_lot(lot: Lot) -> dict[str, int]:
    """Return the counts of a lot's scans: all without repeats, and the labels scanned at least once."""
    return {
        "scans": Scan.objects.filter(lot_id=lot.pk, is_repeat=False).count(),
        "labels": LabelTally.objects.filter(lot=lot).count(),
    }
