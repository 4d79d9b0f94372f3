from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.acts import WebhookPayload
from backend.webhooks import types
from backend.webhooks.actions.endpoints import WebhookError
from backend.webhooks.enums import DeliveryState
from backend.webhooks.models import Delivery, Endpoint
from backend.webhooks.outbox import create_deliveries
from backend.webhooks.rules import may_manage_webhooks
from backend.webhooks.tasks import send_delivery
from members.acting import Actor
from members.rules import require


@transaction.atomic
def replay_delivery(*, actor: Actor, delivery: Delivery) -> Delivery:
    """Send the message of a delivery again under its id, even if it arrived before.

    Raises NotAllowed, or WebhookError if the endpoint is off.
    """
    endpoint = _on(actor, delivery.endpoint)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk, endpoint=endpoint)
    now = timezone.now()
    row.state, row.attempts, row.started_at, row.next_at = DeliveryState.WAITING, 0, now, now
    row.save(update_fields=["state", "attempts", "started_at", "next_at"])
    send_delivery.enqueue(delivery_id=row.pk)
    return row


@transaction.atomic
def replay_failed(*, actor: Actor, endpoint: Endpoint) -> int:
    """Send up to 1,000 failed deliveries of the endpoint again, oldest first. Return how many.

    Raises NotAllowed, or WebhookError if the endpoint is off.
    """
    endpoint = _on(actor, endpoint)
    rows = endpoint.deliveries.filter(state=DeliveryState.FAILED).order_by("pk")
    numbers = list(rows.select_for_update().values_list("pk", flat=True)[:1_000])
    now = timezone.now()
    Delivery.objects.filter(pk__in=numbers).update(
        state=DeliveryState.WAITING, attempts=0, started_at=now, next_at=now
    )
    for number in numbers:
        send_delivery.enqueue(delivery_id=number)
    return len(numbers)


@transaction.atomic
def send_test(*, actor: Actor, endpoint: Endpoint) -> Delivery:
    """Send a message of the kind `webhook.test` to the endpoint. Return its delivery.

    Raises NotAllowed, or WebhookError if the endpoint is off.
    """
    endpoint = _on(actor, endpoint)
    payload = WebhookPayload(endpoint.producer_id or 0, {"test": True})
    [delivery] = create_deliveries(types.TEST, payload, [endpoint], timezone.now())
    return delivery


def _on(actor: Actor, endpoint: Endpoint) -> Endpoint:
    endpoint = Endpoint.objects.select_for_update(of=("self",)).select_related("producer").get(pk=endpoint.pk)
    require(not actor.is_helping and may_manage_webhooks(actor.member, endpoint.producer))
    if not endpoint.is_on:
        raise WebhookError(_("Nơi nhận đang tắt. Chị bật lên rồi gửi."), code="webhook_off")
    return endpoint
