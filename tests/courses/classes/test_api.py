"""Live classes over the API: announced to all, run by their trainers, each write once per key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.classes.door import door_code
from courses.models import Attendance, CalendarFeed, ClassMaterial, LiveClass, SignUp
from tests.api import client_of, everything, problems, send_twice
from tests.courses.samples import PDF
from tests.factories.courses import make_trainer
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, chapter

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
URL = "/api/v1/classes/"
ALL = (LiveClass, SignUp, Attendance, ClassMaterial, CalendarFeed)


@pytest.fixture
def trainer():
    return make_trainer()


def body(**more):
    start = timezone.now() + timedelta(minutes=5)
    return {
        "title": "Livestream lần đầu",
        "branch": chapter().pk,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
        "link": "https://meet.example.vn/abc",
        "places": 1,
        **more,
    }


@pytest.fixture
def made(trainer):
    return send_twice(client_of(trainer), "post", URL, body(), status=201)


@pytest.mark.slow
def test_class_is_created_changed_and_cancelled_by_its_trainer(trainer, made):
    url = f"{URL}{made['id']}/"
    assert (made["free"], made["state"], made["link"]) == (1, "", "https://meet.example.vn/abc")
    changed = send_twice(client_of(trainer), "patch", url, {"places": 3, "room": "Nhà văn hoá bản Áng"})
    assert (changed["places"], changed["room"], changed["title"]) == (3, "Nhà văn hoá bản Áng", made["title"])
    lan, before = client_of(LanFactory()), everything(ALL)
    assert lan.post(URL, body()).status_code == 400
    assert lan.patch(url, {"places": 9}).status_code == 404
    assert lan.post(f"{url}cancel/", {"reason": "x"}).status_code == 404
    assert lan.get(f"{url}people/").status_code == 404
    assert client_of().post(f"{url}sign-up/").status_code == 401
    assert everything(ALL) == before
    refused = client_of(trainer).patch(url, {"ends_at": "2020-01-01T08:00:00+07:00"})
    assert problems(refused) == [("class_times", "ends_at")]
    off = send_twice(client_of(trainer), "post", f"{url}cancel/", {"reason": "Mưa to"})
    assert (off["cancel_reason"], bool(off["cancelled_at"])) == ("Mưa to", True)


@pytest.mark.slow
def test_places_are_given_in_turn_and_the_link_is_for_participants(made, trainer):
    url = f"{URL}{made['id']}/"
    lan, minh = client_of(LanFactory()), client_of(MinhFactory())
    first = send_twice(lan, "post", f"{url}sign-up/")
    assert (first["state"], first["free"], first["link"]) == ("going", 0, made["link"])
    second = send_twice(minh, "post", f"{url}sign-up/")
    assert (second["state"], second["link"]) == ("waiting", "")
    assert client_of().get(url).json()["link"] == ""
    people = client_of(trainer).get(f"{url}people/").json()
    assert [row["state"] for row in people["sign_ups"]] == ["going", "waiting"]
    send_twice(lan, "post", f"{url}step-back/")
    assert [row["id"] for row in minh.get(URL, {"mine": "true"}).json()["results"]] == [made["id"]]
    assert minh.get(url).json()["state"] == "going"
    assert lan.get(URL, {"mine": "true"}).json()["results"] == []


def test_attendance_is_recorded_by_door_code_or_member_card(made, trainer):
    url = f"{URL}{made['id']}/"
    lan, minh = LanFactory(), MinhFactory()
    code = door_code(LiveClass.objects.get())
    assert send_twice(client_of(lan), "post", f"{url}attend/", {"code": code})["how"] == "door"
    assert client_of(minh).post(f"{url}attend-card/", {"card": minh.card_number}).status_code == 404
    response = send_twice(client_of(trainer), "post", f"{url}attend-card/", {"card": minh.card_number})
    assert (response["name"], response["how"]) == (minh.full_name, "card")
    wrong = client_of(trainer).post(f"{url}attend-card/", {"card": "12"})
    assert problems(wrong) == [("card_unreadable", "card")]
    assert set(Attendance.objects.values_list("user", flat=True)) == {lan.pk, minh.pk}


@pytest.mark.slow
def test_materials_are_for_attendees_and_the_calendar_is_personal(made, trainer):
    url = f"{URL}{made['id']}/"
    lan, hoa = client_of(LanFactory()), client_of(HoaFactory())
    linked = {"title": "Bài giảng", "link": "https://example.vn/bai"}
    link = send_twice(client_of(trainer), "post", f"{url}materials/", linked, status=201)
    file = {"title": "Tờ ghi nhớ", "file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")}
    answer = client_of(trainer).post(f"{url}materials/", file, format="multipart")
    assert answer.status_code == 201, answer.json()
    lan.post(f"{url}sign-up/")
    assert [row["title"] for row in lan.get(f"{url}materials/").json()] == ["Bài giảng", "Tờ ghi nhớ"]
    assert hoa.get(f"{url}materials/").status_code == 404
    assert lan.delete(f"{url}materials/{link['id']}/").status_code == 404
    assert client_of(trainer).delete(f"{url}materials/{link['id']}/").status_code == 204
    assert ClassMaterial.objects.count() == 1
    feed = send_twice(lan, "post", f"{URL}calendar/")
    assert CalendarFeed.objects.get().token in feed["url"]
    assert lan.delete(f"{URL}calendar/").status_code == 204
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(trainer, django_assert_num_queries, count):
    for number in range(count):
        client_of(trainer).post(URL, body(title=f"Lớp {number}"))
    client = client_of(LanFactory())
    client.get(URL)
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == count
