"""The operator confirms figures of tax law; without it a page shows no figure as certain."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import is_staff
from orders.errors import NotAllowed, OrderError
from orders.figures.thresholds import Claim, claims
from orders.models import TaxConfirmation

MAX_WORDS = 200
# Key of pg_advisory_xact_lock.
_ONE_AT_A_TIME = 0x7A_58_0001


@transaction.atomic
def confirm_claim(*, actor: Actor, claim: str, seen_in: str) -> TaxConfirmation:
    """Confirm a claim that the operator read in `seen_in`: the signed text, or the tax office's answer.

    A repeated confirmation gets today's date. Confirmations of other claims of the same kind with overlapping
    days are withdrawn, because only one can be right. Raises OrderError at "seen_in" or "claim", NotAllowed.
    """
    found = _claim(actor, claim)
    words = " ".join(seen_in.replace("\0", "").split())
    if not words:
        raise OrderError(
            _("Ghi đã xem ở đâu: văn bản có chữ ký, công văn của cơ quan thuế."),
            field="seen_in",
            code="seen_in_empty",
        )
    if len(words) > MAX_WORDS:
        raise OrderError(
            _("Dài quá %(most)s chữ. Xin viết ngắn hơn.") % {"most": MAX_WORDS},
            field="seen_in",
            code="too_long",
        )
    for other in claims():
        if other.id != found.id and other.kind == found.kind and _overlap(other, found):
            _withdraw(actor, other)
    row, _is_new = TaxConfirmation.objects.update_or_create(
        claim=found.id,
        defaults={"digest": found.digest, "seen_in": words, "by": actor.member, "at": timezone.now()},
    )
    _append_claim_entry(actor, "tax.confirmed", found, {"digest": found.digest, **states(row)})
    return row


@transaction.atomic
def withdraw_claim(*, actor: Actor, claim: str) -> None:
    """Withdraw a confirmation. A repeated call changes nothing. Raises OrderError, NotAllowed."""
    _withdraw(actor, _claim(actor, claim))


def _withdraw(actor: Actor, claim: Claim) -> None:
    row = TaxConfirmation.objects.filter(claim=claim.id).first()
    if row is not None:
        TaxConfirmation.objects.filter(pk=row.pk).delete()
        _append_claim_entry(actor, "tax.withdrawn", claim, states(gone=[row]))


def _claim(actor: Actor, claim: str) -> Claim:
    if not is_staff(actor.member):
        raise NotAllowed(_("Chỉ người vận hành xác nhận được mức thuế."))
    # Contradicting claims must not both be confirmed, so lock. SQLite has a single writer anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    for each in claims():
        if each.id == claim:
            return each
    raise OrderError(_("Không có mức này."), field="claim", code="claim_unknown")


def _overlap(one: Claim, other: Claim) -> bool:
    ends = [claim.valid_to for claim in (one, other) if claim.valid_to is not None]
    return not ends or max(one.valid_from, other.valid_from) <= min(ends)


def _append_claim_entry(actor: Actor, kind: str, claim: Claim, payload: dict[str, object]) -> None:
    append_entry(kind=kind, subject=f"tax:{claim.id}", payload=payload, **actor.ledger_refs())
