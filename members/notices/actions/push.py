"""Add and remove browsers that get push notices for a member."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.models import PushSubscription
from members.notices import web_push
from members.rules import require

MAX_BROWSERS = 10


class PushError(DomainError):
    """This browser can't get push notices."""


@transaction.atomic
def add_browser(*, actor: Actor, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Register this browser for push notices. It is moved here if it is registered for another member.

    A member has at most MAX_BROWSERS; the oldest are removed. Raises NotAllowed while acting on behalf (làm
    hộ), and PushError.
    """
    require(not actor.is_helping)
    if not web_push.is_on() or not web_push.is_known_service(endpoint) or not web_push.is_whole(p256dh, auth):
        raise PushError(_("Trình duyệt này chưa nhận thông báo được."), code="push_unknown")
    known = PushSubscription.objects.filter(endpoint=endpoint).first()
    if (
        known is not None
        and known.user_id == actor.member.pk
        and (known.p256dh, known.auth) == (p256dh, auth)
    ):
        return known
    PushSubscription.objects.filter(endpoint=endpoint).delete()
    older = PushSubscription.objects.filter(user=actor.member).order_by("-created_at", "-pk")
    PushSubscription.objects.filter(pk__in=[row.pk for row in older[MAX_BROWSERS - 1 :]]).delete()
    made = PushSubscription.objects.create(user=actor.member, endpoint=endpoint, p256dh=p256dh, auth=auth)
    append_entry(kind="push.on", subject=f"member:{actor.member.ref}", payload={}, **actor.ledger_refs())
    return made


@transaction.atomic
def remove_browsers(*, actor: Actor) -> int:
    """Remove all browsers of the member, and return how many."""
    gone, _by_model = PushSubscription.objects.filter(user=actor.member).delete()
    if gone:
        append_entry(kind="push.off", subject=f"member:{actor.member.ref}", payload={}, **actor.ledger_refs())
    return gone
