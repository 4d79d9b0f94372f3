from datetime import timedelta
from itertools import batched

from django.db import transaction
from django.utils import timezone

from backend.common.background import task
from backend.common.clock import daily, every
from backend.ledger.row_states import state_rows
from backend.webhooks.enums import RETENTION, DeliveryState
from backend.webhooks.models import Delivery, Message
from backend.webhooks.sending import try_delivery

# How many messages are deleted at once: the entry that states them has to fit.
BATCH = 500


@task(name="send_webhook_delivery")
def send_delivery(delivery_id: int) -> None:
    """Try a delivery once and enqueue the next attempt.

    Safe to run twice: only a due delivery is sent, by one worker.
    """
    again = try_delivery(delivery_id)
    if again is not None:
        send_delivery.using(run_after=again).enqueue(delivery_id=delivery_id)


@every(minutes=1, name="webhook_deliveries.send_overdue")
def send_overdue() -> int:
    """Enqueue up to 500 deliveries that are overdue by two minutes. Return how many."""
    late = Delivery.objects.filter(
        state=DeliveryState.WAITING, next_at__lt=timezone.now() - timedelta(minutes=2), endpoint__is_on=True
    )
    numbers = list(late.order_by("next_at").values_list("pk", flat=True)[:500])
    for number in numbers:
        send_delivery.enqueue(delivery_id=number)
    return len(numbers)


@daily(at="03:40", name="webhook_messages.delete_old")
def forget_messages() -> int:
    """Delete messages older than RETENTION with their deliveries, and state that they are gone.

    Return how many messages.
    """
    old = Message.objects.filter(created_at__lt=timezone.now() - RETENTION)
    count = 0
    for part in batched(old.select_related("producer").order_by("pk"), BATCH, strict=False):
        with transaction.atomic():
            state_rows(gone=part)
            Message.objects.filter(pk__in=[message.pk for message in part]).delete()
        count += len(part)
    return count
