"""Register the acts of push notices, and the count of unread notices on the bell."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from backend.common import metrics
from backend.common.metrics import Gauge
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.theme import navigation
from members.acting import ActorRequest
from members.models import Notice, NoticeDelivery
from members.notices.auditing import STATED
from members.notices.enums import NoticeChannel
from members.notices.sms_limits import segments_today

NEWEST = 1000

ACTS = (
    Act("push.on", words=_("Cho một trình duyệt báo tin")),
    Act("push.off", words=_("Thôi báo tin trên các trình duyệt")),
)


def register() -> None:
    """Register notices' acts and their bell. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    navigation.register_tab("notices", count=unread_notices)
    metrics.register(Gauge("pieu_sms", "Newest notices by SMS, by state", newest_sms, "state"))
    metrics.register(
        Gauge("pieu_sms_segments", "SMS segments sent today, and the day's total", segments_today, "of")
    )


def newest_sms() -> dict[str, float]:
    """Return {state: count} of notices by SMS among the NEWEST deliveries, whose table has no index by time."""
    newest = NoticeDelivery.objects.order_by("-pk").values("pk")[:NEWEST]
    sms = NoticeDelivery.objects.filter(
        pk__in=list(newest.values_list("pk", flat=True)), channel=NoticeChannel.SMS
    )
    return dict(sms.values_list("state").annotate(Count("pk")))


def unread_notices(request: ActorRequest) -> int:
    return Notice.objects.filter(user=request.actor.member, read_at=None).count()
