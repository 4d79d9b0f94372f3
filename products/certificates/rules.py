from __future__ import annotations

from typing import Any

from members.acting import Actor
from products.models import Certificate, Producer
from products.producers.rules import oversees, runs
from products.products.rules import may_create_product


def may_add_certificate(user: Any, producer: Producer) -> bool:
    return may_create_product(user, producer)


def may_decide_certificate(user: Any, certificate: Certificate) -> bool:
    return oversees(user, certificate.producer) and not runs(user, certificate.producer)


def typed_certificate(actor: Actor, certificate: Certificate) -> bool:
    """Return True if `actor` submitted the certificate, for themselves or for a helped member (làm hộ).

    Then another officer must compare it with the original and verify it. The actor may still refuse it.
    """
    return certificate.submitted_by_id is not None and certificate.submitted_by_id in (
        actor.by.pk,
        actor.member.pk,
    )
