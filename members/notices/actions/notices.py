from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from members.models import Notice, NoticeDelivery, PushSubscription, User
from members.notices import web_push, zalo
from members.notices.enums import NoticeChannel
from members.notices.tasks import deliver_notice_task


@transaction.atomic
def notify(
    *,
    user: User,
    kind: str,
    title: Any,
    body: Any = "",
    url: str = "",
    key: str | None = None,
    sms: bool = False,
) -> Notice:
    """Create a notice for `user`, once per `key`; without `key` always.

    Also sends it to the browsers in which the user turned on push notices.
    title: at most 120 characters, also the text of the SMS. body: at most 400 characters. Both may be lazy
        strings (use `filled` for values), which are translated to the user's language.
    sms: also send the notice to the user's verified number, by Zalo if it is on, else by SMS.
    """
    with translation.override(user.language):
        words = {"kind": kind, "title": str(title)[:120], "body": str(body)[:400], "url": url}
    if key is not None:
        notice, made = Notice.objects.get_or_create(user=user, key=key, defaults=words)
        if not made:
            return notice
    else:
        notice = Notice.objects.create(user=user, **words)
    if sms and user.phone and user.phone_verified_at:
        channel = NoticeChannel.ZALO if zalo.is_on() else NoticeChannel.SMS
        delivery = NoticeDelivery.objects.create(notice=notice, channel=channel)
        deliver_notice_task.enqueue(delivery_id=delivery.pk)
    if web_push.is_on() and PushSubscription.objects.filter(user=user).exists():
        delivery = NoticeDelivery.objects.create(notice=notice, channel=NoticeChannel.PUSH)
        deliver_notice_task.enqueue(delivery_id=delivery.pk)
    return notice


@transaction.atomic
def mark_read(*, user: User, notices: Iterable[int] | None = None) -> int:
    """Mark the given notices of the member as read, or all without `notices`. Return how many were unread."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    return unread.update(read_at=timezone.now())


def forget_notices(*, keys: Iterable[str] = (), urls: Iterable[str] = ()) -> int:
    """Delete the notices with these keys or URLs, and return how many.

    For erasure: notices of others may name or quote the erased person. Reads the whole table.
    """
    _all, by_model = Notice.objects.filter(Q(key__in=[*keys]) | Q(url__in=[*urls])).delete()
    return by_model.get(Notice._meta.label, 0)
