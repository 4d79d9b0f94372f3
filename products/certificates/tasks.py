"""Remind producers of certificates that expire."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.background import task
from backend.common.dates import format_date
from products.certificates.enums import CertificateState
from products.models import Certificate
from products.producers.news import notify_each, people_of

EXPIRY_DAYS = (180, 90, 30)


def remind_of_expiring(today: Any = None) -> int:
    """Remind producers of valid certificates that end within 180, 90 or 30 days.

    Each certificate gets one reminder per threshold. After a pause of the clock, only the nearest threshold
    counts. A certificate is skipped if the same product or producer has a verified one of its kind that ends
    later. Return how many certificates end soon, including those reminded earlier and without the skipped
    ones.
    """
    today = today or timezone.localdate()
    last_day = today + timedelta(days=max(EXPIRY_DAYS))
    expiring = Certificate.objects.filter(
        state=CertificateState.VERIFIED, valid_until__gte=today, valid_until__lte=last_day
    ).select_related("producer", "product")
    sent = 0
    for certificate in expiring.iterator():
        newer = Certificate.objects.filter(
            producer=certificate.producer_id,
            product=certificate.product_id,
            kind=certificate.kind,
            state=CertificateState.VERIFIED,
            valid_until__gt=certificate.valid_until,
        )
        if newer.exists():
            continue
        assert certificate.valid_until is not None
        left = (certificate.valid_until - today).days
        threshold = min(days for days in EXPIRY_DAYS if left <= days)
        notify_each(
            people_of(certificate.producer),
            kind="certificate.expiring",
            title=gettext_lazy("Giấy %(kind)s còn %(left)s ngày là hết hạn"),
            body=gettext_lazy(
                "%(what)s, số %(number)s, có giá trị đến %(until)s. Chị nhờ cán bộ làm hồ sơ mới."
            ),
            values={
                "kind": certificate.get_kind_display(),
                "left": left,
                "what": certificate.product.name if certificate.product else certificate.producer.name,
                "number": certificate.number,
                "until": format_date(certificate.valid_until),
            },
            url=reverse("products:certificate", args=[certificate.pk]),
            key=f"certificate:{certificate.pk}:expires:{threshold}",
            sms=True,
        )
        sent += 1
    return sent


@task(name="remind_of_expiring_certificates")
def remind_of_expiring_certificates() -> int:
    return remind_of_expiring()
