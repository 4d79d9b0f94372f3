"""Members follow topics and are told once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from backend.law.bulletins.actions.following import set_followed_topics
from backend.law.bulletins.actions.versions import correct_bulletin, withdraw_bulletin
from backend.law.bulletins.tasks import tell_followers
from backend.law.models import Bulletin, FollowedTopic
from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from members.notices.tasks import deliver_notice_task
from members.own_data.erasing import erase_everywhere
from members.own_data.records import rows_of
from members.rules import NotAllowed
from products.share.keeping import draw_pictures
from tests.factories.members import HoaFactory, OfficerFactory
from tests.law.bulletins.conftest import publish, rewrite

pytestmark = pytest.mark.django_db


def notices() -> list[tuple]:
    return list(Notice.objects.filter(kind="law.bulletin").values_list("user", "title", "body", "url"))


def test_followers_of_the_topic_are_told_once_and_of_a_correction_as_one(office):
    hoa = Actor.of(HoaFactory())
    set_followed_topics(actor=office.lan, topics=["ban-hang", "dat-dai"])
    set_followed_topics(actor=hoa, topics=["dat-dai"])
    publish(office)
    tell_followers.func(bulletin_id=office.bulletin.pk)
    tell_followers.func(bulletin_id=office.bulletin.pk)
    correct_bulletin(actor=office.writer, bulletin=office.bulletin)
    rewrite(office, steps=(), note="Bỏ việc.")
    publish(office)
    tell_followers.func(bulletin_id=office.bulletin.pk)
    url = reverse("law:bulletin", args=[office.bulletin.slug])
    tell_followers.func(bulletin_id=office.bulletin.pk)
    lan, words = office.lan.member.pk, "Hái mận phải ghi trên máy"
    assert sorted(notices()) == [
        (lan, "Có luật mới chị theo dõi", words, url),
        (lan, "Đính chính bản tin luật chị theo dõi", f"{words}. Bỏ việc.", url),
    ]


def test_a_correction_of_a_private_topic_names_nothing(office):
    Bulletin.objects.update(topic="bao-luc")
    publish(office)
    correct_bulletin(actor=office.writer, bulletin=office.bulletin)
    rewrite(office, steps=(), note="Bỏ việc.")
    publish(office)
    set_followed_topics(actor=office.lan, topics=["bao-luc"])
    tell_followers.func(bulletin_id=office.bulletin.pk)
    assert [(title, body) for _user, title, body, _url in notices()] == [
        ("Đính chính bản tin luật chị theo dõi", "")
    ]


def test_notices_are_taken_up_before_pictures_that_wait_longer(office):
    set_followed_topics(actor=office.lan, topics=["ban-hang"])
    draw_pictures.enqueue(product_id=1)
    publish(office)
    deliver_notice_task.enqueue(delivery_id=1)
    waiting = DBTaskResult.objects.ready().values_list("task_path", flat=True)
    order = [path.rpartition(".")[2] for path in waiting]
    assert order[:2] == ["deliver_notice", "tell_followers_of_law"]
    assert "draw_share_pictures" in order[2:]


def test_a_private_topic_is_not_named_in_the_notice(office):
    Bulletin.objects.update(topic="bao-luc")
    set_followed_topics(actor=office.lan, topics=["bao-luc"])
    publish(office)
    tell_followers.func(bulletin_id=office.bulletin.pk)
    assert [(title, body) for _user, title, body, _url in notices()] == [("Có luật mới chị theo dõi", "")]


def test_nobody_is_told_of_a_withdrawn_bulletin(office):
    set_followed_topics(actor=office.lan, topics=["ban-hang"])
    version = publish(office)
    withdraw_bulletin(actor=office.reader, version=version, reason="Nhầm.")
    assert tell_followers.func(bulletin_id=office.bulletin.pk) == 0
    assert notices() == []


def test_who_stopped_following_hears_nothing(office):
    set_followed_topics(actor=office.lan, topics=["ban-hang"])
    set_followed_topics(actor=office.lan, topics=[])
    publish(office)
    tell_followers.func(bulletin_id=office.bulletin.pk)
    assert notices() == []


def test_a_member_saves_her_topics_on_the_page(office):
    client = Client()
    client.force_login(office.lan.member)
    path = reverse("law:follow_topics")
    client.post(path, {"topics": ["dat-dai", "bao-luc"], "idempotency_key": str(uuid4())})
    client.post(path, {"topics": ["dat-dai", "vay-no"], "idempotency_key": str(uuid4())})
    held = FollowedTopic.objects.filter(user=office.lan.member).order_by("topic")
    assert list(held.values_list("topic", flat=True)) == ["dat-dai", "vay-no"]
    assert client.post(path, {"topics": ["mua-xuan"]}).status_code == 400
    # What she follows is in no entry: they stay for ever.
    assert not Entry.objects.filter(body__contains="vay-no").exists()


def test_an_officer_does_not_follow_for_a_member(office):
    with pytest.raises(NotAllowed):
        set_followed_topics(actor=Actor(by=OfficerFactory(), member=office.lan.member), topics=["dat-dai"])
    assert not FollowedTopic.objects.exists()


def test_topics_are_exported_and_erased(office):
    set_followed_topics(actor=office.lan, topics=["dat-dai"])
    exported = rows_of(office.lan.member)["law.FollowedTopic"]
    assert [row["topic"] for row in exported] == ["dat-dai"]
    erase_everywhere(office.lan.member)
    assert not FollowedTopic.objects.exists()
