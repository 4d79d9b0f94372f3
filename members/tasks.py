from datetime import timedelta

from django.tasks import TaskContext, task
from django.utils import timezone

from backend.common.errors import DomainError
from members.enums import DeliveryState
from members.models import NoticeDelivery
from members.sms import SmsError, SmsUnavailable, send_sms

# Seconds before each further try. A log-in code is of use for a few minutes only.
SMS_RETRY_AFTER = (5, 20, 60)


@task(priority=50, takes_context=True)
def send_sms_task(context: TaskContext, to: str, text: str, key: str = "", tries: int = 1) -> None:
    """Send one SMS by the configured backend, and again a little later while the gateway is away.

    May run twice: the gateway gets the same key each time. Goes before other tasks, for somebody waits for it.
    """
    key = key or str(context.task_result.id)
    try:
        send_sms(to=to, text=text, key=key)
    except SmsUnavailable:
        if tries > len(SMS_RETRY_AFTER):
            raise
        later = timezone.now() + timedelta(seconds=SMS_RETRY_AFTER[tries - 1])
        send_sms_task.using(run_after=later).enqueue(to=to, text=text, key=key, tries=tries + 1)


@task()
def deliver_notice_task(delivery_id: int) -> None:
    """Send one waiting delivery of a notice to its channel; a delivery already sent is left alone."""
    delivery = NoticeDelivery.objects.select_related("notice__user").get(pk=delivery_id)
    if delivery.state == DeliveryState.SENT or not delivery.notice.user.phone:
        return
    delivery.attempts += 1
    delivery.last_attempt_at = timezone.now()
    try:
        send_sms(
            to=delivery.notice.user.phone,
            text=f"Piêu: {delivery.notice.title}",
            key=f"notice-{delivery.pk}",
        )
        delivery.state = DeliveryState.SENT
    except (SmsError, DomainError) as error:
        delivery.state = DeliveryState.FAILED
        delivery.error = str(error)[:200]
    delivery.save()
