"""Who is rung for an alarm, in which order, and who sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from backend.common.limits import SharedLimit
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Notice
from members.notices import sms
from members.own_data.actions import erase_member
from members.rules import NotAllowed
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MemberFactory,
    MinhFactory,
    OfficerFactory,
    chapter,
    commune,
    province,
)
from union.alarms.actions import ringing
from union.alarms.actions.erasing import erase_old_alarms
from union.alarms.actions.raising import leave_number, raise_alarm
from union.alarms.actions.ringing import ring_due_alarms
from union.alarms.actions.taking import take_alarm
from union.alarms.checks import check_duty_officers
from union.alarms.errors import AlarmError
from union.alarms.presenters import alarms_of
from union.alarms.terms import read_terms
from union.models import Alarm, AlarmRing, UnionRole

pytestmark = pytest.mark.django_db
PAUSE = read_terms().ring_after
WORDS = "Chồng đánh tôi gãy tay"


def on_duty(user, branch):
    UnionRole.objects.create(person=user, branch=branch, role="duty")
    return user


def alarm_in(branch, *, asker=None, key="k" * 20):
    return raise_alarm(
        text=WORDS, kinds=["violence"], branch=branch, phone="0912345671", asker=asker, by=None, key=key
    )


def rung():
    return [(ring.user, ring.round) for ring in AlarmRing.objects.order_by("pk").select_related("user")]


def faults():
    found = [*compare_states("union.Alarm"), *compare_states("union.AlarmRing")]
    return [each for each in found if isinstance(each, Finding)]


def test_the_commune_is_rung_at_once_and_the_province_a_quarter_of_an_hour_later():
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    alarm = alarm_in(chapter())
    assert rung() == [(van, 0)]
    now = timezone.now()
    assert ring_due_alarms(now) == 0
    assert ring_due_alarms(now + PAUSE) == 1
    assert ring_due_alarms(now + PAUSE) == 0
    assert rung() == [(van, 0), (minh, 1)]
    assert ring_due_alarms(now + 2 * PAUSE) == 2
    assert rung()[2:] == [(van, 2), (minh, 2)]
    assert Entry.objects.filter(kind="alarm.rung", subject=f"alarm:{alarm.ref}").count() == 3
    assert faults() == []


def test_the_province_is_rung_more_and_more_slowly_until_somebody_takes_it():
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    alarm = alarm_in(commune())
    pauses = []
    for _round in range(18):
        alarm.refresh_from_db()
        pauses.append((alarm.due_at - alarm.rings.last().rung_at) / PAUSE)
        ring_due_alarms(alarm.due_at)
    assert pauses == [1] * 9 + [2, 4, 8, 16, 32, 64, 96, 96, 96] and read_terms().slowest == 96 * PAUSE
    assert [user for user, round_ in rung() if round_ >= 2 + read_terms().rings_again] == [minh] * 9
    take_alarm(actor=Actor.of(van), alarm=alarm)
    assert ring_due_alarms(timezone.now() + timedelta(days=30)) == 0
    assert Alarm.objects.get().due_at is None


def test_a_number_gets_only_so_many_messages_a_day_but_every_notice(monkeypatch):
    monkeypatch.setattr(ringing, "messages_a_day", SharedLimit("test", 1, seconds=86_400, step=1))
    van = on_duty(MemberFactory(phone_verified_at=timezone.now()), commune())
    for number in range(3):
        alarm_in(commune(), key=f"{number}" * 20)
    notices = Notice.objects.filter(user=van).order_by("pk")
    assert [notice.deliveries.count() for notice in notices] == [1, 0, 0]


def test_a_number_is_called_back_only_some_times_an_hour(client):
    for _each in range(7):
        client.cookies.clear()
        last = client.post(reverse("union:help_now"), {"phone": "0912 345 674"})
    assert (last.status_code, Alarm.objects.count()) == (400, 5)


def test_nothing_of_the_danger_is_on_a_lock_screen(django_capture_on_commit_callbacks):
    van = on_duty(MemberFactory(phone_verified_at=timezone.now()), commune())
    sms.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        alarm = alarm_in(commune())
    notice = Notice.objects.get(user=van)
    assert (notice.title, notice.body, notice.kind) == ("Có việc cần chị xem ngay", "", "alarm.rung")
    assert notice.url == reverse("union:alarm", args=[alarm.ref])
    assert [delivery.channel for delivery in notice.deliveries.all()] == ["sms"]
    assert {message.text for message in sms.outbox} <= {"Piêu: Có việc cần chị xem ngay"}


def test_a_place_without_anybody_on_duty_rings_the_province_at_once():
    minh = on_duty(MinhFactory(), province())
    alarm_in(chapter())
    raise_alarm(text="", kinds=[], branch=None, phone=None, asker=None, by=None, key="n" * 20)
    assert rung() == [(minh, 0), (minh, 0)]


def test_without_any_duty_officer_nobody_is_rung_until_somebody_gets_the_role(client):
    alarm_in(chapter())
    assert rung() == [] and Alarm.objects.get().due_at is not None
    van = on_duty(MemberFactory(), commune())
    assert ring_due_alarms(timezone.now() + PAUSE) == 1
    assert rung() == [(van, 0)]


def test_the_asker_is_not_rung_for_her_own_alarm():
    lan, minh = on_duty(LanFactory(), commune()), on_duty(MinhFactory(), province())
    alarm_in(chapter(), asker=lan)
    assert rung() == [(minh, 0)]


def test_an_alarm_is_seen_by_duty_officers_of_its_place_and_by_nobody_else(client):
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    far = on_duty(MemberFactory(), HoaFactory().memberships.get().branch)
    head, staff, lan = OfficerFactory(), MemberFactory(is_staff=True, is_superuser=True), LanFactory()
    alarm = alarm_in(chapter(), asker=lan)
    page = reverse("union:alarm", args=[alarm.ref])
    for user in (van, minh):
        client.force_login(user)
        assert WORDS in client.get(page).text
        assert str(alarm.branch.name) in client.get(reverse("union:alarms")).text
    for user in (far, head, staff, lan):
        client.force_login(user)
        assert client.get(page).status_code == 404
        assert client.post(reverse("union:take_alarm", args=[alarm.ref])).status_code == 404
        with pytest.raises(NotAllowed):
            take_alarm(actor=Actor.of(user), alarm=alarm)
    assert Alarm.objects.get().taken_at is None
    client.force_login(staff)
    assert client.get("/quan-tri/union/alarm/").status_code == 404
    assert client.get(reverse("union:alarms")).status_code == 403


def test_an_officer_whose_duty_ended_sees_nothing_any_more():
    van = on_duty(MemberFactory(), commune())
    alarm_in(commune())
    UnionRole.objects.update(ended_at=timezone.now())
    assert not Alarm.objects.visible_to(van).exists()


def test_the_province_sees_who_was_reached_and_when(client):
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    alarm = alarm_in(commune())
    page = reverse("union:alarm", args=[alarm.ref])
    client.force_login(minh)
    assert "chưa xem" in client.get(page).text
    client.force_login(van)
    client.get(page)
    client.force_login(minh)
    seen = client.get(page).text
    assert str(van) in seen and "chưa xem" not in seen
    assert AlarmRing.objects.get(user=van).seen_at is not None


def test_one_officer_takes_it_and_a_second_one_is_refused(client):
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    alarm = alarm_in(commune())
    client.force_login(van)
    answer = client.post(reverse("union:take_alarm", args=[alarm.ref]))
    assert answer["Location"] == reverse("union:alarm", args=[alarm.ref])
    assert take_alarm(actor=Actor.of(van), alarm=alarm).taken_by == van
    with pytest.raises(AlarmError):
        take_alarm(actor=Actor.of(minh), alarm=alarm)
    assert Alarm.objects.get().taken_by == van
    assert Entry.objects.filter(kind="alarm.taken").count() == 1
    assert faults() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more_alarms(client, count, django_assert_num_queries):
    van = on_duty(MemberFactory(), commune())
    for number in range(count):
        alarm_in(commune(), key=f"{number}" * 20)
    client.force_login(van)
    client.get(reverse("union:alarms"))
    with django_assert_num_queries(10):
        client.get(reverse("union:alarms"))


def test_words_are_erased_after_the_term_and_with_the_account():
    lan = LanFactory()
    on_duty(MemberFactory(), commune())
    alarm_in(chapter(), asker=lan)
    assert erase_old_alarms() == 0
    later = timezone.now() + read_terms().erase_after - timedelta(minutes=1)
    assert erase_old_alarms(later) == 0
    assert erase_old_alarms(later + timedelta(minutes=2)) == 1
    other = alarm_in(chapter(), asker=lan, key="o" * 20)
    assert Alarm.objects.exclude(pk=other.pk).values_list("text", "kinds", "phone", "asker", "branch").get() == (
        "", [], "", None, None,
    )  # fmt: skip
    assert Alarm.objects.get(pk=other.pk).text == WORDS
    type(lan).objects.filter(pk=lan.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=lan.pk)
    assert set(Alarm.objects.values_list("text", "phone", "asker")) == {("", "", None)}
    assert faults() == []


def test_a_number_is_left_on_the_page_and_the_place_rings_its_officers(client):
    van, minh = on_duty(MemberFactory(), commune()), on_duty(MinhFactory(), province())
    page = reverse("union:help_now")
    refused = client.post(page, {"phone": "12"})
    assert refused.status_code == 400 and 'href="tel:113"' in refused.text and not Alarm.objects.exists()
    client.post(page, {"phone": "0912 345 671", "call_when": "buổi sáng", "branch": commune().pk})
    alarm = Alarm.objects.get()
    assert (alarm.phone, alarm.call_when, alarm.branch) == ("+84912345671", "buổi sáng", commune())
    assert {user for user, _round in rung()} == {van}
    shown = client.get(page).text
    assert (
        "ba số cuối là 671" in shown
        and "0912 345 671" not in shown
        and "Cán bộ trực của Hội đã được báo" in shown
        and minh.full_name not in shown
    )


def test_the_last_number_counts():
    alarm = alarm_in(commune())
    leave_number(alarm=alarm, phone="0912345672", call_when="tối")
    assert Alarm.objects.get().phone == "+84912345672"
    assert faults() == []


def test_an_erased_alarm_takes_no_number_and_no_officer_and_heads_no_list(client):
    van = on_duty(MemberFactory(), province())
    erased = alarm_in(commune())
    erase_old_alarms(timezone.now() + read_terms().erase_after + timedelta(minutes=1))
    before = alarm_in(commune(), key="o" * 20)
    Alarm.objects.filter(pk=before.pk).update(raised_at=erased.raised_at - timedelta(days=1))
    with pytest.raises(AlarmError):
        leave_number(alarm=erased, phone="0912345672", branch=commune())
    with pytest.raises(AlarmError):
        take_alarm(actor=Actor.of(van), alarm=erased)
    assert Alarm.objects.filter(pk=erased.pk).values_list("phone", "branch", "taken_by").get() == (
        "",
        None,
        None,
    )
    assert list(alarms_of(van)) == [before, erased]
    client.force_login(van)
    page = client.get(reverse("union:alarms")).text
    assert page.count("chưa ai nhận") == page.count("lời kể đã xoá") == 1
    assert "Tôi nhận" not in client.get(reverse("union:alarm", args=[erased.ref])).text


def test_check_names_communes_without_anybody_on_duty():
    commune()
    assert [each.id for each in check_duty_officers(None, databases=["default"])] == [
        "pieu.W006",
        "pieu.W007",
    ]
    on_duty(MemberFactory(), province())
    on_duty(MemberFactory(), commune())
    assert check_duty_officers(None, databases=["default"]) == []
    assert check_duty_officers(None) == []
    call_command("check", databases=["default"])
