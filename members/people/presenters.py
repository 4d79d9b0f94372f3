"""What the pages of a person show."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from backend.common import qr
from members.models import Membership, User


def card_context(member: User) -> dict:
    """Return the context of members/people/_card.html.

    The QR code opens the log-in page with the number filled in. The number comes after the #, which browsers
    don't send: no server log contains it.
    """
    address = f"{settings.PUBLIC_ORIGIN}{reverse('account_login')}#so={member.card_number}"
    return {
        "member": member,
        "membership": Membership.objects.open().filter(user=member).select_related("branch").first(),
        "card_qr": mark_safe(qr.svg(address)),  # our own drawing, so safe
        "host": settings.PUBLIC_ORIGIN.partition("://")[2],
        "today": timezone.localdate(),
    }
