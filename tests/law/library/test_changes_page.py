from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from backend.law.library.actions.changes import NewChange, record_change, withdraw_change
from backend.law.library.enums import ChangeKind
from backend.law.library.hub import PAUSES
from backend.law.library.tasks import ping_changes_hub
from backend.law.models import Change
from tests.factories.law import a_document, a_provision
from tests.webhooks.conftest import listener as listener

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def change() -> Change:
    document = a_document("1/2020/NĐ-CP", kind="decree", title="")
    clause = a_provision("7(2)", document=document)
    return record_change(
        actor=None, change=NewChange(ChangeKind.REPEALS, document, DAY, provision=clause, note="Bỏ sổ giấy.")
    )


def test_a_change_is_counted_down_and_then_among_the_past_ones(client, change):
    title = "khoản 2 Điều 7 Nghị định 1/2020/NĐ-CP: bãi bỏ từ ngày 01/07/2026"
    with time_machine.travel("2026-06-21T05:00:00Z", tick=False):
        page = client.get(reverse("law:changes")).text
        assert title in page and "(còn 10 ngày)" in page and "Đã đổi" not in page
    with time_machine.travel("2026-07-01T05:00:00Z", tick=False):
        page = client.get(reverse("law:changes")).text
        assert title in page and "Sắp đổi" not in page


def test_without_changes_the_page_says_so(client, db):
    assert "Thư viện chưa ghi thay đổi nào" in client.get(reverse("law:changes")).text


def test_the_feed_has_each_recorded_change_and_no_withdrawn_one(client, change):
    feed = ElementTree.fromstring(client.get(reverse("law:changes_feed")).content)
    entry = feed.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:pieu:law-change:{change.pk}"
    assert entry.find(f"{ATOM}link").get("href").endswith("/luat/van-ban/1-2020-nd-cp/dieu-7/#k2")
    assert entry.findtext(f"{ATOM}summary") == "Bỏ sổ giấy."
    withdraw_change(actor=None, change=change, reason="Nhầm.")
    assert (
        ElementTree.fromstring(client.get(reverse("law:changes_feed")).content).find(f"{ATOM}entry") is None
    )


def hub_tasks() -> int:
    return DBTaskResult.objects.filter(task_path="backend.common.background.ping_law_changes_hub").count()


def test_a_recorded_and_a_withdrawn_change_are_announced_once_each(settings):
    document = a_document("1/2020/NĐ-CP", kind="decree", title="")
    change = NewChange(ChangeKind.REPEALS, document, DAY)
    settings.WEBSUB_HUB = ""
    withdraw_change(actor=None, change=record_change(actor=None, change=change), reason="Nhầm.")
    assert hub_tasks() == 0
    settings.WEBSUB_HUB = "https://hub.example/"
    row = record_change(actor=None, change=change)
    assert record_change(actor=None, change=change) == row and hub_tasks() == 1
    withdraw_change(actor=None, change=row, reason="Nhầm.")
    assert hub_tasks() == 2


def test_the_feed_names_the_hub_which_hears_of_it_and_again_after_a_failure(client, listener, db, settings):
    settings.WEBSUB_HUB = listener.url
    feed = ElementTree.fromstring(client.get(reverse("law:changes_feed")).content)
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}["hub"] == listener.url
    ping_changes_hub.func()
    [(_headers, body)] = listener.got
    address = f"{settings.PUBLIC_ORIGIN}/luat/thay-doi/atom.xml"
    assert parse_qs(body.decode()) == {"hub.mode": ["publish"], "hub.url": [address]}
    assert hub_tasks() == 0
    listener.status = 503
    ping_changes_hub.func()
    ping_changes_hub.func(attempt=len(PAUSES))
    assert hub_tasks() == 1
