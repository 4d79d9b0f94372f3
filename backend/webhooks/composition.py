"""Register the webhooks' acts, exports and links, and the port by which they get new ledger entries."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import metrics, slots
from backend.common.metrics import Gauge
from backend.ledger import acts, ports, row_states
from backend.ledger.acts import Act
from backend.webhooks import own_data, own_records
from backend.webhooks.auditing import STATED
from backend.webhooks.enums import DeliveryState
from backend.webhooks.models import Delivery
from backend.webhooks.outbox import queue_deliveries
from members.acting import ActorRequest
from members.own_data import erasing, exporting
from members.rules import is_staff

ACTS = (
    Act("webhook.added", words=_("Thêm nơi nhận tin của phần mềm")),
    Act("webhook.changed", words=_("Sửa nơi nhận tin của phần mềm")),
    Act("webhook.secret", words=_("Đổi khoá của nơi nhận tin")),
    Act("webhook.off", words=_("Tắt nơi nhận tin")),
    Act("webhook.on", words=_("Bật nơi nhận tin")),
    Act("webhook.removed", words=_("Bỏ nơi nhận tin")),
)


def register() -> None:
    """Register the webhooks' acts, slots, ports, exports, erasures and columns for a person's export.

    Called once, when Django starts.
    """
    ports.entries_written.provide(queue_deliveries)
    slots.register(
        "producer.manage", "webhooks", template="webhooks/slots/producer.html", context=of_producer, order=60
    )
    slots.register(
        "officer.links", "webhooks", template="webhooks/slots/desk.html", context=of_staff, order=90
    )
    exporting.register(
        "webhooks", _("Nơi nhận tin chị thêm"), own_data.endpoints, order=75, words=own_data.WORDS
    )
    own_records.register()
    erasing.register("webhooks", own_data.erase)
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    metrics.register(Gauge("pieu_webhooks_waiting", "Messages that an endpoint hasn't taken yet", waiting))
    metrics.register(Gauge("pieu_webhooks_delay_seconds", "Delay of the most overdue message", delay))


def waiting() -> float:
    return Delivery.objects.filter(state=DeliveryState.WAITING).count()


def delay() -> float:
    due = Delivery.objects.filter(state=DeliveryState.WAITING).aggregate(due=Min("next_at"))["due"]
    return max((timezone.now() - due).total_seconds(), 0) if due else 0


def of_producer(request: ActorRequest, *, producer: Any, **kw: Any) -> dict[str, Any] | None:
    """Return the context of the webhooks row on the producer's page; None while acting on behalf (làm hộ)."""
    return None if request.actor.is_helping else {"producer": producer}


def of_staff(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if is_staff(request.actor.by) else None
