"""The changes of the law as an Atom feed. A WebSub hub is named if the operator set one."""

from __future__ import annotations

import datetime as dt

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.library.hub import HubAtom
from backend.law.library.models import Change
from backend.law.library.presenters import change_title, change_url

MOST = 50


class ChangesFeed(Feed[Change, None]):
    feed_type = HubAtom
    title = _("Luật đổi")
    subtitle = _("Thay đổi của luật mà thư viện của Piêu đã ghi, mới ghi trước.")

    def link(self) -> str:
        return reverse("law:changes")

    def feed_url(self) -> str:
        return reverse("law:changes_feed")

    def items(self) -> list[Change]:
        rows = Change.objects.recorded().select_related("document", "provision", "by_document")
        return list(rows.order_by("-recorded_at", "-pk")[:MOST])

    def item_title(self, item: Change) -> str:
        return change_title(item)

    def item_description(self, item: Change) -> str:
        return item.note

    def item_link(self, item: Change) -> str:
        return change_url(item)

    def item_guid(self, item: Change) -> str:
        return f"urn:pieu:law-change:{item.pk}"

    def item_updateddate(self, item: Change) -> dt.datetime:
        return item.recorded_at
