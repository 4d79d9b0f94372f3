"""A producer's grants to a partner's software: send events of the producer's lots, or query them."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.models import User
from members.rules import require
from products.models import Producer, Product
from traceability.models import EpcisGrant
from traceability.partners.rules import may_end_grant, may_grant


class GrantError(DomainError):
    """The grant can't be made as requested; `field` names the argument."""


@transaction.atomic
def grant_partner(
    *,
    actor: Actor,
    producer: Producer,
    partner_code: str,
    may_capture: bool,
    may_query: bool,
    product: Product | None = None,
) -> EpcisGrant:
    """Let a partner's software send or query events of the producer's lots, of one product or of all.

    `partner_code` is the `User.ref` of the partner's account, which the partner hands over. Raises
    NotAllowed, GrantError.
    """
    require(may_grant(actor.member, producer))
    try:
        partner = User.objects.filter(ref=uuid.UUID(partner_code.strip()), is_active=True).first()
    except ValueError:
        partner = None
    if partner is None or partner.pk == actor.member.pk:
        raise GrantError(
            _("Chưa thấy đối tác có mã này. Chị nhờ họ gửi lại mã đối tác."),
            field="partner_code",
            code="no_partner",
        )
    if product is not None and product.producer_id != producer.pk:
        raise GrantError(_("Sản phẩm này không phải của chị."), field="product", code="not_hers")
    if not (may_capture or may_query):
        raise GrantError(_("Chị chọn cho đối tác làm gì."), field="may_query", code="grants_nothing")
    grant = EpcisGrant.objects.create(
        producer=producer,
        partner=partner,
        product=product,
        may_capture=may_capture,
        may_query=may_query,
        by=actor.by,
    )
    _append_grant_entry(actor, grant, "epcis.granted")
    return grant


@transaction.atomic
def end_grant(*, actor: Actor, grant: EpcisGrant) -> EpcisGrant:
    """End the access of the partner's software at once. A repeated call changes nothing.

    Raises NotAllowed.
    """
    require(may_end_grant(actor.member, grant))
    grant = (
        EpcisGrant.objects.select_for_update(of=("self",))
        .select_related("producer", "partner")
        .get(pk=grant.pk)
    )
    if grant.ended_at is None:
        grant.ended_at = timezone.now()
        grant.save(update_fields=["ended_at"])
        _append_grant_entry(actor, grant, "epcis.grant_ended")
    return grant


def _append_grant_entry(actor: Actor, grant: EpcisGrant, kind: str) -> None:
    append_entry(
        kind=kind,
        subject=f"producer:{grant.producer.ref}",
        payload={
            "grant": grant.pk,
            "partner": str(grant.partner.ref),
            "product": grant.product_id,
            "capture": grant.may_capture,
            "query": grant.may_query,
        },
        **actor.ledger_refs(),
    )
