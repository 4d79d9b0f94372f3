"""Files of courses sent by a program: whole or in pieces, under the rules of the trainers' pages."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.common import waiting
from courses.media import processing
from courses.media.speech import question_hash, text_hash
from courses.models import Asset, Question, Step, StepText
from courses.question_banks.actions import create_bank, save_question
from members.acting import Actor
from tests.api import client_of, everything, problems, send_twice
from tests.courses import samples
from tests.courses.media.test_uploads import BrokenLine
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import HoaFactory, LanFactory, StaffFactory
from tests.factories.quizzes import QUESTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
API = "/api/v1/uploads/"
PIECE = "application/octet-stream"


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def course(trainer):
    return make_course(author=trainer)


@pytest.fixture
def program(trainer, course):
    return client_of(trainer)


def picture_of_a_step(**more):
    step = Step.objects.first()
    return {"kind": "picture", "place": "picture", "course": "ban-hang", "step": step.pk, **more}


def send(program, upload: str, offset: object, data: bytes, content_type: str = PIECE):
    return program.generic(
        "POST",
        f"{API}{upload}/pieces/",
        data,
        content_type=content_type,
        headers={"Upload-Offset": str(offset)},
    )


def test_a_picture_comes_in_pieces_and_its_state_is_readable(program):
    data = samples.picture()
    made = send_twice(program, "post", API, picture_of_a_step(length=len(data), name="anh.jpg"), status=201)
    assert (made["state"], made["offset"], made["length"], made["name"]) == (
        "uploading",
        0,
        len(data),
        "anh.jpg",
    )
    assert Asset.objects.count() == 1
    assert send(program, made["id"], 0, data[:100]).json()["offset"] == 100
    again = send(program, made["id"], 0, data[:100])
    assert (again.status_code, problems(again)) == (409, [("upload_offset", None)])
    assert program.get(f"{API}{made['id']}/").json()["offset"] == 100
    assert send(program, made["id"], 100, data[100:]).json()["state"] == "waiting"
    assert processing.process(made["id"])
    ready = program.get(f"{API}{made['id']}/").json()
    assert (ready["state"], ready["progress"], len(ready["files"])) == ("ready", 100, 2)
    step = Step.objects.first()
    assert str(step.picture_id) == made["id"]
    answer = program.get(f"/api/v1/authored-steps/{step.pk}/").json()["files"]
    assert answer == {"picture": ready["files"][0], "media": None, "captions": None}
    off = program.post(f"/api/v1/authored-steps/{step.pk}/take-off/", {"place": "picture"}).json()
    assert off["files"]["picture"] is None
    [row] = program.get(f"{API}?kind=picture&state=ready").json()["results"]
    assert row["id"] == made["id"]


def test_a_small_file_comes_whole_and_once(program):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _turn in range(2):
        file = SimpleUploadedFile("anh.jpg", samples.picture())
        made = program.post(API, picture_of_a_step(file=file), format="multipart", headers=key)
        assert (made.status_code, made.json()["state"]) == (201, "waiting")
    asset = Asset.objects.get()
    # The repetition's copy is deleted.
    assert [path.name for path in waiting.folder().iterdir() if path.name == asset.upload_name] == [
        str(asset.pk)
    ]
    assert processing.process(asset.pk)


def test_a_voice_is_bound_to_the_words_of_its_step_or_question(program, course, trainer):
    step = Step.objects.first()
    text = StepText.objects.get(step=step)
    bank = create_bank(actor=Actor.of(trainer), title="Hỏi", course=course)
    question = save_question(actor=Actor.of(trainer), bank=bank, question=QUESTIONS[0])
    for place in (
        {"course": course.slug, "step": step.pk, "language": "vi"},
        {"question": question.pk},
    ):
        made = program.post(API, {"kind": "audio", "place": "voice", "length": 9, **place})
        assert made.status_code == 201, made.content
    to_step, to_question = Asset.objects.order_by("created_at").values_list("goes_to", flat=True)
    assert to_step == {"step": step.pk, "language": "vi", "text_hash": text_hash(text.title, text.text)}
    assert to_question == {"question": question.pk, "text_hash": question_hash(question.body)}
    # The hash that a recording needs is returned with the text.
    words = program.get(f"/api/v1/authored-steps/{step.pk}/").json()["texts"][0]["voice"]
    assert words == {"state": "missing", "address": None, "text_hash": to_step["text_hash"]}
    asked = program.get(f"/api/v1/questions/{question.pk}/").json()["voice"]
    assert asked == {"state": "missing", "address": None, "text_hash": to_question["text_hash"]}


def test_a_picture_for_questions_goes_nowhere_and_is_named_by_its_id(program, course, trainer):
    bank = create_bank(actor=Actor.of(trainer), title="Hỏi", course=course)
    file = SimpleUploadedFile("anh.jpg", samples.picture())
    made = program.post(
        API, {"kind": "picture", "place": "library", "bank": bank.pk, "file": file}, format="multipart"
    )
    assert processing.process(made.json()["id"])
    question = {**QUESTIONS[0], "picture": {"id": made.json()["id"], "files": []}}
    stored = program.post("/api/v1/questions/", {"bank": bank.pk, "question": question})
    assert stored.status_code == 201
    assert len(stored.json()["question"]["picture"]["files"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "video", "length": 9}, "place"),
        ({"place": "voice", "kind": "audio", "length": 9}, "place"),
        ({"step": 99_999, "length": 9}, "step"),
        ({"course": "khac", "length": 9}, "course"),
        ({"length": 16_000_001}, "file"),
        ({}, "length"),
    ],
)
def test_upload_without_a_valid_place_is_refused_at_its_field(program, change, field):
    answer = program.post(API, picture_of_a_step(**change))
    assert (answer.status_code, [attr for _code, attr in problems(answer)]) == (400, [field])
    assert not Asset.objects.exists()


@pytest.mark.parametrize(("data", "code"), [(samples.SVG, "media_markup"), (samples.ZIP, "media_archive")])
def test_a_whole_file_that_is_something_else_is_refused_at_once(program, data, code):
    before = set(waiting.folder().iterdir())
    file = SimpleUploadedFile("anh.jpg", data)
    answer = program.post(API, picture_of_a_step(file=file), format="multipart")
    assert (answer.status_code, problems(answer)) == (400, [(code, "file")])
    assert not Asset.objects.exists() and set(waiting.folder().iterdir()) == before


def test_an_interrupted_piece_is_reported_and_continued(program):
    made = program.post(API, picture_of_a_step(length=9)).json()
    broken = program.generic(
        "POST",
        f"{API}{made['id']}/pieces/",
        b"123456789",
        content_type=PIECE,
        headers={"Upload-Offset": "0"},
        **{"wsgi.input": BrokenLine(b"1234")},
    )
    assert (broken.status_code, problems(broken)) == (408, [("line_broke", None)])
    assert program.get(f"{API}{made['id']}/").json()["offset"] == 4
    assert send(program, made["id"], 4, b"56789").json()["state"] == "waiting"


def test_an_upload_is_given_up_and_what_is_ready_stays(program, trainer):
    made = program.post(API, picture_of_a_step(length=9)).json()
    assert program.delete(f"{API}{made['id']}/").status_code == 204
    assert program.get(f"{API}{made['id']}/").status_code == 404


def test_a_piece_without_its_place_or_of_another_type_is_refused(program):
    made = program.post(API, picture_of_a_step(length=9)).json()
    assert problems(send(program, made["id"], "x", b"1")) == [("invalid", "Upload-Offset")]
    assert send(program, made["id"], 0, b"1", "text/plain").status_code == 415
    assert send(program, made["id"], 0, b"").json()["offset"] == 0
    assert problems(send(program, made["id"], 0, b"1234567890")) == [("upload_beyond", "file")]


@pytest.mark.parametrize("who", ["nobody", "hoa", "lan", "other"])
def test_a_stranger_sends_nothing_and_reads_nothing_of_another_trainer_by_api(program, course, trainer, who):
    shared = create_bank(actor=Actor.of(StaffFactory()), title="Chung")
    common = shared.questions.create(kind="true_false", body=QUESTIONS[1])
    bank = create_bank(actor=Actor.of(trainer), title="Hỏi", course=course)
    question = save_question(actor=Actor.of(trainer), bank=bank, question=QUESTIONS[0])
    made = program.post(API, picture_of_a_step(length=9)).json()
    user = None if who == "nobody" else {"hoa": HoaFactory, "lan": LanFactory, "other": make_trainer}[who]()
    client = client_of(user)
    before = everything([Asset, Question])
    voice = {"kind": "audio", "place": "voice", "length": 9}
    refused = {401} if who == "nobody" else {400, 403}
    for body in (
        picture_of_a_step(length=9),
        {**voice, "question": question.pk},
        {**voice, "question": common.pk},
    ):
        assert client.post(API, body).status_code in refused
    gone = {401} if who == "nobody" else {404}
    assert client.get(f"{API}{made['id']}/").status_code in gone
    assert send(client, made["id"], 0, b"1").status_code in gone
    assert client.delete(f"{API}{made['id']}/").status_code in gone
    assert everything([Asset, Question]) == before
