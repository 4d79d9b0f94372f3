"""One phone at a branch meeting: cards, hands, and a record that can't be changed afterwards."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from courses.authoring.actions.publishing import publish_course
from courses.classes.errors import MeetingError
from courses.meetings.actions import begin_meeting, count_hands, end_meeting, note_present
from courses.models import Attempt, Enrolment, Meeting, MeetingHands, MeetingPresence
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    StaffFactory,
    chapter,
    commune,
)
from tests.factories.quizzes import quiz_version
from tests.layout import without_layout

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def officer():
    return OfficerFactory()


@pytest.fixture
def meeting(officer):
    return begin_meeting(actor=Actor.of(officer), branch=chapter(), version=quiz_version(), lesson_key="mot")


def test_officer_begins_meetings_only_in_own_branches(client, officer):
    version = quiz_version()
    client.force_login(officer)
    address = reverse("courses:meeting_new")
    far = chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
    refused = client.post(address, {"branch": far.pk, "lesson": f"{version.pk}.mot"})
    assert (refused.status_code, Meeting.objects.count()) == (400, 0)
    done = client.post(address, {"branch": chapter().pk, "lesson": f"{version.pk}.mot"})
    found = Meeting.objects.get()
    assert done.headers["Location"] == reverse("courses:meeting", args=[found.pk])
    assert (found.branch, found.lesson_key, found.led_by) == (chapter(), "mot", officer)
    with pytest.raises(NotAllowed):
        begin_meeting(actor=Actor.of(officer), branch=far, version=version, lesson_key="mot")


def test_card_records_presence_at_a_meeting_and_no_learning(client, officer, meeting):
    lan = LanFactory()
    client.force_login(officer)
    address = reverse("courses:meeting_present", args=[meeting.pk])
    for text in ("10000008", "https://pieu.example.vn/tai-khoan/dang-nhap/#so=10000008"):
        assert client.post(address, {"card": text}).status_code == 302
    assert MeetingPresence.objects.get().user == lan
    entry = Entry.objects.get(kind="meeting.attended")
    assert (entry.by, entry.on_behalf_of) == (officer.ref, lan.ref)
    assert not Enrolment.objects.exists()
    page = client.get(reverse("courses:meeting", args=[meeting.pk])).text
    assert lan.full_name in page
    assert "Chỉ ghi là có mặt" in page


def test_card_of_another_branch_is_answered_like_none(client, officer, meeting):
    hoa = HoaFactory()
    client.force_login(officer)
    address = reverse("courses:meeting_present", args=[meeting.pk])
    answers = [client.post(address, {"card": text}) for text in (hoa.card_number, "40000002")]
    assert [answer.status_code for answer in answers] == [400, 400]
    sentence = "Không thấy hội viên mang số thẻ này"
    assert all(sentence in answer.text and hoa.full_name not in answer.text for answer in answers)
    assert not MeetingPresence.objects.exists()


def test_outbox_is_answered_in_json(client, officer, meeting):
    LanFactory()
    client.force_login(officer)
    address = reverse("courses:meeting_present", args=[meeting.pk])
    good = client.post(address, {"card": "10000008"}, headers={"accept": "application/json"})
    assert good.json()["next"].endswith("#co-mat")
    bad = client.post(address, {"card": "x"}, headers={"accept": "application/json"})
    assert (bad.status_code, list(bad.json()["errors"])) == (400, ["card"])


def test_hands_are_the_meetings_and_counted_again_replace(client, officer, meeting):
    client.force_login(officer)
    address = reverse("courses:meeting_hands", args=[meeting.pk, "hoi", "q1"])
    client.post(address, {"c-a": "3", "c-b": "9"})
    client.post(address, {"c-a": "12", "c-b": "2"})
    assert MeetingHands.objects.get().counts == {"a": 12, "b": 2}
    assert not Attempt.objects.exists()
    assert 'value="12"' in client.get(reverse("courses:meeting", args=[meeting.pk])).text


@pytest.mark.parametrize(
    ("question", "counts"),
    [("q1", {"a": 1}), ("q1", {"a": 501, "b": 0}), ("q3", {"a": 1}), ("none", {"a": 1}), ("q1", {"a": 1, "b": 1, "z": 1})],
)  # fmt: skip
def test_hands_that_fit_no_question_are_refused(officer, meeting, question, counts):
    with pytest.raises(MeetingError):
        count_hands(
            actor=Actor.of(officer),
            meeting=meeting,
            step_key="hoi",
            question_key=question,
            counts=counts,
        )
    assert not MeetingHands.objects.exists()


@pytest.mark.parametrize(("feedback", "expected"), [("after", True), ("none", False)])
def test_right_answer_shows_after_the_show_of_hands_unless_the_quiz_hides_it(
    client, officer, feedback, expected
):
    actor = Actor.of(officer)
    found = begin_meeting(
        actor=actor, branch=chapter(), version=quiz_version(feedback=feedback), lesson_key="mot"
    )
    client.force_login(officer)
    address = reverse("courses:meeting", args=[found.pk])
    assert "badge--done" not in client.get(address).text
    count_hands(actor=actor, meeting=found, step_key="hoi", question_key="q1", counts={"a": 2, "b": 1})
    assert ("badge--done" in client.get(address).text) is expected


def test_record_says_who_what_and_hands_and_stays(client, officer, meeting):
    lan, minh = LanFactory(), MinhFactory()
    actor = Actor.of(officer)
    note_present(actor=actor, meeting=meeting, card=lan.card_number)
    count_hands(
        actor=actor, meeting=meeting, step_key="hoi", question_key="q2", counts={"true": 8, "false": 1}
    )
    client.force_login(officer)
    address = reverse("courses:meeting_end", args=[meeting.pk])
    assert client.post(address, {"shown": ["a", "hoi"], "note": "Đông vui."}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.shown, meeting.note) == (["a", "hoi"], "Đông vui.")
    page = client.get(reverse("courses:meeting", args=[meeting.pk])).text
    for words in (lan.full_name, "Bài một, bước a", "Tem có mã QR.", "Đông vui.", "<strong>8</strong>"):
        assert words in page
    assert "Bài một, bước b" not in page
    with pytest.raises(MeetingError):
        note_present(actor=actor, meeting=meeting, card=minh.card_number)
    with pytest.raises(MeetingError):
        end_meeting(actor=actor, meeting=meeting, shown=[])
    assert MeetingPresence.objects.count() == 1


def test_members_and_other_officers_see_no_meeting(client, meeting):
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    for user, lists in ((LanFactory(), 403), (far, 200)):
        client.force_login(user)
        assert client.get(reverse("courses:meeting", args=[meeting.pk])).status_code == 404
        assert client.get(reverse("courses:meetings")).status_code == lists
        assert client.post(reverse("courses:meeting_end", args=[meeting.pk])).status_code == 404
    meeting.refresh_from_db()
    assert meeting.ended_at is None


def test_a_meeting_made_ready_is_begun_later_under_the_phones_own_id_once(client, officer):
    version, id_, now = quiz_version(), uuid4(), timezone.now()
    client.force_login(officer)
    form = {"branch": chapter().pk, "lesson": f"{version.pk}.mot"}
    ready = client.post(reverse("courses:meeting_new"), {**form, "act": "ready"})
    page = client.get(ready.headers["Location"])
    assert page.status_code == 200 and not Meeting.objects.exists()
    assert f'name="lesson" value="{version.pk}.mot"' in without_layout(page.text)
    publish_course(
        actor=Actor.of(StaffFactory()), course=version.course
    )  # the stored one is no longer the newest

    def send(name: str, data: dict, wrote: timedelta, *place: str) -> int:
        # The phone's clock is an hour slow.
        clock = {"X-Device-Time": (timezone.now() - timedelta(hours=1)).isoformat()}
        moment = {"X-Entry-Created": (now - wrote - timedelta(hours=1)).isoformat()}
        url = reverse(f"courses:{name}", args=[id_, *place])
        return client.post(url, data, headers={"Accept": "application/json", **clock, **moment}).status_code

    LanFactory()
    for _again in range(2):
        assert send("meeting_begin", form, timedelta(days=2)) == 200
    assert send("meeting_present", {"card": "10000008"}, timedelta(days=2, minutes=-5)) == 200
    half_an_hour = timedelta(days=2, minutes=-30)
    assert send("meeting_hands", {"c-a": "3", "c-b": "0"}, half_an_hour, "hoi", "q1") == 200
    assert send("meeting_end", {"shown": ["a"]}, timedelta(days=2, minutes=-90)) == 200
    meeting = Meeting.objects.get(pk=id_)
    assert (meeting.version, meeting.led_by) == (version, officer)
    assert abs(meeting.started_at - (now - timedelta(days=2))) < timedelta(minutes=1)
    assert abs(meeting.ended_at - meeting.started_at - timedelta(minutes=90)) < timedelta(minutes=1)
    assert meeting.presences.get().at - meeting.started_at < timedelta(minutes=6)
    counted = meeting.hands.get().counted_at - meeting.started_at
    assert abs(counted - timedelta(minutes=30)) < timedelta(minutes=1)
    assert Entry.objects.filter(kind="meeting.begun").count() == 1


def test_meeting_prepared_offline_needs_an_own_branch_and_an_unused_id(client, officer, meeting):
    far = chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
    lesson = f"{meeting.version_id}.mot"
    client.force_login(officer)
    assert (
        client.get(reverse("courses:meeting_ready", args=[far.pk, meeting.version_id, "mot"])).status_code
        == 404
    )
    json = {"headers": {"Accept": "application/json"}}
    begin = reverse("courses:meeting_begin", args=[uuid4()])
    assert client.post(begin, {"branch": far.pk, "lesson": lesson}, **json).status_code == 400
    assert client.post(begin, {"branch": chapter().pk, "lesson": "1.x/y"}, **json).status_code == 400
    taken = reverse("courses:meeting_begin", args=[meeting.pk])
    other = {"branch": chapter().pk, "lesson": f"{meeting.version_id}.hai"}
    assert client.post(taken, other, **json).status_code == 400
    assert Meeting.objects.get() == meeting
