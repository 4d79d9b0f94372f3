from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common import waiting
from courses.media import processing
from courses.media.actions import uploads
from courses.media.speech import text_hash
from courses.models import Asset, Step
from tests.courses import samples
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import LanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def course(trainer):
    return make_course(author=trainer)


@pytest.fixture
def trainer_client(client, course, trainer):
    client.force_login(trainer)
    return client


def metadata(**fields) -> str:
    return ",".join(
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in fields.items()
    )


def begin(client, length: int, headers: dict | None = None, **fields):
    fields = {"filename": "phim.mp4", "course": "ban-hang", "kind": "picture", "place": "picture", **fields}
    fields.setdefault("step", Step.objects.first().pk)
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**fields), **TUS, **(headers or {})}
    return client.post(reverse("courses:uploads"), headers=headers)


def send(client, url: str, offset: int, data: bytes, **headers):
    given = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(url, data, content_type=PIECE, headers=given)


def offset_of(client, url: str) -> str:
    return client.head(url, headers=TUS)["Upload-Offset"]


def test_options_lists_the_tus_version_and_extensions(trainer_client):
    answer = trainer_client.options(reverse("courses:uploads"))
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Extension"]) == (
        204,
        "1.0.0",
        "creation,termination,expiration",
    )


def test_a_picture_comes_in_pieces_and_goes_to_its_step(trainer_client, course):
    data = samples.picture()
    answer = begin(trainer_client, len(data))
    url = answer["Location"]
    assert (answer.status_code, answer["Tus-Resumable"], "Upload-Expires" in answer) == (201, "1.0.0", True)
    assert send(trainer_client, url, 0, data[:100])["Upload-Offset"] == "100"
    assert offset_of(trainer_client, url) == "100"
    last = send(trainer_client, url, 100, data[100:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(data)))
    asset = Asset.objects.get()
    assert (asset.state, DBTaskResult.objects.count()) == ("waiting", 1)
    assert "Đang xử lý" in trainer_client.get(reverse("courses:upload_state", args=[asset.pk])).text
    assert processing.process(asset.pk)
    step = Step.objects.first()
    assert step.picture_id == asset.pk
    assert "Tệp đã xong" in trainer_client.get(reverse("courses:upload_state", args=[asset.pk])).text
    assert not waiting.path_of(str(asset.pk)).exists()


def test_a_piece_at_the_wrong_place_is_refused_and_changes_nothing(trainer_client):
    url = begin(trainer_client, 10)["Location"]
    send(trainer_client, url, 0, b"12345")
    assert send(trainer_client, url, 0, b"xxxxx").status_code == 409
    assert send(trainer_client, url, 6, b"xxxx").status_code == 409
    assert (offset_of(trainer_client, url), waiting.head_of(Asset.objects.get().upload_name, 10)) == (
        "5",
        b"12345",
    )


def test_the_last_piece_once_more_after_the_file_was_made_is_a_conflict(trainer_client):
    data = samples.picture()
    url = begin(trainer_client, len(data))["Location"]
    send(trainer_client, url, 0, data)
    assert processing.process(Asset.objects.get().pk)
    assert send(trainer_client, url, 0, data).status_code == 409
    assert offset_of(trainer_client, url) == str(len(data))


def test_more_than_was_promised_is_refused(trainer_client):
    url = begin(trainer_client, 4)["Location"]
    assert send(trainer_client, url, 0, b"12345").status_code == 400
    assert waiting.head_of(Asset.objects.get().upload_name, 10) == b"1234"


def test_bytes_beyond_the_row_of_a_killed_process_are_written_over(trainer_client):
    url = begin(trainer_client, 8)["Location"]
    send(trainer_client, url, 0, b"1234")
    asset = Asset.objects.get()
    with waiting.held(asset.upload_name) as handle:  # flushed, then killed before the row
        waiting.write(handle, 4, b"XXXX")
    assert offset_of(trainer_client, url) == "4"
    send(trainer_client, url, 4, b"56")
    assert waiting.path_of(asset.upload_name).read_bytes() == b"123456"


class BrokenLine:
    def __init__(self, data: bytes) -> None:
        self.data = [data]

    def read(self, size: int = -1) -> bytes:
        if self.data:
            return self.data.pop()
        raise OSError("the line broke")

    readline = read


def test_bytes_received_before_a_broken_connection_are_stored(trainer_client):
    begin(trainer_client, 8)
    asset = Asset.objects.get()
    with pytest.raises(OSError, match="broke"):
        uploads.receive(asset=asset, offset=0, stream=BrokenLine(b"123"))
    asset.refresh_from_db()
    assert (asset.upload_offset, asset.state) == (3, "uploading")


def test_second_writer_of_an_upload_is_refused(trainer_client):
    url = begin(trainer_client, 8)["Location"]
    with waiting.held(Asset.objects.get().upload_name):
        assert send(trainer_client, url, 0, b"1234").status_code == 423
    assert offset_of(trainer_client, url) == "0"


def test_an_upload_begun_twice_by_a_lost_answer_is_one(trainer_client):
    headers = {"Idempotency-Key": "k" * 20}
    answers = [begin(trainer_client, 9, headers) for _ in range(2)]
    assert Asset.objects.count() == 1
    assert {(answer.status_code, answer["Location"], answer["Tus-Resumable"]) for answer in answers} == {
        (201, reverse("courses:upload", args=[Asset.objects.get().pk]), "1.0.0")
    }


@pytest.mark.slow
def test_an_upload_is_given_up(trainer_client):
    url = begin(trainer_client, 9)["Location"]
    name = Asset.objects.get().upload_name
    send(trainer_client, url, 0, b"12")
    assert trainer_client.delete(url, headers=TUS).status_code == 204
    assert not Asset.objects.exists() and not waiting.path_of(name).exists()
    assert trainer_client.head(url, headers=TUS).status_code == 404


@pytest.mark.parametrize(
    ("length", "fields", "status"),
    [
        (16_000_001, {}, 413),
        (0, {}, 400),
        (9, {"kind": "video"}, 400),
        (9, {"place": "voice", "kind": "audio"}, 400),
        (9, {"place": "nowhere"}, 400),
        (9, {"course": "khac"}, 404),
        (9, {"step": 99_999}, 404),
    ],
)
def test_upload_without_a_valid_place_is_refused_before_any_byte(trainer_client, length, fields, status):
    assert begin(trainer_client, length, **fields).status_code == status
    assert not Asset.objects.exists()


def test_a_file_with_an_unstorable_name_is_stored_without_it(trainer_client):
    assert begin(trainer_client, 9, filename="anh\0\x1b.jpg").status_code == 201
    assert Asset.objects.get().original_name == "anh.jpg"


def test_information_that_is_no_ascii_is_refused(trainer_client):
    headers = {"Upload-Length": "9", "Upload-Metadata": "filename \xe9\xe9==", **TUS}
    assert trainer_client.post(reverse("courses:uploads"), headers=headers).status_code == 400
    assert not Asset.objects.exists()


def test_a_stranger_uploads_nothing_and_reads_nothing_of_another_trainer(trainer_client, client, course):
    url = begin(trainer_client, 9)["Location"]
    asset = Asset.objects.get()
    for stranger in (LanFactory(), make_trainer()):
        client.force_login(stranger)
        assert begin(client, 9).status_code == 404
        assert client.head(url, headers=TUS).status_code == 404
        assert send(client, url, 0, b"1").status_code == 404
        assert client.delete(url, headers=TUS).status_code == 404
        assert client.get(reverse("courses:upload_state", args=[asset.pk])).status_code == 404
    client.logout()
    assert begin(client, 9).status_code == 403
    asset.refresh_from_db()
    assert (Asset.objects.count(), asset.upload_offset) == (1, 0)


def test_another_version_and_another_type_are_refused(trainer_client):
    url = begin(trainer_client, 9)["Location"]
    assert trainer_client.head(url, headers={"Tus-Resumable": "0.2.2"}).status_code == 412
    headers = {**TUS, "Upload-Offset": "0"}
    assert trainer_client.patch(url, b"1", content_type="text/plain", headers=headers).status_code == 415
    assert send(trainer_client, url, 0, b"1", **{"Upload-Offset": "x"}).status_code == 400


def test_uploads_nobody_went_on_with_are_swept(trainer_client):
    begin(trainer_client, 9)
    assert processing.sweep() == 0
    name = Asset.objects.get().upload_name
    Asset.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert processing.sweep() == 1
    assert not Asset.objects.exists() and not waiting.path_of(name).exists()


def test_a_plain_form_takes_the_file_whole_and_once(trainer_client, course):
    step = Step.objects.first()
    data = {"step": step.pk, "kind": "picture", "place": "picture", "idempotency_key": "k" * 20}
    for _ in range(2):
        file = SimpleUploadedFile("anh.jpg", samples.picture())
        response = trainer_client.post(
            reverse("courses:upload_file", args=[course.slug]), {**data, "file": file}
        )
        assert response["Location"] == reverse("courses:edit_step", args=[course.slug, step.pk]) + "#tep"
    asset = Asset.objects.get()
    assert asset.state == "waiting"
    assert [path.name for path in waiting.folder().glob("*-*") if path.name == asset.upload_name]
    assert processing.process(asset.pk)
    step.refresh_from_db()
    assert step.picture == asset


def test_a_plain_form_with_a_step_of_thousands_of_digits_leads_back_to_the_course(trainer_client, course):
    data = {"step": "9" * 5000, "kind": "picture", "place": "picture"}
    response = trainer_client.post(reverse("courses:upload_file", args=[course.slug]), data)
    assert response["Location"] == reverse("courses:edit_settings", args=[course.slug])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "place", "data", "words"),
    [
        ("video", "media", samples.ZIP, "tệp nén"),
        ("picture", "picture", samples.SVG, "SVG"),
        ("captions", "captions", b"khong", "WebVTT"),
        ("pdf", "media", b"MZ", "không phải PDF"),
    ],
)
def test_a_plain_form_shows_errors_at_once_and_stores_nothing(
    trainer_client, course, kind, place, data, words
):
    step = Step.objects.first()
    before = set(waiting.folder().iterdir())
    response = trainer_client.post(
        reverse("courses:upload_file", args=[course.slug]),
        {"step": step.pk, "kind": kind, "place": place, "file": SimpleUploadedFile("phim.mp4", data)},
        follow=True,
    )
    assert words in response.text
    assert not Asset.objects.exists() and set(waiting.folder().iterdir()) == before


def test_a_refusal_is_on_the_steps_page_until_it_is_dismissed(trainer_client, course):
    url = begin(trainer_client, 200, kind="video", place="media")["Location"]
    send(trainer_client, url, 0, samples.ZIP[:200])
    asset = Asset.objects.get()
    processing.process(asset.pk)
    page = reverse("courses:edit_step", args=[course.slug, Step.objects.first().pk])
    assert "tệp nén" in trainer_client.get(page).text
    trainer_client.post(reverse("courses:upload_give_up", args=[asset.pk]))
    assert not Asset.objects.exists() and "tệp nén" not in trainer_client.get(page).text


@pytest.mark.slow
def test_a_recorded_voice_replaces_the_machines_and_leaves_a_built_in_course_what_it_is(
    trainer_client, course
):
    step = Step.objects.first()
    text = step.texts.get()
    type(course).objects.update(is_builtin=True)
    digest = text_hash(text.title, text.text)
    data = samples.recording()
    fields = {"kind": "audio", "place": "voice", "language": "vi", "text_hash": digest}
    url = begin(trainer_client, len(data), **fields)["Location"]
    send(trainer_client, url, 0, data)
    processing.process(Asset.objects.get().pk)
    text.refresh_from_db()
    course.refresh_from_db()
    assert (text.audio_source, text.audio_text_hash, course.is_builtin) == ("recorded", digest, True)
    page = reverse("courses:edit_step", args=[course.slug, step.pk])
    assert "Giọng người" in trainer_client.get(page).text
    text.text = "Lời khác hẳn."
    text.save()
    assert "Đang đọc lời cũ" in trainer_client.get(page).text
