"""What an operator's Prometheus reads."""

from __future__ import annotations

import re
import urllib.request
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from backend.common.limits import SharedLimit
from backend.common.metrics import MetricsMiddleware
from backend.common.models import ClockJob, TaskWorker
from backend.common.tasks import prune_short_links
from backend.webhooks.models import Delivery, Endpoint, Message
from members.models import Notice, NoticeDelivery
from members.notices import sms_limits
from members.notices.sms import send_sms
from tests.factories.products import make_user
from tests.live import LiveProject

TOKEN = "t" * 40
GOODS = 'pieu_requests_total{method="GET",route="products/<slug:slug>/",status="204"}'
UNKNOWN = 'pieu_requests_total{method="other",route="",status="204"}'
GETS = 'pieu_request_seconds_count{method="GET"}'


def figures(text: str) -> dict[str, float]:
    """Return {name with labels: value}."""
    return {
        name: float(value) for name, value in re.findall(r"^(pieu_\S+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)
    }


def ask(client, token: str = TOKEN) -> HttpResponse:
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_figures_are_off_without_a_token(client, settings):
    assert settings.METRICS_TOKEN == ""
    assert ask(client, "").status_code == 404


def test_figures_need_the_token(client, settings):
    settings.METRICS_TOKEN = TOKEN
    refused = ask(client, TOKEN[:-1])
    assert (refused.status_code, b"pieu_" in refused.content) == (401, False)
    assert client.get("/metrics", headers={"Authorization": "Bearer ừ"}).status_code == 401


@pytest.mark.databases
@pytest.mark.django_db
def test_figures_tell_of_tasks_worker_clock_and_database(client, settings):
    settings.METRICS_TOKEN = TOKEN
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    before = figures(ask(client).content.decode())
    assert before['pieu_tasks{state="waiting"}'] == before["pieu_clock_delay_seconds"] == 0
    assert "pieu_worker_silence_seconds" not in before  # no worker ever ran
    now = timezone.now()
    prune_short_links.enqueue()
    TaskWorker.objects.create(id="w", seen_at=now - timedelta(minutes=3))
    ClockJob.objects.create(name="a.b", due_at=now - timedelta(hours=2), error="ValueError")
    after = figures(ask(client).content.decode())
    assert after['pieu_tasks{state="waiting"}'] == 1
    assert 0 < after["pieu_task_wait_seconds"] < 120
    assert 180 <= after["pieu_worker_silence_seconds"] < 300
    assert 7200 <= after["pieu_clock_delay_seconds"] < 7320
    assert (after["pieu_clock_failed_jobs"], after["pieu_database_up"]) == (1, 1)
    assert after["pieu_database_bytes"] > 100_000


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_not_by_address(client, settings):
    settings.METRICS_TOKEN = TOKEN
    middleware = MetricsMiddleware(lambda request: HttpResponse(status=204))
    before = figures(ask(client).content.decode())
    for address in ("/products/mot/", "/products/hai/"):
        request = RequestFactory().get(address)
        request.resolver_match = resolve(address)
        middleware(request)
    middleware(RequestFactory().generic("XYZ", "/khong-co"))
    text = ask(client).content.decode()
    counted = figures(text)
    assert counted[GOODS] - before.get(GOODS, 0) == 2
    assert counted[UNKNOWN] - before.get(UNKNOWN, 0) == 1
    assert counted[GETS] - before.get(GETS, 0) == 3  # and the question before
    assert "mot" not in text


@pytest.mark.load
def test_requests_of_all_workers_are_added_up(real_db, collected_static, tmp_path):
    with LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        parts=("web",),
        PIEU_METRICS_TOKEN=TOKEN,
        WEB_WORKERS="3",
    ) as project:
        for _ in range(30):
            urllib.request.urlopen(f"{project.url}/robots.txt", timeout=30).close()
        question = urllib.request.Request(
            f"{project.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        with urllib.request.urlopen(question, timeout=30) as answer:
            counted = figures(answer.read().decode())
    assert counted['pieu_requests_total{method="GET",route="robots.txt",status="200"}'] == 30


@pytest.mark.databases
@pytest.mark.django_db
def test_figures_tell_of_sms_and_webhooks(client, settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    for name, limit in (("_all", 9), ("_ordinary", 7)):
        monkeypatch.setattr(sms_limits, name, SharedLimit(f"test {name}", limit, seconds=86_400, step=1))
    send_sms(to="+84912345671", text="Đơn " * 20)  # two segments
    send_sms(to="+84912345671", text="Mã 123456", must=True)
    notice = Notice.objects.create(user=make_user("Cầm Thị Lan"), kind="x", title="Tin")
    NoticeDelivery.objects.create(notice=notice, channel="sms", state="failed")
    NoticeDelivery.objects.create(notice=notice, channel="page")
    endpoint = Endpoint.objects.create(url="https://example.vn/", kinds=[], sealed_secret="x")
    message = Message.objects.create(kind="order.placed", body="{}")
    Delivery.objects.create(message=message, endpoint=endpoint, next_at=timezone.now() - timedelta(hours=1))
    told = figures(ask(client).content.decode())
    assert {name: value for name, value in told.items() if name.startswith("pieu_sms")} == {
        'pieu_sms{state="failed"}': 1,
        'pieu_sms_segments{of="sent"}': 3,
        'pieu_sms_segments{of="ordinary"}': 2,
        'pieu_sms_segments{of="total"}': 9,
    }
    assert told["pieu_webhooks_waiting"] == 1
    assert 3600 <= told["pieu_webhooks_delay_seconds"] < 3700
