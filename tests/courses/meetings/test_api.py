"""Branch meetings over the API: only for the officer, each write once per key, and a permanent record."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import Meeting, MeetingHands, MeetingPresence
from tests.api import client_of, everything, problems, send_twice
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, chapter, commune
from tests.factories.quizzes import quiz_version

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
URL = "/api/v1/meetings/"
ALL = (Meeting, MeetingPresence, MeetingHands)


@pytest.fixture
def officer():
    return OfficerFactory()


@pytest.fixture
def begun(officer):
    quiz_version()
    wanted = {"branch": chapter().pk, "course": "ban-hang", "lesson": "mot"}
    return send_twice(client_of(officer), "post", URL, wanted, status=201)


def test_a_meeting_is_held_and_its_record_stays(officer, begun):
    client, url, lan = client_of(officer), f"{URL}{begun['id']}/", LanFactory()
    there = send_twice(client, "post", f"{url}present/", {"card": lan.card_number})
    assert there["name"] == lan.full_name
    hands = {"step": "hoi", "question": "q1", "counts": {"a": 12, "b": 2}}
    assert send_twice(client, "post", f"{url}hands/", hands)["counts"] == {"a": 12, "b": 2}
    odd = client.post(f"{url}hands/", {**hands, "counts": {"a": 1}})
    assert problems(odd) == [("hands_missing", None)]
    ended = send_twice(client, "post", f"{url}end/", {"shown": ["a", "hoi"], "note": "Đông vui."})
    assert (ended["shown"], ended["note"], len(ended["present"])) == (["a", "hoi"], "Đông vui.", 1)
    before = everything(ALL)
    assert problems(client.post(f"{url}present/", {"card": lan.card_number})) == [("meeting_ended", None)]
    assert everything(ALL) == before


def test_a_meeting_begun_without_a_connection_is_sent_with_its_moments(officer):
    quiz_version()
    client, lan, began = client_of(officer), LanFactory(), timezone.now() - timedelta(days=2)

    def at(minutes: int) -> str:
        return (began + timedelta(minutes=minutes)).isoformat()

    wanted = {"branch": chapter().pk, "course": "ban-hang", "lesson": "mot"}
    send_twice(client, "post", URL, {**wanted, "id": str(uuid4()), "started_at": at(0)}, status=201)
    url = f"{URL}{Meeting.objects.get().pk}/"
    send_twice(client, "post", f"{url}present/", {"card": lan.card_number, "at": at(5)})
    hands = {"step": "hoi", "question": "q1", "counts": {"a": 1, "b": 2}}
    send_twice(client, "post", f"{url}hands/", {**hands, "at": at(30)})
    # Before the meeting, and after today: neither can be.
    client.post(f"{url}hands/", {**hands, "question": "q2", "counts": {"true": 1, "false": 0}, "at": at(-60)})
    send_twice(client, "post", f"{url}end/", {"shown": ["a"], "at": at(90)})
    meeting = Meeting.objects.get()
    minutes = [
        (moment - began) / timedelta(minutes=1)
        for moment in (
            meeting.presences.get().at,
            meeting.hands.get(question_key="q1").counted_at,
            meeting.ended_at,
        )
    ]
    assert [round(each) for each in minutes] == [5, 30, 90]
    assert meeting.hands.get(question_key="q2").counted_at > timezone.now() - timedelta(hours=1)


def test_meeting_is_hidden_from_everyone_but_its_officer(begun):
    url, before = f"{URL}{begun['id']}/", everything(ALL)
    for user in (LanFactory(), HoaFactory(), OfficerFactory(branch=commune("Xã Mường Lạn", 4246))):
        client = client_of(user)
        assert client.get(URL).json()["results"] == []
        assert client.get(url).status_code == 404
        assert client.post(f"{url}end/", {"shown": []}).status_code == 404
        wanted = {"branch": chapter().pk, "course": "ban-hang", "lesson": "mot"}
        assert problems(client.post(URL, wanted)) == [("invalid", "branch")]
    assert client_of().get(URL).status_code == 401
    assert everything(ALL) == before


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(officer, begun, django_assert_num_queries, count):
    client = client_of(officer)
    for _more in range(count - 1):
        client.post(URL, {"branch": chapter().pk, "course": "ban-hang", "lesson": "mot"})
    client.get(URL)
    with django_assert_num_queries(5):
        assert len(client.get(URL).json()["results"]) == count
