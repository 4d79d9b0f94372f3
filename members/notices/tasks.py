from datetime import timedelta

from django.db import transaction
from django.tasks import TaskContext, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.background import task
from backend.common.clock import every
from backend.common.errors import DomainError
from members.models import Notice, NoticeDelivery, PushSubscription
from members.notices import sms_limits
from members.notices.enums import DeliveryState, NoticeChannel
from members.notices.sms import SmsError, SmsUnavailable, send_sms
from members.notices.web_push import PushGone, send_push
from members.notices.zalo import send_zalo

# Seconds before each retry. A log-in code is valid for a few minutes only.
SMS_RETRY_AFTER = (5, 20, 60)
DELIVERY_TRIES = 5


@task(name="send_sms", priority=50, takes_context=True)
def send_sms_task(
    context: TaskContext, to: str, text: str, key: str = "", tries: int = 1, must: bool = False
) -> None:
    """Send an SMS by the configured backend; retry while the gateway is unavailable.

    must: it may use the reserve of the day's total (members.notices.sms_limits).

    Safe to run twice: a repetition has the same key for the gateway. Has priority over other tasks, because
    people wait for codes.
    """
    key = key or str(context.task_result.id)
    try:
        send_sms(to=to, text=text, key=key, must=must)
    except SmsUnavailable:
        if tries > len(SMS_RETRY_AFTER):
            raise
        later = timezone.now() + timedelta(seconds=SMS_RETRY_AFTER[tries - 1])
        again = {"to": to, "text": text, "key": key, "tries": tries + 1} | ({"must": True} if must else {})
        send_sms_task.using(run_after=later).enqueue(**again)


@task(name="deliver_notice", priority=45)
def deliver_notice_task(delivery_id: int) -> None:
    """Send a waiting or failed delivery of a notice by its channel.

    Does nothing if the delivery was sent already. Has priority over tasks that draw pictures. If Zalo refuses the number or fails twice, the notice is
    sent by SMS instead.
    """
    delivery = NoticeDelivery.objects.select_related("notice__user").filter(pk=delivery_id).first()
    if delivery is None or delivery.state == DeliveryState.SENT:
        return
    is_push, phone = delivery.channel == NoticeChannel.PUSH, delivery.notice.user.phone or ""
    if not is_push and not phone:
        return
    delivery.attempts = min(delivery.attempts + 1, DELIVERY_TRIES)
    delivery.last_attempt_at = timezone.now()
    text, key = f"Piêu: {delivery.notice.title}", f"notice-{delivery.pk}"
    try:
        if is_push:
            _ring(delivery.notice)
        elif delivery.channel == NoticeChannel.ZALO:
            send_zalo(to=phone, text=text, key=key)
        else:
            send_sms(to=phone, text=text, key=key, must=sms_limits.must_go(delivery.notice.kind))
        delivery.state = DeliveryState.SENT
        delivery.error = ""
    except SmsUnavailable as error:
        delivery.state, delivery.error = DeliveryState.FAILED, str(error)[:200]
    except (SmsError, DomainError) as error:
        # The same answer would come again.
        delivery.state, delivery.error = DeliveryState.FAILED, str(error)[:200]
        delivery.attempts = DELIVERY_TRIES
    with transaction.atomic():
        delivery.save()
        if delivery.channel == NoticeChannel.ZALO and delivery.state == DeliveryState.FAILED:
            _send_by_sms_instead(delivery)


def _ring(notice: Notice) -> None:
    """Push to every browser of the member, and delete subscriptions that ended.

    Raises the last failure after trying all.
    """
    failed: SmsError | None = None
    for browser in PushSubscription.objects.filter(user=notice.user).select_related("user").order_by("pk"):
        try:
            send_push(browser, title=notice.title, body=notice.body, url=notice.url)
        except PushGone:
            browser.delete()
        except SmsError as error:
            failed = error
    if failed is not None:
        raise failed


def _send_by_sms_instead(delivery: NoticeDelivery) -> None:
    """Send the notice of a failed Zalo delivery by SMS.

    This happens at once if Zalo refused the message, else after two failed attempts.
    """
    if delivery.attempts < 2:
        return
    other, is_new = NoticeDelivery.objects.get_or_create(notice=delivery.notice, channel=NoticeChannel.SMS)
    NoticeDelivery.objects.filter(pk=delivery.pk).update(attempts=DELIVERY_TRIES)
    if is_new:
        deliver_notice_task.enqueue(delivery_id=other.pk)


@every(minutes=5, name="notices.retry_deliveries")
def retry_deliveries() -> int:
    """Retry failed deliveries after 5, 10, 20 and 40 minutes, and those that no worker took.

    Only for notices of the last two days. Return the number of enqueued deliveries.
    """
    now = timezone.now()
    waiting = NoticeDelivery.objects.filter(
        state__in=[DeliveryState.WAITING, DeliveryState.FAILED],
        attempts__lt=DELIVERY_TRIES,
        notice__created_at__lt=now - timedelta(minutes=5),
        notice__created_at__gt=now - timedelta(days=2),
    )
    enqueued = 0
    for delivery in waiting.order_by("pk")[:500]:
        pause = timedelta(minutes=5) * 2 ** max(delivery.attempts - 1, 0)
        if delivery.last_attempt_at is None or delivery.last_attempt_at <= now - pause:
            deliver_notice_task.enqueue(delivery_id=delivery.pk)
            enqueued += 1
    return enqueued


@every(minutes=30, name="sms.forget_sent")
def forget_sent_sms() -> int:
    """Delete finished SMS tasks after an hour, because they hold number and text, which may be a code.

    Return how many.
    """
    finished = DBTaskResult.objects.filter(
        task_path=send_sms_task.module_path,
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED],
        finished_at__lt=timezone.now() - timedelta(hours=1),
    )
    return finished.delete()[0]


def forget_sms_to(numbers: list[str]) -> None:
    """Delete all SMS tasks, sent or waiting, to these numbers."""
    DBTaskResult.objects.filter(
        task_path=send_sms_task.module_path, args_kwargs__kwargs__to__in=numbers
    ).delete()
