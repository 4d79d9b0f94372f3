from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from members.models import Notice, NoticeDelivery
from members.notices import sms
from members.notices.actions.notices import notify
from members.notices.enums import DeliveryState
from members.notices.sms import SmsRefused, SmsUnavailable
from members.notices.tasks import (
    DELIVERY_TRIES,
    deliver_notice_task,
    forget_sent_sms,
    retry_deliveries,
    send_sms_task,
)
from members.people.actions import changes
from tests.factories.members import LanFactory

pytestmark = pytest.mark.django_db


def queued() -> int:
    return DBTaskResult.objects.filter(task_path="backend.common.background.deliver_notice").count()


def gateway(monkeypatch, error: Exception | None) -> None:
    def send(message: sms.Sms) -> None:
        if error:
            raise error
        sms.outbox.append(message)

    monkeypatch.setitem(sms._BACKENDS, "memory", send)


def test_same_news_is_sent_once():
    lan = LanFactory()
    first = notify(user=lan, kind="test", title="Giấy sắp hết hạn", key="certificate:7:90", sms=True)
    assert notify(user=lan, kind="test", title="Giấy sắp hết hạn", key="certificate:7:90", sms=True) == first
    assert (Notice.objects.count(), NoticeDelivery.objects.count(), queued()) == (1, 1, 1)


def test_notice_reaches_the_page_alone_when_no_number_is_proven():
    notify(user=LanFactory(phone=None, phone_to_verify="+84912345699"), kind="test", title="Tin", sms=True)
    assert not NoticeDelivery.objects.exists()


def test_notice_is_in_the_members_language():
    notice = notify(user=LanFactory(language="vi"), kind="test", title=_("Thông báo"), body="x" * 900)
    assert notice.title == "Thông báo"
    assert len(notice.body) == 400


def test_delivery_is_sent_once_however_often_the_task_runs():
    lan = LanFactory()
    delivery = notify(user=lan, kind="test", title="Tin", sms=True).deliveries.get()
    for _again in range(2):
        deliver_notice_task.func(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENT, 1)
    assert [(message.to, message.text) for message in sms.outbox] == [(lan.phone, "Piêu: Tin")]


def test_delivery_is_tried_again_with_growing_pauses_until_the_gateway_is_back(monkeypatch):
    delivery = notify(user=LanFactory(), kind="test", title="Tin", sms=True).deliveries.get()
    gateway(monkeypatch, SmsUnavailable("away"))
    start, tried = timezone.now(), []
    for minute in range(0, 130, 5):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            before = queued()
            retry_deliveries()
            if minute == 0 or queued() > before:
                deliver_notice_task.func(delivery.pk)
                tried.append(minute)
    assert tried == [0, 5, 15, 35, 75]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, DELIVERY_TRIES)


def test_delivery_refused_is_not_tried_again(monkeypatch):
    delivery = notify(user=LanFactory(), kind="test", title="Tin", sms=True).deliveries.get()
    gateway(monkeypatch, SmsRefused("no such number"))
    deliver_notice_task.func(delivery.pk)
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        assert retry_deliveries() == 0
    delivery.refresh_from_db()
    assert delivery.error == "no such number"


def test_delivery_no_worker_took_is_taken_up_by_the_clock():
    notify(user=LanFactory(), kind="test", title="Tin", sms=True)
    assert retry_deliveries() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert retry_deliveries() == 1


def test_delivery_of_a_notice_that_is_gone_is_nothing():
    delivery = notify(user=LanFactory(), kind="test", title="Tin", sms=True).deliveries.get()
    Notice.objects.all().delete()
    deliver_notice_task.func(delivery.pk)
    assert sms.outbox == []


def test_sent_message_is_forgotten_after_an_hour():
    for number in ("+84912345671", "+84912345672"):
        send_sms_task.enqueue(to=number, text="Piêu: mã của chị là 123456")
    sent = DBTaskResult.objects.order_by("enqueued_at").first()
    sent.set_successful(None)
    assert forget_sent_sms() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert forget_sent_sms() == 1
    assert DBTaskResult.objects.get().args_kwargs["kwargs"]["to"] == "+84912345672"


@pytest.mark.parametrize("title", changes._TITLES.values(), ids=str)
def test_account_news_fits_a_notice_and_two_sms_parts(title):
    assert len(str(title)) <= 120
    assert len(f"Piêu: {title}") <= 134
