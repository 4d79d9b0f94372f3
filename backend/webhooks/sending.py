"""One attempt of a delivery: claim it, post it outside any transaction, and store the result."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.posting import SECONDS, AddressRefused, Answer, post
from backend.common.sealing import SecretLost
from backend.ledger.row_states import state_rows
from backend.webhooks import signing
from backend.webhooks.enums import MOST_ANSWER, SCHEDULE, DeliveryState, OffReason
from backend.webhooks.models import Delivery, Endpoint
from members.models import User
from products.producers.news import notify_each, people_of

# Time for which a process claims a delivery. After it a delivery of a killed process is sent again.
LEASE = timedelta(seconds=SECONDS * 3)


def try_delivery(delivery_id: int) -> datetime | None:
    """Send a delivery if it is due and no other process sends it, and store the result.

    Return the time of the next attempt, or None if there is none or nothing was sent.
    """
    now = timezone.now()
    due = Delivery.objects.filter(
        pk=delivery_id, state=DeliveryState.WAITING, next_at__lte=now, endpoint__is_on=True
    )
    if not due.update(next_at=now + LEASE):
        return None
    delivery = Delivery.objects.select_related("message", "endpoint__producer").get(pk=delivery_id)
    return _note(delivery, _post(delivery, now), now + LEASE)


def _post(delivery: Delivery, now: datetime) -> Answer:
    endpoint, message = delivery.endpoint, delivery.message
    try:
        keys = [signing.unseal(endpoint.sealed_secret)]
        if endpoint.sealed_old and endpoint.old_until and endpoint.old_until > now:
            keys.append(signing.unseal(endpoint.sealed_old))
    except SecretLost:
        return Answer(error="SECRET_KEY")
    body = message.body.encode()
    try:
        return post(endpoint.url, body, signing.headers(message.uid, int(now.timestamp()), body, keys))
    except AddressRefused as refusal:
        return Answer(error=refusal.message[:200])


@transaction.atomic
def _note(delivery: Delivery, answer: Answer, lease: datetime) -> datetime | None:
    now = timezone.now()
    # Lock the endpoint first, in the same order as turning it off.
    endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    row = Delivery.objects.select_for_update().filter(pk=delivery.pk, state=DeliveryState.WAITING).first()
    if endpoint is None or row is None or row.next_at != lease:
        return None  # switched off, replayed or sent by another meanwhile
    row.attempts += 1
    row.tried_at, row.status = now, answer.status
    row.answer, row.error = answer.body[:MOST_ANSWER], answer.error
    again = None
    if answer.status is not None and 200 <= answer.status < 300:
        row.state = DeliveryState.SENT
        endpoint.heard_at = now
        endpoint.save(update_fields=["heard_at"])
    elif answer.status == 410:
        row.state = DeliveryState.FAILED
        switch_off(endpoint, OffReason.GONE)
    elif row.attempts >= len(SCHEDULE):
        row.state = DeliveryState.FAILED
        if endpoint.heard_at is None or endpoint.heard_at < row.started_at:
            switch_off(endpoint, OffReason.FAILING)
    else:
        pause = SCHEDULE[row.attempts]
        pause += pause * random.random() * 0.1
        again = row.next_at = now + max(pause, timedelta(seconds=min(answer.retry_after, 86_400)))
    row.save()
    return again


def switch_off(endpoint: Endpoint, reason: OffReason) -> None:
    """Turn an endpoint off. Its waiting deliveries become failed and can be sent again later.

    Notifies the producer's people or, without a producer, staff; not if a person turned the endpoint off.
    """
    endpoint.is_on, endpoint.off_reason, endpoint.off_at = False, reason, timezone.now()
    endpoint.save(update_fields=["is_on", "off_reason", "off_at"])
    endpoint.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.FAILED)
    if reason == OffReason.HAND:
        return
    state_rows(endpoint)
    people = (
        people_of(endpoint.producer)
        if endpoint.producer
        else list(User.objects.filter(is_staff=True, is_active=True))
    )
    notify_each(
        people,
        kind="webhook.off",
        title=gettext_lazy("Piêu thôi báo cho phần mềm: %(url)s"),
        body=gettext_lazy("Vì %(why)s. Chị xem lại bên nhận rồi bật lên, gửi lại những tin còn thiếu."),
        values={"url": endpoint.url[:70], "why": reason.label},
        url=reverse("webhooks:endpoint", args=[endpoint.pk]),
        key=f"webhook.off:{endpoint.pk}:{endpoint.off_at.timestamp():.0f}",
    )
