"""The day's total of SMS: what counts, what has a reserve, who is refused, and how the operator hears of it."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.limits import SharedLimit
from members.models import AccountChange, SmsCode, User
from members.notices import sms, sms_limits
from members.notices.actions.notices import notify
from members.notices.enums import DeliveryState
from members.notices.sms import SmsDayFull, send_sms
from members.notices.tasks import deliver_notice_task
from members.signing_in.actions.sms_codes import TooManyCodes, send_buyer_code, send_secret_code
from tests.factories.members import PIN, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
LAN = "+84912345671"


@pytest.fixture(autouse=True)
def total(monkeypatch) -> None:
    """Allow three messages a day, of which two may be ordinary."""
    for name, limit in (("_all", 3), ("_ordinary", 2)):
        monkeypatch.setattr(sms_limits, name, SharedLimit(f"test {name}", limit, seconds=86_400, step=1))
    monkeypatch.setattr(sms_limits, "_logged", set())


def use_up(count: int = 3) -> None:
    for _ in range(count):
        send_sms(to=LAN, text="Mã", must=True)


def test_messages_to_known_numbers_count_and_the_last_are_for_codes(caplog):
    send_sms(to=LAN, text="Đơn mới")
    send_sms(to=LAN, text="Đơn khác")
    for _ in range(2):
        with pytest.raises(SmsDayFull, match="the day's total"):
            send_sms(to=LAN, text="Đơn nữa")
    send_sms(to=LAN, text="Mã 123456", must=True)
    with pytest.raises(SmsDayFull):
        send_sms(to=LAN, text="Mã 654321", must=True)
    assert [message.text for message in sms.outbox] == ["Đơn mới", "Đơn khác", "Mã 123456"]
    # Errors are mailed to the operator: one for each limit, without a number.
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert [("test _ordinary (2)" in told[0]), ("test _all (3)" in told[1]), len(told)] == [True, True, 2]
    assert "912345671" not in "".join(told)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        send_sms(to=LAN, text="Ngày mới")


def test_a_message_counts_with_its_segments():
    send_sms(to=LAN, text="Đơn " * 20)  # two
    with pytest.raises(SmsDayFull):
        send_sms(to=LAN, text="Đơn")
    send_sms(to=LAN, text="Don " * 20, must=True)  # one
    with pytest.raises(SmsDayFull):
        send_sms(to=LAN, text="Mã", must=True)
    assert len(sms.outbox) == 2


def test_refused_message_does_not_count(settings):
    settings.SMS_BACKEND = "nothing"
    for _ in range(4):
        with pytest.raises(Exception, match="SMS_BACKEND"):
            send_sms(to=LAN, text="Mã", must=True)
    settings.SMS_BACKEND = "memory"
    use_up()


def test_notice_that_must_go_uses_the_reserve_and_others_stay_on_the_page(monkeypatch):
    monkeypatch.setattr(sms_limits._all, "limit", 5)
    lan = LanFactory()
    for _ in range(2):
        send_sms(to=LAN, text="Đơn")
    sent = {}
    for kind in ("order.placed", "account_secret", "lot.recalled", "order.recall"):
        delivery = notify(user=lan, kind=kind, title="Tin", sms=True).deliveries.get()
        deliver_notice_task.func(delivery.pk)
        delivery.refresh_from_db()
        sent[kind] = delivery.state == DeliveryState.SENT
    assert sent == {"order.placed": False, "account_secret": True, "lot.recalled": True, "order.recall": True}


def test_refusal_is_readable_and_the_same_for_known_and_unknown_numbers(client):
    lan = LanFactory()
    use_up()
    pages = []
    for login in (lan.phone, "0912345699", lan.card_number):
        page = client.post(reverse("account_reset_password"), {"login": login})
        pages.append((page.status_code, "Hôm nay Piêu đã gửi hết số tin nhắn" in page.text))
    assert pages == [(400, True)] * 3
    sign_up = client.post(reverse("account_signup"), {"phone": "0912345698", "password1": "529306"})
    assert "Hôm nay Piêu đã gửi hết số tin nhắn" in sign_up.text
    with pytest.raises(TooManyCodes, match="gọi cho người bán"):
        send_buyer_code(phone="0912345697")
    assert (SmsCode.objects.count(), DBTaskResult.objects.count(), User.objects.count()) == (0, 0, 1)
    assert not AccountChange.objects.exists()
    # Nobody needs a message to sign in by PIN.
    answer = Client().post(reverse("account_login"), {"login": lan.phone, "password": PIN})
    assert answer.status_code == 302


def test_codes_are_sent_while_the_reserve_lasts():
    lan = LanFactory()
    for _ in range(2):
        send_sms(to="+84912345690", text="Đơn")
    assert send_secret_code(typed=lan.phone) == lan.phone
    assert DBTaskResult.objects.get().args_kwargs["kwargs"]["must"] is True
