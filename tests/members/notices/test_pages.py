"""The page of notices."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Notice
from members.notices.actions.notices import notify
from tests.factories.members import LanFactory, MinhFactory
from tests.members.signing_in.test_pages import KEY, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_notice_opens_for_its_member_only_and_is_then_read():
    lan = LanFactory()
    first = notify(user=lan, kind="test", title="Tin cũ", url="/toi/")
    second = notify(user=lan, kind="test", title="Tin mới", url="https://evil.example/")
    client = signed_in(lan)
    assert client.get(reverse("members:notices")).text.count("badge--info") == 2
    assert signed_in(MinhFactory()).post(reverse("members:open_notice", args=[first.pk])).status_code == 404
    assert client.post(reverse("members:open_notice", args=[first.pk]))["Location"] == "/toi/"
    assert client.post(reverse("members:open_notice", args=[second.pk]))["Location"] == reverse(
        "members:notices"
    )
    assert not Notice.objects.filter(user=lan, read_at=None).exists()


def test_notices_list_shows_the_unread_first():
    lan = LanFactory()
    old = notify(user=lan, kind="test", title="Chưa đọc, cũ")
    new = notify(user=lan, kind="test", title="Đã đọc, mới")
    Notice.objects.filter(pk=new.pk).update(read_at=timezone.now())
    page = signed_in(lan).get(reverse("members:notices")).context["page"]
    assert [row.pk for row in page.rows] == [old.pk, new.pk]


def test_repeated_read_all_leaves_newer_notices_unread():
    lan = LanFactory()
    notify(user=lan, kind="test", title="Tin cũ")
    client = signed_in(lan)
    client.post(reverse("members:read_all"), KEY)
    newer = notify(user=lan, kind="test", title="Tin mới")
    assert client.post(reverse("members:read_all"), KEY).status_code == 302
    newer.refresh_from_db()
    assert newer.read_at is None
