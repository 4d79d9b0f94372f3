"""Submissions over the API: the member's and the trainer's side, re-encoded photos, each write once per key."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.models import Asked, Asset, HandIn, Step, TaskState
from tests.api import client_of, everything, problems, send_twice
from tests.courses.samples import picture, recording
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import HoaFactory, LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
URL = "/api/v1/hand-ins/"
TASK = {"course": "ban-hang", "lesson": "hai", "step": "c"}


@pytest.fixture
def trainer():
    trainer = make_trainer()
    course = make_course(author=trainer)
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": "handed_in", "count": 1}
    )
    freeze_course(course=course)
    return trainer


def photo(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", data or picture(), "image/jpeg")


@pytest.mark.slow
def test_a_photo_is_handed_in_once_and_accepted_by_the_trainer(trainer):
    lan = client_of(LanFactory())
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _time in range(2):
        answer = lan.post(URL, {**TASK, "photos": [photo()]}, format="multipart", headers=key)
        assert answer.status_code == 201, answer.json()
    data, [row] = answer.json(), HandIn.objects.all()
    assert (data["id"], data["state"], len(data["photos"])) == (str(row.pk), "waiting", 1)
    assert Asset.objects.count() == 1
    waiting = client_of(trainer).get(URL, {"waiting": "true"}).json()["results"]
    assert [(one["id"], one["member"]) for one in waiting] == [(data["id"], row.enrolment.user.full_name)]
    hoa, before = client_of(HoaFactory()), everything((HandIn, Asset))
    assert hoa.get(f"{URL}{data['id']}/").status_code == 404
    assert hoa.post(f"{URL}{data['id']}/accept/").status_code == 404
    assert lan.post(f"{URL}{data['id']}/accept/").status_code == 403
    assert everything((HandIn, Asset)) == before
    done = send_twice(client_of(trainer), "post", f"{URL}{data['id']}/accept/", {"words": "Tốt lắm"})
    assert (done["state"], done["review"]) == ("accepted", "Tốt lắm")
    assert TaskState.objects.get().done_at
    back = send_twice(client_of(trainer), "post", f"{URL}{data['id']}/take-back/", {"words": "Nhầm bài"})
    assert (back["state"], TaskState.objects.get().done_at) == ("returned", None)


def test_it_is_withdrawn_or_sent_back_with_a_reason(trainer):
    lan = client_of(LanFactory())
    first = send_twice(lan, "post", URL, {**TASK, "link": "https://example.vn/anh"}, status=201)
    again = lan.post(URL, {**TASK, "link": "https://example.vn/khac"})
    assert problems(again) == [("hand_in_waiting", None)]
    assert send_twice(lan, "post", f"{URL}{first['id']}/withdraw/")["state"] == "withdrawn"
    second = send_twice(lan, "post", URL, {**TASK, "link": "https://example.vn/khac"}, status=201)
    url = f"{URL}{second['id']}/return/"
    assert problems(client_of(trainer).post(url, {})) == [("required", "words")]
    assert send_twice(client_of(trainer), "post", url, {"words": "Ảnh mờ"})["review"] == "Ảnh mờ"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({}, ("nothing_handed_in", "photos")),
        ({"link": "javascript:alert(1)"}, ("link_odd", "link")),
        ({"step": "a", "link": "https://example.vn"}, ("no_task", None)),
        ({"course": "khong-co", "link": "https://example.vn"}, ("invalid", "course")),
    ],
)
def test_errors_are_at_their_field(trainer, more, problem):
    answer = client_of(LanFactory()).post(URL, {**TASK, **more})
    assert (answer.status_code, problems(answer)) == (400, [problem])
    assert not HandIn.objects.exists()


def test_an_invalid_photo_stores_nothing(trainer):
    answer = client_of(LanFactory()).post(URL, {**TASK, "photos": [photo(b"<svg/>")]}, format="multipart")
    assert answer.status_code == 400
    assert (HandIn.objects.count(), Asset.objects.count()) == (0, 0)


def test_a_question_is_spoken_and_answered_by_voice(trainer):
    lan = client_of(LanFactory())

    def voice():
        return SimpleUploadedFile("hoi.webm", recording(), "audio/webm")

    asked = lan.post(
        "/api/v1/asked/",
        {"course": "ban-hang", "lesson": "mot", "voice": voice()},
        format="multipart",
    )
    assert asked.status_code == 201, asked.json()
    assert "/hoc/tep/" in asked.json()["voice"]
    url = f"/api/v1/asked/{asked.json()['id']}/answer/"
    response = client_of(trainer).post(url, {"voice": voice(), "is_shared": "true"}, format="multipart")
    assert response.status_code == 200, response.json()
    assert response.json()["answer_voice"] and response.json()["is_shared"]
    empty = lan.post("/api/v1/asked/", {"course": "ban-hang", "lesson": "mot"})
    assert problems(empty) == [("question_empty", "text")]
    assert Asked.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_queries(trainer, django_assert_num_queries, count):
    client = client_of(LanFactory())
    for _number in range(count):
        made = client.post(URL, {**TASK, "link": "https://example.vn/anh"}).json()
        client.post(f"{URL}{made['id']}/withdraw/")
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["results"]) == count
