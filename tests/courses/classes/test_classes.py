"""A place in a class, the waiting list, notices, the calendar, attendance."""

from __future__ import annotations

import re
from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from courses.classes.actions.class_places import (
    attend_at_door,
    attend_by_card,
    remind_of_classes,
    sign_up,
    step_back,
)
from courses.classes.actions.classes import cancel_class, change_class, make_calendar_feed
from courses.classes.door import door_code
from courses.classes.errors import ClassError, DoorClosed
from courses.models import Attendance, LiveClass, SignUp
from members.acting import Actor
from members.consent.actions import give_consent
from members.consent.enums import ConsentPurpose
from members.models import Milestone, Notice, NoticeDelivery
from members.notices.enums import MilestoneKind
from members.rules import NotAllowed
from tests.factories.classes import a_class, at
from tests.factories.courses import make_trainer
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return make_trainer()


def join(user, live_class):
    return sign_up(actor=Actor.of(user), live_class=live_class)


def states(live_class):
    return dict(live_class.sign_ups.values_list("user__full_name", "state"))


def test_places_are_given_in_turn_and_the_rest_wait(trainer):
    live_class = a_class(trainer, places=1)
    lan, minh, hoa = LanFactory(), MinhFactory(), HoaFactory()
    assert [join(user, live_class).state for user in (lan, minh, hoa, lan)] == [
        "going",
        "waiting",
        "waiting",
        "going",
    ]
    assert SignUp.objects.count() == 3
    assert Entry.objects.filter(kind="class.signed_up").count() == 3


def test_first_of_the_waiting_list_moves_up_and_is_notified(trainer):
    live_class = a_class(trainer, places=1)
    lan, minh, hoa = LanFactory(), MinhFactory(), HoaFactory()
    for user in (lan, minh, hoa):
        join(user, live_class)
    step_back(actor=Actor.of(lan), live_class=live_class)
    step_back(actor=Actor.of(lan), live_class=live_class)
    assert states(live_class) == {lan.full_name: "off", minh.full_name: "going", hoa.full_name: "waiting"}
    notice = Notice.objects.get()
    assert (notice.user, notice.title, notice.url) == (
        minh,
        "Chị có chỗ ở lớp “Chụp ảnh mận”",
        reverse("courses:class", args=[live_class.pk]),
    )
    assert not NoticeDelivery.objects.exists()
    assert join(lan, live_class).state == "waiting"


def test_sms_is_sent_only_with_consent_to_news(trainer):
    live_class = a_class(trainer)
    lan, minh = LanFactory(), MinhFactory()
    give_consent(actor=Actor.of(lan), purpose=ConsentPurpose.SMS_NEWS)
    for user in (lan, minh):
        join(user, live_class)
    cancel_class(actor=Actor.of(trainer), live_class=live_class, reason="Mưa to, đường sạt.")
    assert set(Notice.objects.values_list("user__full_name", "body")) == {
        (lan.full_name, "Mưa to, đường sạt."),
        (minh.full_name, "Mưa to, đường sạt."),
    }
    assert NoticeDelivery.objects.get().notice.user == lan


@pytest.mark.parametrize("why", ["cancelled", "begun", "own"])
def test_no_place_in_a_class_that_is_not_open(trainer, why):
    live_class = a_class(trainer)
    lan = trainer if why == "own" else LanFactory()
    moment = timezone.now()
    if why == "cancelled":
        cancel_class(actor=Actor.of(trainer), live_class=live_class, reason="Bận")
    if why == "begun":
        moment = live_class.starts_at
    with at(moment), pytest.raises(ClassError):
        join(lan, live_class)
    assert not SignUp.objects.exists()


def test_change_notifies_everybody_once_and_more_places_move_up(trainer):
    live_class = a_class(trainer, places=1)
    lan, minh = LanFactory(), MinhFactory()
    for user in (lan, minh):
        join(user, live_class)
    later = live_class.starts_at + timedelta(days=1)
    actor = Actor.of(trainer)
    changed = change_class(
        actor=actor, live_class=live_class, starts_at=later, ends_at=later + timedelta(hours=2), places=2
    )
    assert changed.revision == 1
    assert [notice.user for notice in Notice.objects.filter(title__contains="có thay đổi")] == [minh, lan]
    assert states(live_class) == {lan.full_name: "going", minh.full_name: "going"}
    change_class(actor=actor, live_class=live_class, places=2)
    assert Notice.objects.filter(title__contains="có thay đổi").count() == 2


def test_places_cannot_be_fewer_than_the_sign_ups(trainer):
    live_class = a_class(trainer, places=2)
    for user in (LanFactory(), MinhFactory()):
        join(user, live_class)
    with pytest.raises(ClassError) as refused:
        change_class(actor=Actor.of(trainer), live_class=live_class, places=1)
    assert refused.value.field == "places"
    assert LiveClass.objects.get().places == 2


@pytest.mark.parametrize("act", ["change", "cancel", "card"])
def test_strangers_run_no_class_of_others(trainer, act):
    live_class = a_class(trainer)
    lan, stranger = LanFactory(), Actor.of(HoaFactory())
    acts = {
        "change": lambda: change_class(actor=stranger, live_class=live_class, title="Khác"),
        "cancel": lambda: cancel_class(actor=stranger, live_class=live_class, reason=""),
        "card": lambda: attend_by_card(actor=stranger, live_class=live_class, card=lan.card_number),
    }
    with at(live_class.starts_at), pytest.raises(NotAllowed):
        acts[act]()
    live_class.refresh_from_db()
    assert (live_class.title, live_class.cancelled_at, Attendance.objects.count()) == (
        "Chụp ảnh mận",
        None,
        0,
    )


# --- Reminders --------------------------------------------------------------------------------------------------------


def test_reminders_come_the_day_before_and_two_hours_before_once_each(trainer):
    live_class = a_class(trainer)
    lan = LanFactory()
    join(lan, live_class)
    reminders = []
    for before in (30, 23, 22, 3, 1.9, 1, -1):
        moment = live_class.starts_at - timedelta(hours=before)
        with at(moment):
            reminders.append(remind_of_classes() + remind_of_classes())
    assert reminders == [0, 1, 0, 0, 1, 0, 0]
    assert Notice.objects.filter(user=lan).count() == 2


def test_late_signups_get_only_the_last_reminder_and_waiting_ones_get_none(trainer):
    live_class = a_class(trainer, places=1)
    with at(live_class.starts_at - timedelta(hours=10)):
        join(LanFactory(), live_class)
        join(MinhFactory(), live_class)
        assert remind_of_classes() == 0
    with at(live_class.starts_at - timedelta(hours=1)):
        assert remind_of_classes() == 1


def test_moved_class_reminds_again(trainer):
    live_class = a_class(trainer)
    join(LanFactory(), live_class)
    with at(live_class.starts_at - timedelta(hours=20)):
        assert remind_of_classes() == 1
        later = live_class.starts_at + timedelta(days=2)
        change_class(
            actor=Actor.of(trainer),
            live_class=live_class,
            starts_at=later,
            ends_at=later + timedelta(hours=1),
        )
    with at(later - timedelta(hours=20)):
        assert remind_of_classes() == 1


# --- Being there ------------------------------------------------------------------------------------------------------


def test_code_at_the_door_counts_once_with_milestone_and_ledger(trainer):
    live_class = a_class(trainer)
    lan = LanFactory()
    with at(live_class.starts_at):
        code = door_code(live_class)
        for _again in range(2):
            attend_at_door(actor=Actor.of(lan), live_class=live_class, code=code)
    assert Attendance.objects.get().user == lan
    milestone = Milestone.objects.get(kind=MilestoneKind.CLASS_ATTENDED)
    assert (milestone.user, milestone.happened_at) == (lan, live_class.starts_at)
    assert Entry.objects.filter(kind="class.attended").count() == 1


@pytest.mark.parametrize("hours", [-1.1, 4.1])
def test_nobody_is_present_outside_the_hours(trainer, hours):
    live_class = a_class(trainer)
    lan = LanFactory()
    with at(live_class.starts_at + timedelta(hours=hours)):
        for act in (
            lambda: attend_at_door(actor=Actor.of(lan), live_class=live_class, code=door_code(live_class)),
            lambda: attend_by_card(actor=Actor.of(trainer), live_class=live_class, card=lan.card_number),
        ):
            with pytest.raises(DoorClosed):
                act()
    assert not Attendance.objects.exists()


def test_old_foreign_and_forged_codes_count_nothing(client, trainer):
    live_class, other = a_class(trainer), a_class(trainer, title="Lớp khác")
    lan = LanFactory()
    client.force_login(lan)
    start = live_class.starts_at
    with at(start):
        good, foreign = door_code(live_class), door_code(other)
    for code, minutes in ((foreign, 0), (good[:-2] + "xx", 0), ("x", 0), (good, 11)):
        address = reverse("courses:class_attend", args=[live_class.pk, code])
        with at(start + timedelta(minutes=minutes)):
            assert client.get(address).status_code == 400
            assert client.post(address).status_code == 400
    assert not Attendance.objects.exists()


def test_code_opened_in_time_counts_after_logging_in(client, trainer):
    live_class = a_class(trainer)
    client.force_login(LanFactory())
    with at(live_class.starts_at):
        address = reverse("courses:class_attend", args=[live_class.pk, door_code(live_class)])
    with at(live_class.starts_at + timedelta(minutes=4)):
        assert client.get(address).status_code == 400  # too late to begin with it
        assert client.post(address).status_code == 302
    assert Attendance.objects.count() == 1


def test_opening_the_code_records_nothing_until_the_button(client, trainer):
    live_class = a_class(trainer, starts_at=timezone.now() + timedelta(minutes=30))
    lan = LanFactory()
    client.force_login(trainer)
    page = client.get(reverse("courses:class_door", args=[live_class.pk]))
    assert (page.headers["Refresh"], "<svg" in page.text) == ("30", True)
    address = reverse("courses:class_attend", args=[live_class.pk, door_code(live_class)])
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(lan)
    assert client.get(address).status_code == 200
    assert not Attendance.objects.exists()
    assert client.post(address).status_code == 302
    assert Attendance.objects.get().how == "door"
    assert "Đã ghi chị có mặt" in client.get(address).text


@pytest.mark.parametrize("text", ["1000 0008", "https://pieu.example.vn/tai-khoan/dang-nhap/#so=10000008"])
def test_trainer_writes_down_a_card_typed_or_scanned(client, trainer, text):
    lan = LanFactory()
    live_class = a_class(trainer, starts_at=timezone.now() + timedelta(minutes=30))
    client.force_login(trainer)
    address = reverse("courses:class_people", args=[live_class.pk])
    assert client.post(address, {"card": text}).status_code == 302
    row = Attendance.objects.get()
    assert (row.user, row.by, row.how) == (lan, trainer, "card")
    entry = Entry.objects.get(kind="class.attended")
    assert (entry.by, entry.on_behalf_of) == (trainer.ref, lan.ref)
    assert lan.full_name in client.get(address).text


@pytest.mark.parametrize("text", ["10000009", "123", "40000002"])
def test_invalid_card_is_refused_at_its_field(client, trainer, text):
    live_class = a_class(trainer, starts_at=timezone.now() + timedelta(minutes=30))
    client.force_login(trainer)
    page = client.post(reverse("courses:class_people", args=[live_class.pk]), {"card": text})
    assert (page.status_code, "field__error" in page.text) == (400, True)
    assert not Attendance.objects.exists()


def test_help_attends_for_the_member(trainer):
    live_class = a_class(trainer)
    lan = LanFactory()
    officer = OfficerFactory()
    with at(live_class.starts_at):
        attend_at_door(actor=Actor(by=officer, member=lan), live_class=live_class, code=door_code(live_class))
    entry = Entry.objects.get(kind="class.attended")
    assert (entry.by, entry.on_behalf_of) == (officer.ref, lan.ref)


# --- Calendar ---------------------------------------------------------------------------------------------------------


def events(body: bytes):
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_calendar_feed_shows_the_members_classes_until_its_address_is_revoked(client, trainer):
    live_class = a_class(trainer, places=1, room="", link="https://meet.example.vn/abc")
    lan, minh = LanFactory(), MinhFactory()
    join(lan, live_class)
    join(minh, live_class)
    old = make_calendar_feed(actor=Actor.of(lan)).token
    (event,) = events(client.get(reverse("courses:class_feed", args=[old])).content)
    assert (str(event["uid"]).split("@")[0], event["status"]) == (str(live_class.uid), "CONFIRMED")
    assert event["dtstart"].dt == live_class.starts_at.replace(microsecond=0)
    assert "https://meet.example.vn/abc" in event["description"]
    waiting = make_calendar_feed(actor=Actor.of(minh)).token
    (event,) = events(client.get(reverse("courses:class_feed", args=[waiting])).content)
    assert (event["status"], "meet.example.vn" in event["description"]) == ("TENTATIVE", False)
    cancel_class(actor=Actor.of(trainer), live_class=live_class, reason="Bận")
    new = make_calendar_feed(actor=Actor.of(lan)).token
    (event,) = events(client.get(reverse("courses:class_feed", args=[new])).content)
    assert (event["status"], int(event["sequence"])) == ("CANCELLED", 1)
    assert client.get(reverse("courses:class_feed", args=[old])).status_code == 404
    client.force_login(lan)
    client.post(reverse("courses:class_feed_set"), {"do": "end"})
    assert client.get(reverse("courses:class_feed", args=[new])).status_code == 404


def test_file_of_one_class_hides_the_link_from_strangers(client, trainer):
    live_class = a_class(trainer, room="", link="https://meet.example.vn/abc")
    address = reverse("courses:class_file", args=[live_class.pk])
    assert b"meet.example.vn" not in client.get(address).content
    lan = LanFactory()
    join(lan, live_class)
    client.force_login(lan)
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"meet.example.vn" in response.content
    assert re.search(rb"DTSTART:\d{8}T\d{6}Z", response.content)
