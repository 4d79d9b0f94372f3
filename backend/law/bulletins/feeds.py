"""The bulletins as an Atom feed, all or of one topic. A WebSub hub is named if the operator set one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.law.bulletins.models import BulletinVersion
from backend.law.library.feeds import MOST
from backend.law.library.hub import HubAtom
from backend.law.situations.stock import Topic, stock


class BulletinsFeed(Feed[BulletinVersion, Topic | None]):
    feed_type = HubAtom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Topic | None:
        wanted = request.GET.get("chu-de", "")
        if wanted and wanted not in stock().topics:
            raise Http404
        return stock().topics.get(wanted)

    def title(self, topic: Topic | None) -> str:
        return _("Luật mới: %(topic)s") % {"topic": topic.title} if topic else _("Luật mới")

    def subtitle(self, topic: Topic | None) -> str:
        return _("Bản tin luật của Hội, mới đăng trước.")

    def link(self, topic: Topic | None) -> str:
        return reverse("law:bulletins") + _query(topic)

    def feed_url(self, topic: Topic | None) -> str:
        return reverse("law:bulletins_feed") + _query(topic)

    def items(self, topic: Topic | None) -> list[BulletinVersion]:
        rows = BulletinVersion.objects.visible_to(None)
        return list((rows.filter(bulletin__topic=topic.id) if topic else rows)[:MOST])

    def item_title(self, item: BulletinVersion) -> str:
        return item.title

    def item_description(self, item: BulletinVersion) -> str:
        return " ".join(filter(None, (item.words.whom.text, item.note)))

    def item_link(self, item: BulletinVersion) -> str:
        return reverse("law:bulletin", args=[item.bulletin.slug])

    def item_guid(self, item: BulletinVersion) -> str:
        return f"urn:pieu:law-bulletin:{item.bulletin_id}"

    def item_updateddate(self, item: BulletinVersion) -> dt.datetime | None:
        return item.published_at

    def item_categories(self, item: BulletinVersion) -> list[str]:
        return [stock().topics[item.bulletin.topic].title]


def _query(topic: Topic | None) -> str:
    return f"?chu-de={topic.id}" if topic else ""
