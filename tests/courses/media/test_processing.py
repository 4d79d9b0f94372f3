from __future__ import annotations

import hashlib
import subprocess
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from backend.common import waiting
from courses.authoring.enums import AssetKind, AssetState
from courses.media import films, processing
from courses.media.tasks import process_upload, resume_lost_uploads
from courses.models import Asset, Step
from tests.courses import samples
from tests.factories.courses import make_course, make_trainer

pytestmark = pytest.mark.django_db


def waiting_asset(kind: str, data: bytes, **goes_to) -> Asset:
    key = uuid4()
    waiting.path_of(str(key)).write_bytes(data)
    return Asset.objects.create(
        id=key,
        kind=kind,
        state=AssetState.WAITING,
        upload_name=str(key),
        upload_length=len(data),
        upload_offset=len(data),
        uploaded_by=make_trainer(),
        goes_to=goes_to,
    )


def processed(kind: str, data: bytes, **goes_to) -> Asset:
    asset = waiting_asset(kind, data, **goes_to)
    assert processing.process(asset.pk)
    assert not waiting.path_of(str(asset.pk)).exists()
    asset.refresh_from_db()
    return asset


@pytest.mark.slow
def test_film_becomes_two_streamable_variants_without_location_data():
    asset = processed(AssetKind.VIDEO, samples.film())
    assert [(v["label"], v["width"], v["height"]) for v in asset.variants] == [
        ("240p", 320, 240),
        ("360p", 480, 360),
    ]
    for variant in asset.variants:
        with default_storage.open(variant["name"]) as file:
            data = file.read()
        assert hashlib.sha256(data).hexdigest() == variant["sha256"]
        assert data.index(b"moov") < data.index(b"mdat") and b"+21.3" not in data
        assert 1.5 < variant["seconds"] < 2.6
    assert (asset.state, asset.progress, asset.upload_name) == ("ready", 100, "")


@pytest.mark.slow
def test_an_upright_film_is_240_across_and_none_is_made_larger_than_it_came():
    upright = processed(AssetKind.VIDEO, samples.film(1, "360x640"))
    assert [(v["width"], v["height"]) for v in upright.variants] == [(240, 426), (360, 640)]
    tiny = processed(AssetKind.VIDEO, samples.film(1, "160x120"))
    assert {(v["width"], v["height"]) for v in tiny.variants} == {(160, 120)}


def test_a_recording_without_a_length_becomes_opus_and_the_steps_voice():
    step = Step.objects.filter(lesson__module__course=make_course()).first()
    asset = processed(AssetKind.AUDIO, samples.recording(), step=step.pk, language="vi", text_hash="a" * 64)
    (variant,) = asset.variants
    assert (variant["content_type"], variant["label"]) == ("audio/ogg", "16k")
    assert 1.5 < variant["seconds"] < 2.6 and variant["bytes"] < 8_000
    text = step.texts.get(language="vi")
    assert (text.audio, text.audio_source, text.audio_text_hash) == (asset, "recorded", "a" * 64)


def test_a_picture_becomes_webp_of_two_widths_in_its_place():
    step = Step.objects.filter(lesson__module__course=make_course()).first()
    asset = processed(AssetKind.PICTURE, samples.picture(), step=step.pk, place="picture")
    assert [(v["content_type"], v["width"], v["height"]) for v in asset.variants] == [
        ("image/webp", 320, 213),
        ("image/webp", 640, 427),
    ]
    step.refresh_from_db()
    assert step.picture == asset


def test_captions_keep_their_cues_and_nothing_else():
    asset = processed(AssetKind.CAPTIONS, samples.CAPTIONS.encode())
    with default_storage.open(asset.variants[0]["name"]) as file:
        assert file.read().decode() == "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nXin chào chị em\n"


def test_a_pdf_is_stored_as_it_came():
    asset = processed(AssetKind.PDF, samples.PDF)
    assert asset.variants[0]["sha256"] == hashlib.sha256(samples.PDF).hexdigest()


@pytest.mark.parametrize(
    ("kind", "data", "word"),
    [
        (AssetKind.VIDEO, b"khong phai phim" * 99, "không phải phim"),
        (AssetKind.VIDEO, samples.ZIP, "tệp nén"),
        (AssetKind.VIDEO, samples.SVG, "SVG"),
        (AssetKind.VIDEO, b"\0\0\0\x18ftypmp42" + bytes(5000), "không phải phim"),
        (AssetKind.VIDEO, b"#EXTM3U\nhttp://127.0.0.1/a.ts\n", "không phải phim"),
        (AssetKind.AUDIO, samples.ZIP, "tệp nén"),
        (AssetKind.AUDIO, b"OggS" + bytes(5000), "không phải tiếng"),
        (AssetKind.PICTURE, samples.SVG, "SVG"),
        (AssetKind.PICTURE, samples.ZIP, "tệp nén"),
        (AssetKind.PDF, b"%PDF-1.4 no end", "không phải PDF"),
        (AssetKind.CAPTIONS, b"1\n00:00 --> 00:01\nkhong", "không phải phụ đề"),
        (AssetKind.CAPTIONS, b"WEBVTT\n\n00:05.000 --> 00:02.000\nNguoc\n", "trước khi bắt đầu"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_of_it_stored(kind, data, word):
    step = Step.objects.filter(lesson__module__course=make_course()).first()
    asset = processed(kind, data, step=step.pk, place="media")
    step.refresh_from_db()
    assert (asset.state, asset.variants, step.media) == ("failed", [], None)
    assert word in asset.error


def test_a_film_without_a_picture_and_a_recording_without_sound_are_refused():
    assert processed(AssetKind.VIDEO, samples.recording()).state == "failed"
    silent = samples._made("mp4", "-f", "lavfi", "-i", "testsrc=duration=1:rate=5", "-c:v", "libx264")
    assert processed(AssetKind.AUDIO, silent).state == "failed"


@pytest.mark.slow
def test_too_long_is_refused_also_where_the_header_says_no_length(monkeypatch):
    monkeypatch.setitem(films.MAX_SECONDS, AssetKind.AUDIO, 1)
    assert "dài quá" in processed(AssetKind.AUDIO, samples.recording(4)).error
    monkeypatch.setitem(films.MAX_SECONDS, AssetKind.VIDEO, 1)
    assert "dài quá" in processed(AssetKind.VIDEO, samples.film(2)).error


def test_frames_too_big_to_decode_are_refused_unopened(monkeypatch):
    monkeypatch.setattr(films, "MAX_PIXELS", 640 * 480 - 1)
    assert processed(AssetKind.VIDEO, samples.film()).state == "failed"


def test_a_second_maker_leaves_it_alone_and_a_second_run_changes_nothing(monkeypatch):
    monkeypatch.setattr(processing, "HELD_SECONDS", 0.1)
    asset = waiting_asset(AssetKind.PDF, samples.PDF)
    with waiting.held(asset.upload_name) as handle:
        assert handle is not None
        assert not processing.process(asset.pk)
    assert processing.process(asset.pk)
    assert not processing.process(asset.pk)


@pytest.mark.slow
def test_a_maker_that_was_killed_goes_on_with_the_form_that_is_missing(monkeypatch):
    asset = waiting_asset(AssetKind.VIDEO, samples.film())
    made = []
    real = films.make_film

    def killed_at_the_second(path, container, target, form, tell):
        if form.label == "360p" and "killed" not in made:
            made.append("killed")
            raise KeyboardInterrupt
        made.append(form.label)
        return real(path, container, target, form, tell)

    monkeypatch.setattr(films, "make_film", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        processing.process(asset.pk)
    assert processing.process(asset.pk)
    asset.refresh_from_db()
    assert made == ["240p", "killed", "360p"]
    assert [variant["label"] for variant in asset.variants] == ["240p", "360p"]


def test_the_maker_opens_no_address(tmp_path):
    """A film that refers to another file or an address can't read it: the demuxer is fixed and few protocols are allowed."""
    playlist = tmp_path / "a.mp4"
    playlist.write_text("ffconcat version 1.0\nfile /etc/passwd\n")
    command = [*films._input(playlist, "mov"), "-f", "null", "-"]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
    assert "file,pipe" in command


def ended_without(status: str) -> Asset:
    """A film whose task ended as `status`, but which has no result."""
    asset = waiting_asset(AssetKind.VIDEO, b"phim")
    process_upload.enqueue(asset_id=str(asset.pk))
    DBTaskResult.objects.update(status=status)
    return asset


def test_upload_with_a_lost_task_is_enqueued_again_once():
    asset = ended_without("SUCCESSFUL")
    assert (resume_lost_uploads(), resume_lost_uploads()) == (1, 0)
    asset.refresh_from_db()
    assert asset.state == "waiting"
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


@pytest.mark.parametrize("status", ["READY", "RUNNING"])
def test_upload_with_a_waiting_or_running_task_is_not_enqueued_again(status):
    ended_without(status)
    assert (resume_lost_uploads(), DBTaskResult.objects.count()) == (0, 1)


def test_upload_that_crashes_its_workers_is_given_up_and_reported():
    asset = ended_without("FAILED")
    assert resume_lost_uploads() == 1
    asset.refresh_from_db()
    assert (asset.state, asset.upload_name, "Chị thử tải lên lại" in asset.error) == ("failed", "", True)
    assert not waiting.path_of(str(asset.pk)).exists()
    assert DBTaskResult.objects.count() == 1


def test_ready_file_is_not_put_up_again_when_it_ends_meanwhile():
    processed(AssetKind.PICTURE, samples.picture())
    assert resume_lost_uploads() == 0
