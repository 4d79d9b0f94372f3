from django.tasks import task


@task()
def send_sms_task(to: str, text: str) -> None:
    """Send one SMS by the configured backend; may run twice."""
    from members.sms import send_sms

    send_sms(to=to, text=text)


@task()
def deliver_notice_task(delivery_id: int) -> None:
    """Send one waiting delivery of a notice to its channel; a delivery already sent is left alone."""
    from django.utils import timezone

    from members.enums import DeliveryState
    from members.models import NoticeDelivery
    from members.sms import send_sms

    delivery = NoticeDelivery.objects.select_related("notice__user").get(pk=delivery_id)
    if delivery.state == DeliveryState.SENT or not delivery.notice.user.phone:
        return
    delivery.attempts += 1
    delivery.last_attempt_at = timezone.now()
    try:
        send_sms(to=delivery.notice.user.phone, text=f"Piêu: {delivery.notice.title}")
        delivery.state = DeliveryState.SENT
    except OSError as error:
        delivery.state = DeliveryState.FAILED
        delivery.error = str(error)[:200]
    delivery.save()
