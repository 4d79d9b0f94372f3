"""Compare access, officers' checks and settings with their entries.

They are partners' grants, inspections, checks of events, hosts, GS1 prefixes, yields and e-labels.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from backend.ledger.auditing import CHUNK, EntryPayload, Finding, entries_of, readable
from backend.ledger.models import Entry
from backend.ledger.row_values import Stated
from members.people.audit_comparisons import differing, is_near, is_user, iso, unequal, who_and_when
from traceability.containers.actions.numbers import last_serial
from traceability.epcis import bodies as epcis
from traceability.models import (
    CompanyPrefix,
    ELabel,
    EpcisGrant,
    EventCheck,
    Inspection,
    InspectionLook,
    PrintedHost,
    ProductYield,
)

STATED = (
    Stated(
        Inspection,
        subject=lambda inspection: f"producer:{inspection.producer.ref}",
        pinned=("reason",),
        related=("producer",),
    ),
    Stated(PrintedHost, subject=lambda host: f"host:{host.pk}", pinned=("note",)),
)


def compare_checks() -> Iterator[Finding | int]:
    """Compare officers' confirmations of events, which pages show as verified, with their entries."""
    count = 0
    recorded = {(entry.subject, one.get("claim")): (entry, one) for entry, one in entries_of("event.checked")}
    for row in EventCheck.objects.select_related("by").order_by("pk").iterator(CHUNK):
        count += 1
        subject = epcis.urn(row.event_id)
        entry, one = recorded.pop((subject, row.claim), (None, {}))
        if entry is None:
            yield Finding(subject, "xác minh không có mục / a check has no entry")
            continue
        names = [*unequal(branch=(row.branch_id, one.get("branch")))]
        names += who_and_when(entry, row, "by", "checked_at", behalf="")
        yield from differing(subject, "xác minh", "check", names)
    for entry, _one in recorded.values():
        yield Finding(entry.subject, "một xác minh đã mất / a check is gone")
    yield count


def compare_grants() -> Iterator[Finding | int]:
    """Compare the grants to partners' software, which may send or query events, with their entries."""
    count = 0
    begun = {one.get("grant"): (entry, one) for entry, one in entries_of("epcis.granted")}
    ended = {one.get("grant"): entry for entry, one in entries_of("epcis.grant_ended")}
    rows = EpcisGrant.objects.select_related("producer", "partner", "by")
    for row in rows.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{row.producer.ref}"
        entry, one = begun.pop(row.pk, (None, {}))
        if entry is None or entry.subject != subject:
            yield Finding(subject, "quyền của đối tác không có mục / a partner's grant has no entry")
            continue
        names = [
            *unequal(
                partner=(str(row.partner.ref), one.get("partner")),
                product=(row.product_id, one.get("product")),
                may_capture=(row.may_capture, one.get("capture")),
                may_query=(row.may_query, one.get("query")),
            ),
            *who_and_when(entry, row, "by", "granted_at", behalf=""),
            *_end(row.ended_at, ended.get(row.pk)),
        ]
        yield from differing(subject, "quyền đối tác", "partner's grant", names)
    for entry, _one in begun.values():
        yield Finding(entry.subject, "một quyền của đối tác đã mất / a partner's grant is gone")
    yield count


def _end(moment: dt.datetime | None, entry: Entry | None) -> Iterator[str]:
    if (moment is None) != (entry is None) or (entry is not None and not is_near(moment, entry.recorded_at)):
        yield "ended_at"


def compare_inspections() -> Iterator[Finding | int]:
    """Compare inspections, and what the inspectors viewed, with their entries."""
    count = 0
    begun = {one.get("inspection"): (entry, one) for entry, one in entries_of("inspection.granted")}
    ended = {one.get("inspection"): entry for entry, one in entries_of("inspection.ended")}
    looked: dict[Any, list[EntryPayload]] = defaultdict(list)
    for entry, one in entries_of("inspection.looked"):
        looked[one.get("inspection")].append((entry, one))
    looks: dict[int, list[InspectionLook]] = defaultdict(list)
    for look in InspectionLook.objects.order_by("pk").iterator(CHUNK):
        looks[look.inspection_id].append(look)
    rows = Inspection.objects.select_related("producer", "inspector", "granted_by")
    for row in rows.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{row.producer.ref}"
        beginning = begun.pop(row.pk, None)
        if beginning is None or beginning[0].subject != subject:
            yield Finding(subject, "đợt kiểm tra không có mục / an inspection has no entry")
            continue
        entry, one = beginning
        names = [
            *unequal(
                inspector=(str(row.inspector.ref), one.get("inspector")),
                until=(iso(row.until), one.get("until")),
            ),
            *who_and_when(entry, row, "granted_by", "granted_at", behalf=""),
            *_end(row.ended_at, ended.get(row.pk)),
        ]
        stored = looks.pop(row.pk, [])
        if len(stored) != len(looked[row.pk]) or any(
            (look.lot_id, look.took_bundle, look.part)
            != (payload.get("lot"), payload.get("bundle"), payload.get("part", ""))
            or not is_near(look.looked_at, at.recorded_at)
            for look, (at, payload) in zip(stored, looked[row.pk], strict=False)
        ):
            names.append("looks")
        yield from differing(subject, "đợt kiểm tra", "inspection", names)
    for entry, _one in begun.values():
        yield Finding(entry.subject, "một đợt kiểm tra đã mất / an inspection is gone")
    yield count


def compare_hosts() -> Iterator[Finding | int]:
    """Compare the hosts under which codes are valid with their entries."""
    count = 0
    added = {entry.subject: (entry, one) for entry, one in entries_of("host.added")}
    for entry, _one in entries_of("host.removed"):
        added.pop(entry.subject, None)
    for row in PrintedHost.objects.select_related("by").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"host:{row.pk}"
        known, one = added.pop(subject, (None, {}))
        if known is None:
            yield Finding(subject, "địa chỉ từng in không có mục / a printed host has no entry")
            continue
        names = [
            *unequal(host=(row.host, one.get("host"))),
            *who_and_when(known, row, "by", "since", behalf=""),
        ]
        yield from differing(subject, "địa chỉ từng in", "printed host", names)
    for subject in added:
        yield Finding(subject, "một địa chỉ từng in đã mất / a printed host is gone")
    yield count


def compare_settings() -> Iterator[Finding | int]:
    """Compare GS1 prefixes and product yields with their latest ledger entries.

    Yield a Finding for each difference.

    Also yield one if a prefix's next serial was already given to a carton. A prefix that was corrected is not
    checked for that. The last value is the number of rows compared.
    """
    prefixes: dict[str, dict[str, Any]] = {}
    former: dict[str, set[Any]] = defaultdict(set)
    for entry, one in entries_of("producer.gs1_prefix"):
        prefixes[entry.subject] = one
        former[entry.subject].add(one.get("prefix"))
    yields = {entry.subject: one for entry, one in entries_of("product.yield")}
    count = 0
    for prefix in CompanyPrefix.objects.select_related("producer").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{prefix.producer.ref}"
        one = prefixes.pop(subject, {})
        names = [*unequal(prefix=(prefix.prefix, one.get("prefix")), gln=(prefix.gln, one.get("gln")))]
        # Under a prefix that was corrected since, numbers of a longer one would be misread.
        names += readable(_reused_numbers(prefix)) if len(former[subject]) == 1 else []
        yield from differing(subject, "mã GS1", "GS1 prefix", names)
    for row in ProductYield.objects.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        one = yields.pop(subject, {})
        names = [
            *unequal(percent=(row.percent, one.get("percent")), reason=(row.reason, one.get("reason", "")))
        ]
        yield from differing(subject, "tỷ lệ thành phẩm", "yield", names)
    for subject in prefixes:
        yield Finding(subject, "mã GS1 đã mất / the GS1 prefix is gone")
    for subject in yields:
        yield Finding(subject, "tỷ lệ thành phẩm đã mất / the yield is gone")
    yield count


def _reused_numbers(prefix: CompanyPrefix) -> Iterator[str]:
    if prefix.next_serial <= last_serial(prefix):
        yield "next_serial"


def compare_e_labels() -> Iterator[Finding | int]:
    """Compare the periods in which products had an e-label with their entries."""
    count = 0
    recorded: dict[str, list[list[EntryPayload]]] = defaultdict(list)
    for entry, one in entries_of("elabel.on", "elabel.off"):
        if entry.kind == "elabel.on" or not recorded[entry.subject]:
            recorded[entry.subject].append([(entry, one)])
        else:
            recorded[entry.subject][-1].append((entry, one))
    for row in ELabel.objects.select_related("by").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        moments = [iso(row.since)] + ([iso(row.until)] if row.until else [])
        period = next(
            (
                time
                for time in recorded[subject]
                if [one.get("at") for _entry, one in time] == moments and is_user(row.by, time[0][0].by)
            ),
            None,
        )
        if period is None:
            yield Finding(subject, "thời gian nhãn điện tử nói khác sổ cái / when it had an e-label differs")
        else:
            recorded[subject].remove(period)
    for subject, periods in recorded.items():
        if periods:
            yield Finding(subject, "thời gian nhãn điện tử đã mất / a period of an e-label is gone")
    yield count
