"""Give and withdraw consent, one purpose at a time (Law 91/2025/QH15 Art. 9)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members import ports
from members.acting import Actor
from members.consent.enums import ConsentChannel, ConsentPurpose
from members.consent.wording import consent_wording
from members.models import Consent
from members.people.actions.changes import subject_of
from members.rules import require


class ConsentError(DomainError):
    """The consent can't be recorded this way."""


@transaction.atomic
def give_consent(
    *, actor: Actor, purpose: ConsentPurpose | str, channel: ConsentChannel = ConsentChannel.SELF
) -> Consent:
    """Record the consent of `actor.member` to `purpose`, with its wording.

    Does nothing if it is given already. An officer acting on behalf (làm hộ) can only record a consent signed
    on paper (`channel` PAPER).
    """
    purpose = ConsentPurpose(purpose)
    if channel == ConsentChannel.SELF:
        require(
            not actor.is_helping, _("Chỉ chính chị ấy mới tự đồng ý được. Cán bộ chỉ ghi lại giấy đã ký.")
        )
    elif not actor.is_helping:
        raise ConsentError(_("Giấy đã ký do cán bộ ghi lại khi làm hộ."), code="paper_without_officer")
    existing = (
        Consent.objects.select_for_update()
        .filter(user=actor.member, purpose=purpose, withdrawn_at=None)
        .first()
    )
    if existing:
        return existing
    with translation.override(actor.member.language):
        wording = consent_wording(purpose)
    consent = Consent.objects.create(
        user=actor.member, purpose=purpose, wording=wording, channel=channel, recorded_by=actor.by
    )
    append_entry(
        kind="consent.given",
        subject=subject_of(actor.member),
        payload={"purpose": str(purpose), "channel": str(channel), "consent": consent.pk, **states(consent)},
        **actor.ledger_refs(),
    )
    return consent


@transaction.atomic
def give_consents(*, actor: Actor, purposes: Collection[str]) -> None:
    """Record the member's own consent to each of `purposes`; the others stay as they are. Raises NotAllowed."""
    for purpose in ConsentPurpose:
        if purpose in purposes:
            give_consent(actor=actor, purpose=purpose)


@transaction.atomic
def withdraw_consent(*, actor: Actor, purpose: ConsentPurpose | str) -> None:
    """Withdraw the consent of `actor.member` to `purpose`. An officer may do it on the member's behalf.

    Calls the port "consent_withdrawn", so that higher apps can delete data that depends on the consent.
    """
    purpose = ConsentPurpose(purpose)
    consent = (
        Consent.objects.select_for_update()
        .filter(user=actor.member, purpose=purpose, withdrawn_at=None)
        .first()
    )
    if consent is None:
        return
    consent.withdrawn_at = max(timezone.now(), consent.given_at)
    consent.save(update_fields=["withdrawn_at"])
    append_entry(
        kind="consent.withdrawn",
        subject=subject_of(actor.member),
        payload={"purpose": str(purpose), "consent": consent.pk, **states(consent)},
        **actor.ledger_refs(),
    )
    ports.consent_withdrawn(user=actor.member, purpose=purpose)
