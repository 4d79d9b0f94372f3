"""Ask officers to verify a producer, and ask the producer for what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require
from products.models import Producer
from products.producers.enums import VerificationState
from products.producers.errors import ProducerError, ProducerWrongState
from products.producers.news import notify_each, officers_of, people_of
from products.producers.rules import may_ask_verification, may_verify_producer
from products.products.cleaning import max_length, paragraphs

ASKED = ["verification_asked_at", "verification_returned_at", "verification_needs"]


@transaction.atomic
def ask_verification(*, actor: Actor, producer: Producer) -> Producer:
    """Put the producer into the officers' queue and notify them. Raises NotAllowed.

    Does nothing if the producer is verified, or waits already.
    """
    require(may_ask_verification(actor.member, producer))
    producer = Producer.objects.locked(producer.pk)
    if producer.verification_state in (VerificationState.VERIFIED, VerificationState.WAITING):
        return producer
    _queue(actor, producer)
    notify_each(
        officers_of(producer),
        kind="producer.verification_asked",
        title=gettext_lazy("%(name)s nhờ xác minh"),
        values={"name": producer.name},
        url=reverse("products:verify_producer", args=[producer.pk]),
    )
    return producer


@transaction.atomic
def queue_at_submission(*, actor: Actor, producer: Producer) -> Producer:
    """Queue a producer that nobody asked to verify yet: its submitted product can't be listed before.

    Without a notice: the officers get one about the product. A producer that an officer asked for something
    stays out of the queue until its people ask again.
    """
    producer = Producer.objects.locked(producer.pk)
    if producer.verification_state == VerificationState.NONE:
        _queue(actor, producer)
    return producer


@transaction.atomic
def return_verification(*, actor: Actor, producer: Producer, reasons: str | Iterable[str]) -> Producer:
    """Tell an unverified producer's people what is missing, as an officer. It leaves the queue.

    Raises NotAllowed, ProducerError (field reasons), and ProducerWrongState for a verified producer.
    """
    require(
        may_verify_producer(actor.member, producer),
        _("Chỉ cán bộ Hội phụ trách xã này, và không phải người của nơi sản xuất, mới xác minh được."),
    )
    text = paragraphs(reasons if isinstance(reasons, str) else "\n".join(reasons))
    if not text:
        raise ProducerError(_("Chị viết cần bổ sung gì."), field="reasons", code="reasons_empty")
    if len(text) > max_length(Producer, "verification_needs"):
        raise ProducerError(_("Lý do dài quá. Chị viết gọn lại."), field="reasons", code="too_long")
    producer = Producer.objects.locked(producer.pk)
    if producer.verified_at is not None:
        raise ProducerWrongState(_("Nơi này đã được xác minh rồi."), code="wrong_state")
    producer.verification_asked_at, producer.verification_returned_at = None, timezone.now()
    producer.verification_needs = text
    producer.save(update_fields=ASKED)
    _append(actor, producer, "producer.verification_returned")
    notify_each(
        people_of(producer),
        kind="producer.verification_returned",
        title=gettext_lazy("%(name)s: chị bổ sung để được xác minh"),
        body=gettext_lazy("%(reasons)s"),
        values={"name": producer.name, "reasons": text},
        url=reverse("products:producer", args=[producer.pk]),
        sms=True,
    )
    return producer


def _queue(actor: Actor, producer: Producer) -> None:
    producer.verification_asked_at, producer.verification_returned_at = timezone.now(), None
    producer.verification_needs = ""
    producer.save(update_fields=ASKED)
    _append(actor, producer, "producer.verification_asked")


def grace_payload(producer: Producer) -> dict[str, Any]:
    """Return the last day of the producer's grace as the ledger states it; "" without a grace."""
    day = producer.grace_until_date
    return {"graceUntil": day.isoformat() if day else ""}


def _append(actor: Actor, producer: Producer, kind: str) -> None:
    append_entry(
        kind=kind,
        subject=f"producer:{producer.ref}",
        payload={**grace_payload(producer), **states(producer)},
        **actor.ledger_refs(),
    )
