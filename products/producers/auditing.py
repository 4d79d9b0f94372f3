"""Compare the people of producers with their ledger entries: who joined, in which role, and who left.

They decide who may write in the producer's diary.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import TAKEN_UP
from members.people.audit_comparisons import differing, is_near, who_and_when
from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.enums import InvitationState

VERIFICATION_KINDS = (
    "producer.verified", "producer.unverified", "producer.verification_asked", "producer.verification_returned",
)  # fmt: skip


ENDS = {
    "producer.invited": InvitationState.WAITING,  # once more
    "producer.declined": InvitationState.DECLINED,
    "producer.withdrawn": InvitationState.WITHDRAWN,
}
KIND_OF_END: dict[str, str] = {
    state: kind for kind, state in ENDS.items() if state != InvitationState.WAITING
}

STATED = (
    Stated(
        Producer,
        subject=lambda producer: f"producer:{producer.ref}",
        stated=("slug", "created_at"),
        people=("created_by", "verified_by"),
        pinned=("verification_needs",),
    ),
    Stated(
        ProducerPerson,
        subject=lambda person: f"producer:{person.producer.ref}",
        people=("added_by",),
        related=("producer",),
    ),
    Stated(
        ProducerInvitation,
        subject=lambda invitation: f"producer:{invitation.producer.ref}",
        stated=("expires_at", "answered_at"),
        people=("answered_by",),
        pinned=("contact",),
        related=("producer",),
    ),
)


@dataclass(slots=True)
class Part:
    """Period in which a person ran a producer, according to the ledger.

    Moments are None if their entry was written later than the event.
    """

    role: Any
    since: dt.datetime | None
    until: dt.datetime | None = None
    is_over: bool = False


def compare_people() -> Iterator[Finding | int]:
    """Compare the periods in which people ran producers with the ledger. Yield a Finding for each difference.

    The last value yielded is the number of periods compared.
    """
    count = 0
    recorded = _recorded_periods()
    rows: dict[tuple[str, str], list[ProducerPerson]] = defaultdict(list)
    people = ProducerPerson.objects.select_related("producer", "user").order_by("since", "pk")
    for row in people.iterator(CHUNK):
        count += 1
        rows[f"producer:{row.producer.ref}", str(row.user.ref)].append(row)
    for (subject, _person), times in rows.items():
        parts = recorded.pop((subject, _person), [])
        if len(parts) != len(times):
            yield Finding(subject, "người của nơi sản xuất không có mục / one of its people has no entry")
        for row, part in zip(times, parts, strict=False):
            yield from (
                Finding(
                    subject,
                    f"{name} của người nơi sản xuất nói khác sổ cái / {name} of one of its people differs",
                )
                for name in _differing(row, part)
            )
    for subject, _person in recorded:
        yield Finding(subject, "một người của nơi sản xuất đã mất / one of its people is gone")
    yield count


def _differing(row: ProducerPerson, part: Part) -> Iterator[str]:
    if row.role != part.role:
        yield "role"
    if part.since is not None and not is_near(row.since, part.since):
        yield "since"
    if (row.until is not None) != part.is_over or (
        part.until is not None and not is_near(row.until, part.until)
    ):
        yield "until"


def _recorded_periods() -> dict[tuple[str, str], list[Part]]:
    """Return {(subject, person's pseudonym): [periods in the ledger, in their order]}."""
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for entry, one in entries_of("producer.joined", "producer.role", "producer.left"):
        parts = found[entry.subject, one.get("person", "")]
        at = None if one.get(TAKEN_UP) else entry.recorded_at
        if entry.kind == "producer.joined":
            parts.append(Part(one.get("role"), at))
        elif parts and entry.kind == "producer.role":
            parts[-1].role = one.get("role")
        elif parts:
            parts[-1].until, parts[-1].is_over = at, True
    return found


def people_of_before() -> Iterator[Fact]:
    """Yield Facts for periods from before the ledger recorded them.

    A producer's creator ran it from the beginning without an entry, and erased people left without an entry.
    Yield all periods of a person only if the ledger has none of them. Otherwise yield only a missing end of
    the last period.
    """
    recorded = _recorded_periods()
    rows: dict[tuple[str, str], list[ProducerPerson]] = defaultdict(list)
    for row in (
        ProducerPerson.objects.select_related("producer", "user").order_by("since", "pk").iterator(CHUNK)
    ):
        rows[f"producer:{row.producer.ref}", str(row.user.ref)].append(row)
    for (subject, person), times in rows.items():
        parts = recorded.get((subject, person), [])
        if not parts:
            for row in times:
                yield Fact("producer.joined", subject, {"person": person, "role": row.role})
                if row.until is not None:
                    yield Fact("producer.left", subject, {"person": person})
        elif times[-1].until is not None and not parts[-1].is_over:
            yield Fact("producer.left", subject, {"person": person})


def compare_invitations() -> Iterator[Finding | int]:
    """Compare invitations to run a producer with their entries: the role, by whom, when, and how they ended.

    An erased account's invitations are deleted. An expired one may be withdrawn by the clock, without an entry.
    The last value yielded is the number of invitations.
    """
    count = 0
    invited = {one.get("invitation"): (entry, one) for entry, one in entries_of("producer.invited")}
    ended = {one.get("invitation"): (entry, ENDS[entry.kind]) for entry, one in entries_of(*ENDS)}
    joined = {(entry.subject, entry.by) for entry, _one in entries_of("producer.joined")}
    rows = ProducerInvitation.objects.select_related("producer", "invited_by", "on_behalf_of", "answered_by")
    for row in rows.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{row.producer.ref}"
        entry, one = invited.get(row.pk, (None, {}))
        if entry is None or entry.subject != subject:
            yield Finding(subject, "lời mời cùng làm không có mục / an invitation has no entry")
            continue
        names = [] if row.role == one.get("role") else ["role"]
        names += who_and_when(entry, row, "invited_by", "invited_at")
        end = ended[row.pk][1]
        is_expired = row.state == InvitationState.WITHDRAWN and row.answered_at == row.expires_at
        is_accepted = (
            row.state == InvitationState.ACCEPTED
            and end == InvitationState.WAITING
            and (row.answered_by is None or (subject, row.answered_by.ref) in joined)
        )
        if row.state != end and not is_expired and not is_accepted:
            names.append("state")
        yield from differing(subject, "lời mời cùng làm", "invitation", names)
    yield count


def invitations_of_before() -> Iterator[Fact]:
    """Yield a Fact for each invitation without an entry, from before entries named invitations."""
    recorded = {one.get("invitation") for _entry, one in entries_of("producer.invited")}
    for row in ProducerInvitation.objects.select_related("producer").order_by("pk").iterator(CHUNK):
        if row.pk not in recorded:
            subject, payload = f"producer:{row.producer.ref}", {"invitation": row.pk}
            yield Fact("producer.invited", subject, payload | {"role": row.role})
            if kind := KIND_OF_END.get(row.state):
                yield Fact(kind, subject, payload)


def waiting_of_before() -> Iterator[Fact]:
    """Yield Facts for producers that an upgrade queued for verification, because it wrote no entry."""
    last = {entry.subject: one for entry, one in entries_of(*VERIFICATION_KINDS)}
    recorded = {subject for subject, one in last.items() if "graceUntil" in one}
    for row in Producer.objects.filter(verification_asked_at__isnull=False).order_by("pk").iterator(CHUNK):
        subject = f"producer:{row.ref}"
        if subject not in recorded:
            day = row.grace_until_date
            yield Fact("producer.verification_asked", subject, {"graceUntil": day.isoformat() if day else ""})
