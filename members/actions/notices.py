from django.db import transaction

from members.enums import NoticeChannel
from members.models import Notice, NoticeDelivery, User
from members.tasks import deliver_notice_task


@transaction.atomic
def notify(
    *, user: User, kind: str, title: str, body: str = "", url: str = "", key: str | None = None, sms: bool = False
) -> Notice:
    """Put a notice on her page, and on her phone where `sms` and her number allow; once a `key`."""
    if key is not None:
        notice, made = Notice.objects.get_or_create(
            user=user, key=key, defaults={"kind": kind, "title": title, "body": body, "url": url}
        )
        if not made:
            return notice
    else:
        notice = Notice.objects.create(user=user, kind=kind, title=title, body=body, url=url)
    if sms and user.phone and user.phone_verified_at:
        delivery = NoticeDelivery.objects.create(notice=notice, channel=NoticeChannel.SMS)
        deliver_notice_task.enqueue(delivery_id=delivery.pk)
    return notice
