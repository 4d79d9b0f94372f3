"""Findings about labels that may have been copied."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from members.acting import Actor
from members.rules import require
from traceability.lots.rules import may_change_lot
from traceability.models import LabelFlag, LabelTally
from traceability.scans.copies import counts_of, counts_until, known_of
from traceability.scans.origin.lookup import serial_key

MAX_FINDING = 300


class FlagError(DomainError):
    """The finding can't be stored as given."""


@transaction.atomic
def look_into(*, actor: Actor, flag: LabelFlag, finding: str) -> LabelFlag:
    """Record a finding about a suspicious label; a repeated call replaces it.

    The label's page continues to show how often it was scanned. The label returns to the list when its signs
    get worse (copies.new_copy_sign). To take a label out of use, void or recall it. Raises NotAllowed, FlagError.
    """
    flag = (
        LabelFlag.objects.select_for_update(of=("self",))
        .select_related("lot__product__producer__branch")
        .get(pk=flag.pk)
    )
    require(may_change_lot(actor.member, flag.lot))
    finding = " ".join(finding.split())
    if not finding:
        raise FlagError(_("Chị ghi đã tìm hiểu thấy gì."), field="finding", code="flag_finding")
    if len(finding) > MAX_FINDING:
        raise FlagError(
            _("Dài quá, chị viết gọn trong %(max)d chữ.") % {"max": MAX_FINDING},
            field="finding",
            code="flag_finding",
        )
    flag.finding, flag.looked_at, flag.looked_by = finding, timezone.now(), actor.by
    flag.salt = new_salt()
    key = serial_key(flag.run_id, flag.number)
    tally = LabelTally.objects.filter(pk=key).first()
    provinces = counts_until(key, flag.looked_at).provinces
    flag.known = known_of(counts_of(tally, provinces=provinces)) if tally else {}
    flag.save(update_fields=["finding", "looked_at", "looked_by", "salt", "known"])
    append_entry(
        kind="label.looked_into",
        subject=f"run:{flag.run_id}",
        payload={
            "run": flag.run_id,
            "label": flag.number,
            "raised": flag.nth(),
            "sign": flag.sign,
            "known": flag.known,
            "finding": pin(flag.salt, finding),
        },
        **actor.ledger_refs(),
    )
    return flag
