"""The Atom feed of bulletins, and the WebSub hub that hears of it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.law.bulletins.actions.versions import withdraw_bulletin
from backend.law.bulletins.tasks import ping_hub
from backend.law.library.hub import PAUSES
from tests.law.bulletins.conftest import publish
from tests.webhooks.conftest import listener as listener

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
PING = "backend.common.background.ping_law_hub"


def feed(client: Client, **query) -> ElementTree.Element:
    answer = client.get(reverse("law:bulletins_feed"), query)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def links(tree: ElementTree.Element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in tree.findall(f"{ATOM}link")}


def test_the_feed_has_published_bulletins_by_topic(client, office):
    assert feed(client).find(f"{ATOM}entry") is None
    version = publish(office)
    entry = feed(client).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"urn:pieu:law-bulletin:{office.bulletin.pk}"
    assert entry.findtext(f"{ATOM}title") == "Hái mận phải ghi trên máy"
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/luat/moi/{office.bulletin.slug}/")
    own = feed(client, **{"chu-de": "ban-hang"})
    assert own.find(f"{ATOM}entry") is not None
    assert links(own)["self"].endswith("/luat/moi/atom.xml?chu-de=ban-hang")
    assert feed(client, **{"chu-de": "dat-dai"}).find(f"{ATOM}entry") is None
    assert client.get(reverse("law:bulletins_feed"), {"chu-de": "mua-xuan"}).status_code == 404
    withdraw_bulletin(actor=office.reader, version=version, reason="Nhầm.")
    assert feed(client).find(f"{ATOM}entry") is None


def test_the_hub_is_named_only_if_it_is_set(client, db, settings):
    settings.WEBSUB_HUB = ""
    assert "hub" not in links(feed(client))
    settings.WEBSUB_HUB = "https://hub.example/"
    assert links(feed(client))["hub"] == "https://hub.example/"


def test_without_a_hub_nobody_is_called(listener, db, settings):
    settings.WEBSUB_HUB = ""
    ping_hub.func(topic="ban-hang")
    assert listener.got == []


def test_the_hub_hears_of_both_feeds(listener, db, settings):
    settings.WEBSUB_HUB = listener.url
    ping_hub.func(topic="ban-hang")
    [(headers, body)] = listener.got
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    address = f"{settings.PUBLIC_ORIGIN}/luat/moi/atom.xml"
    assert parse_qs(body.decode()) == {
        "hub.mode": ["publish"],
        "hub.url": [address, f"{address}?chu-de=ban-hang"],
    }
    assert not DBTaskResult.objects.filter(task_path=PING).exists()


def test_a_hub_that_fails_is_called_again_later_and_not_for_ever(listener, db, settings):
    settings.WEBSUB_HUB, listener.status = listener.url, 503
    begun = timezone.now()
    for attempt in range(len(PAUSES) + 1):
        ping_hub.func(topic="ban-hang", attempt=attempt)
    rows = DBTaskResult.objects.filter(task_path=PING).order_by("run_after")
    assert [row.args_kwargs["kwargs"]["attempt"] for row in rows] == [1, 2, 3]
    for row, pause in zip(rows, PAUSES, strict=True):
        assert begun + pause <= row.run_after < begun + pause + timedelta(minutes=5)


def test_a_hub_inside_the_network_is_not_called(listener, db, settings):
    settings.WEBHOOKS_ALLOW_LOCAL, settings.WEBSUB_HUB = False, listener.url
    ping_hub.func(topic="ban-hang", attempt=len(PAUSES))
    assert listener.got == []
