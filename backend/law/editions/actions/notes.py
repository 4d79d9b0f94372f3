"""Record the changes that source notes state: "được sửa đổi bởi Điều 1 Nghị định số …"."""

from __future__ import annotations

from django.utils import timezone

from backend.law.editions.held import Held
from backend.law.editions.parsed import ParsedLaw
from backend.law.library.actions.changes import change_payload
from backend.law.library.actions.documents import clean_number
from backend.law.library.models import Change
from backend.law.library.tasks import announce_changes
from backend.ledger.actions import Fact, append_entries
from members.acting import Actor

BATCH = 2_000


def record_noted_changes(*, actor: Actor | None, held: Held, law: ParsedLaw, source: str) -> list[Change]:
    """Record the changes that aren't recorded yet, within the transaction of an import.

    One that a person withdrew stays withdrawn.
    """
    keys = [held.documents[clean_number(number)].pk for number in law.documents]
    known = set(
        Change.objects.filter(document__in=keys).values_list(
            "kind", "provision", "by_document", "by_ref", "from_date"
        )
    )
    rows = []
    for number, document in law.documents.items():
        row = held.documents[clean_number(number)]
        for parsed in document.provisions:
            provision = held.provisions[row.pk, str(parsed.ref)]
            for each in parsed.changes:
                by = held.documents[clean_number(each.by_number)]
                key = (str(each.kind), provision.pk, by.pk, each.by_ref, each.from_date)
                if key in known or by.pk == row.pk:
                    continue
                known.add(key)
                rows.append(
                    Change(
                        kind=each.kind, document=row, provision=provision, by_document=by, by_ref=each.by_ref,
                        from_date=each.from_date, note=each.note[:400], source=source[:500],
                        recorded_by=actor.by if actor else None, recorded_at=timezone.now(),
                    )
                )  # fmt: skip
    made = Change.objects.bulk_create(rows, batch_size=BATCH)
    refs = actor.ledger_refs() if actor else {"by": None, "on_behalf_of": None}
    append_entries(
        Fact("law.change", f"law:{row.document.number}", {"change": row.pk, **change_payload(row)}, **refs)
        for row in made
    )
    if made:
        announce_changes()
    return made
