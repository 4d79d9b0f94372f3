"""Remind unverified producers of the day on which their listed products stop being public."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from backend.common.background import task
from products.models import Producer, Product
from products.producers.news import notify_of_grace

# Days before the end of the grace on which the second notice is sent.
LAST_DAYS = 7


def remind_unverified(today: dt.date | None = None) -> int:
    """Notify the people of unverified producers with listed products, once per stage of the grace.

    The stages: it began, its last LAST_DAYS days, it is over. Return how many producers are in a stage. After
    a pause of the clock, only the current stage is sent, and none once it is over for LAST_DAYS days.
    """
    today = today or timezone.localdate()
    listed = Product.objects.listed().filter(producer=OuterRef("pk"))
    rows = Producer.objects.filter(
        Exists(listed),
        verified_at=None,
        is_active=True,
        grace_until_date__gte=today - dt.timedelta(days=LAST_DAYS),
    )
    count = 0
    for producer in rows.order_by("pk").iterator():
        notify_of_grace(producer, today=today, last_days=LAST_DAYS, sms=True)
        count += 1
    return count


@task(name="remind_unverified_producers")
def remind_unverified_producers() -> int:
    return remind_unverified()
