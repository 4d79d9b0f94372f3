import errno
import io
import struct
import zlib
from datetime import datetime, time, timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from backend.common.retention import Record, term_on
from backend.common.voice_files import MAX_BYTES as MAX_VOICE
from backend.common.voice_files import AudioError
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from products.models import Certificate, Photo, ProductPhoto
from products.own_data import products as own_data
from products.photos import actions
from products.photos.actions import (
    PhotoError,
    add_photo,
    attach_photo,
    detach_photo,
    erase_old_records,
    move_photo_first,
    remove_voice,
    set_voice,
)
from products.photos.images.limits import MAX_BYTES, ImageError
from products.photos.tasks import MOST_TRIES, make_photo_variants, remove_orphans, resume_lost_photos
from tests.factories.products import ListedProductFactory, PhotoFactory, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(data, name="anh.jpg"):
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def files(folder="photos"):
    """Return every stored file under `folder`."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return set()
    found = {f"{folder}/{name}" for name in names}
    for each in folders:
        found |= files(f"{folder}/{each}")
    return found


def content(response):
    """Return a whole streamed answer; reading it to the end closes its file, and leaves the test's connection open."""
    return b"".join(response.streaming_content)


def bomb():
    """A PNG of 20,000 x 20,000 pixels in a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * 20_000, 9)
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def with_gps():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (20.0, 50.0, 0.0)
    return picture(400, 300, exif=exif)


# --- Uploading --------------------------------------------------------------------------------------------------------


def test_photo_is_re_encoded_without_place_and_original(lan, producer):
    raw = with_gps()
    photo = add_photo(actor=Actor.of(lan), upload=upload(raw), producer=producer, alt="Mận hậu")
    assert (photo.state, photo.is_public, photo.uploaded_by, photo.on_behalf_of) == (
        "waiting",
        False,
        lan,
        None,
    )
    assert (photo.width, photo.height) == (300, 400)  # turned upright
    assert set(photo.variants) == {"320.avif", "320.webp", "320.jpg"} | ({"320.avif"} & set(photo.variants))
    with photo.master.open() as file:
        stored = file.read()
    assert stored != raw
    with Image.open(io.BytesIO(stored)) as image:
        assert not dict(image.getexif())
    fields = {name for name in files() if str(photo.key) in name}
    assert fields == {photo.master.name, *(variant["path"] for variant in photo.variants.values())}


def test_officer_who_helps_is_stored_with_the_member(lan, mai, producer):
    photo = add_photo(actor=Actor(by=mai, member=lan), upload=upload(picture()), producer=producer)
    assert (photo.uploaded_by, photo.on_behalf_of) == (mai, lan)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image_empty"),
        (b"%PDF-1.7 not a picture", "image_format"),
        (SVG, "image_svg"),
        (bomb(), "image_too_many_pixels"),
        (b"\xff\xd8\xff" + b"0" * MAX_BYTES, "image_too_large"),
        (picture() + b"<script>alert(1)</script>", "image_polyglot"),
        (picture()[:900], "image_broken"),
    ],
    ids=["empty", "no-image", "svg", "bomb", "15MB", "polyglot", "broken"],
)
def test_file_that_is_no_photo_is_refused_and_not_stored(lan, producer, data, code):
    before = files()
    with pytest.raises(ImageError) as refusal:
        add_photo(actor=Actor.of(lan), upload=upload(data), producer=producer)
    assert (refusal.value.code, refusal.value.field) == (code, "photo")
    assert not Photo.objects.exists()
    assert files() == before


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_add_no_photo_to_a_producer(producer, who, request):
    before = files()
    with pytest.raises(NotAllowed):
        add_photo(actor=Actor.of(request.getfixturevalue(who)), upload=upload(picture()), producer=producer)
    assert (Photo.objects.count(), files()) == (0, before)


def test_a_day_has_its_share(lan, producer, monkeypatch):
    monkeypatch.setattr(actions, "MAX_PHOTOS_A_DAY", 1)
    add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    before = files()
    with pytest.raises(PhotoError):
        add_photo(actor=Actor.of(lan), upload=upload(picture(seed=2)), producer=producer)
    assert (Photo.objects.count(), files()) == (1, before)


def test_failure_after_writing_leaves_no_file(lan, producer, monkeypatch):
    before = files()

    def fails(**fields):
        raise RuntimeError("disk")

    monkeypatch.setattr(Photo.objects, "create", fails)
    with pytest.raises(RuntimeError):
        add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    assert files() == before


@pytest.mark.slow
def test_sizes_are_made_once_however_often_the_task_runs(lan, producer):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture(1000, 750)), producer=producer)
    make_photo_variants.call(photo_id=photo.pk)
    photo.refresh_from_db()
    first, stored = photo.variants, files()
    assert photo.state == "ready"
    assert {"320.jpg", "640.webp", "960.jpg", "thumb.webp", "mini.jpg", "origin.jpg", "og.jpg"} <= set(first)
    assert "1280.jpg" not in first
    Photo.objects.update(state="waiting")  # the worker died before it set the state
    make_photo_variants.call(photo_id=photo.pk)
    photo.refresh_from_db()
    assert (photo.variants, photo.state, files()) == (first, "ready", stored)


def tried(photo) -> tuple[str, int, int]:
    """End the waiting tasks without a result; return the photo's state, its tries and the number of all its tasks."""
    tasks = DBTaskResult.objects.filter(args_kwargs__kwargs__photo_id=photo.pk)
    tasks.update(status="FAILED")
    photo.refresh_from_db()
    return photo.state, photo.tries, tasks.count()


@pytest.mark.databases
def test_photo_without_sizes_is_retried_three_times_and_then_reported(lan, product, time_machine):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture(1000, 750)), producer=product.producer)
    attach_photo(actor=Actor.of(lan), product=product, photo=photo)
    assert (tried(photo), resume_lost_photos()) == (
        ("waiting", 0, 1),
        0,
    )  # it may be processed at this moment
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert [(resume_lost_photos(), *tried(photo)) for _time in range(3)] == [
        (1, "waiting", 1, 2), (1, "waiting", 2, 3), (1, "waiting", 3, 4),
    ]  # fmt: skip
    assert (resume_lost_photos(), *tried(photo)) == (1, "failed", 4, 4)
    assert (resume_lost_photos(), *tried(photo)) == (0, "failed", 4, 4)
    notice = Notice.objects.get(kind="photo.failed")
    assert (notice.user, notice.url) == (lan, reverse("products:photos", args=[product.pk]))
    assert notice.body.startswith("Mận hậu Mộc Châu: ")


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("status", ["READY", "RUNNING"])
def test_photo_with_a_waiting_or_running_task_is_not_enqueued_again(lan, producer, time_machine, status):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    DBTaskResult.objects.update(status=status)
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert (resume_lost_photos(), DBTaskResult.objects.count()) == (0, 1)
    make_photo_variants.call(photo_id=photo.pk)
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert resume_lost_photos() == 0


@pytest.mark.databases
@pytest.mark.slow
def test_full_disk_counts_no_try_and_the_sizes_are_made_once_there_is_room(
    lan, producer, time_machine, monkeypatch
):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture(328, 246)), producer=producer)
    time_machine.move_to(timezone.now() + timedelta(minutes=11))

    def is_full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", is_full)
        for _time in range(MOST_TRIES + 2):
            with pytest.raises(OSError, match="No space"):
                make_photo_variants.call(photo_id=photo.pk)
            assert tried(photo)[:2] == ("waiting", 0)
            assert resume_lost_photos() == 1
    make_photo_variants.call(photo_id=photo.pk)
    assert tried(photo)[0] == "ready"
    assert {"320.webp", "thumb.webp", "origin.jpg"} <= photo.variants.keys()


@pytest.mark.slow
def test_files_nobody_refers_to_go_after_two_days(lan, producer, monkeypatch):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    orphan = default_storage.save("photos/master/orphan.jpg", io.BytesIO(b"x"))
    assert (remove_orphans(), default_storage.exists(orphan)) == (0, True)
    later = timezone.now() + timezone.timedelta(days=3)
    monkeypatch.setattr("products.photos.tasks.timezone.now", lambda: later)
    remove_orphans()
    assert not default_storage.exists(orphan)
    assert default_storage.exists(photo.master.name)


# --- On products ----------------------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_first_photo_represents_the_product(product, lan, producer):
    photo = PhotoFactory(producer=producer)
    attach_photo(actor=Actor.of(lan), product=product, photo=photo)
    attach_photo(actor=Actor.of(lan), product=product, photo=photo)
    assert [link.photo_id for link in product.photo_links.all()][1:] == [photo.pk]
    move_photo_first(actor=Actor.of(lan), product=product, photo=photo)
    assert product.photo_links.first().photo == photo


def test_eight_photos_are_enough(producer, lan):
    product = ListedProductFactory(producer=producer, photos=8)
    with pytest.raises(PhotoError):
        attach_photo(actor=Actor.of(lan), product=product, photo=PhotoFactory(producer=producer))
    assert product.photo_links.count() == 8


def test_photo_of_another_producer_cannot_be_taken(product, lan, hoa):
    foreign = PhotoFactory(uploaded_by=hoa)
    with pytest.raises(NotAllowed):
        attach_photo(actor=Actor.of(lan), product=product, photo=foreign)
    assert product.photo_links.count() == 1


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_touch_no_photo(product, who, request):
    actor, photo = Actor.of(request.getfixturevalue(who)), product.photo_links.get().photo
    for deed in (attach_photo, detach_photo, move_photo_first):
        with pytest.raises(NotAllowed):
            deed(actor=actor, product=product, photo=photo)
    assert product.photo_links.get().photo == photo


def test_last_photo_of_a_listed_product_stays(producer, lan):
    product = ListedProductFactory(producer=producer)
    with pytest.raises(PhotoError):
        detach_photo(actor=Actor.of(lan), product=product, photo=product.photo_links.get().photo)
    assert product.photo_links.count() == 1


@pytest.mark.databases
def test_photo_that_nothing_shows_is_erased_with_its_files(
    product, lan, producer, django_capture_on_commit_callbacks
):
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    attach_photo(actor=Actor.of(lan), product=product, photo=photo)
    with django_capture_on_commit_callbacks(execute=True):
        detach_photo(actor=Actor.of(lan), product=product, photo=photo)
    assert not Photo.objects.filter(pk=photo.pk).exists()
    assert not {name for name in files() if str(photo.key) in name}


@pytest.mark.databases
def test_photo_that_buyers_saw_is_stored_a_year_out_of_sight(lan, producer, client, time_machine):
    product = ListedProductFactory(producer=producer)
    photo = add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)
    attach_photo(actor=Actor.of(lan), product=product, photo=photo)
    address = f"/anh/{photo.key}/320.jpg"
    assert client.get(address).getvalue()
    photo.refresh_from_db()
    detach_photo(actor=Actor.of(lan), product=product, photo=photo)
    assert client.get(address).status_code == 404 and files()
    client.force_login(lan)
    assert client.get(address).getvalue()
    off = timezone.now()
    until = term_on(Record.LISTING, timezone.localdate()).ends(timezone.localdate(off))
    midnight = timezone.make_aware(datetime.combine(until, time.min))
    time_machine.move_to(midnight - timedelta(hours=1))
    assert erase_old_records() == 0
    time_machine.move_to(midnight + timedelta(hours=1))
    assert erase_old_records() == 1 and not Photo.objects.filter(pk=photo.pk).exists()


@pytest.mark.databases
def test_photo_that_something_else_shows_stays(product, lan, producer):
    photo = product.photo_links.get().photo
    other = ListedProductFactory(producer=producer, photos=0)
    ProductPhoto.objects.create(product=other, photo=photo)
    attach_photo(actor=Actor.of(lan), product=product, photo=PhotoFactory(producer=producer))
    detach_photo(actor=Actor.of(lan), product=product, photo=photo)
    assert Photo.objects.filter(pk=photo.pk).exists()


# --- Serving ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def photo(lan, producer):
    return add_photo(actor=Actor.of(lan), upload=upload(picture()), producer=producer)


def address(photo, variant="320.jpg"):
    return reverse("products:photo", args=[photo.key, variant])


@pytest.mark.parametrize(
    ("who", "status"), [("lan", 200), ("mai", 200), ("minh", 404), ("hoa", 404), ("nga", 404), (None, 404)]
)
def test_private_photo_is_for_the_producers_people_and_officer(client, photo, who, status, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    response = client.get(address(photo))
    assert response.status_code == status
    if status == 200:
        assert content(response).startswith(b"\xff\xd8\xff")
        assert response["Cache-Control"] == "private, max-age=3600"
        assert "Cookie" in response["Vary"]


def test_public_photo_may_be_cached_everywhere(client, photo):
    Photo.objects.update(is_public=True)
    response = client.get(address(photo, "320.webp"))
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (response["X-Content-Type-Options"], response["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    assert "Set-Cookie" not in response
    content(response)
    again = client.get(address(photo, "320.webp"), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_missing_size_is_replaced_by_another_and_not_cached(client, photo):
    Photo.objects.update(is_public=True)
    response = client.get(address(photo, "640.webp"))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-cache")
    content(response)
    Photo.objects.update(state="ready")
    assert client.get(address(photo, "640.webp")).status_code == 404


@pytest.mark.parametrize("variant", ["master.jpg", "..%2fmaster.jpg", "320.svg", "320"])
def test_other_names_open_nothing(client, photo, variant):
    Photo.objects.update(is_public=True)
    assert client.get(f"/anh/{photo.key}/{variant}").status_code == 404


def test_nginx_serves_it_if_configured(client, photo, settings):
    settings.MEDIA_ACCEL_PREFIX = "/_media/"
    Photo.objects.update(is_public=True)
    response = client.get(address(photo))
    photo.refresh_from_db()
    assert response["X-Accel-Redirect"] == "/_media/" + photo.variants["320.jpg"]["path"]
    assert (response.content, response["Content-Type"]) == (b"", "image/jpeg")


# --- Voice ------------------------------------------------------------------------------------------------------------------

FRAME = b"\xff\xfb\x90\x00" + b"\0" * 400
MP4 = (
    b"\0\0\0\x14ftypM4A \0\0\0\0M4A "
    + struct.pack(">I", 8 + 8 + 24) + b"moov" + struct.pack(">I", 32) + b"udta" + b"+20.8+104.7 Lo Thi Lan!!"
    + b"\0\0\0\x0cmdat1234"
)  # fmt: skip


def voice(data, name="loi-ke.m4a"):
    return SimpleUploadedFile(name, data, content_type="audio/mp4")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"OggS" + b"\0" * 60, "audio/ogg"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 60, "audio/webm"),
        (MP4, "audio/mp4"),
        (FRAME, "audio/mpeg"),
        (b"ID3\x04\0\0\0\0\0\x05Lan!!" + FRAME, "audio/mpeg"),
    ],
    ids=["ogg", "webm", "mp4", "mp3", "id3"],
)
def test_voice_is_stored_without_personal_metadata(product, lan, data, kind):
    changed = set_voice(actor=Actor.of(lan), product=product, upload=voice(data))
    with changed.voice.open() as file:
        stored = file.read()
    assert changed.voice_type == kind
    assert b"Lo Thi Lan" not in stored
    assert b"Lan!!" not in stored
    assert product.changes.get().fields == {"voice": [False, True]}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "voice_empty"),
        (b"RIFF0000WAVEfmt ", "voice_format"),
        (b"<html><script>alert(1)</script>", "voice_format"),
        (picture(), "voice_format"),
        (MP4[:20] + b"\xff\xff\xff\xffmoov", "voice_format"),
        (b"OggS" + b"\0" * MAX_VOICE, "voice_too_large"),
    ],
    ids=["empty", "wav", "html", "picture", "torn", "long"],
)
def test_file_that_is_no_voice_note_is_refused_and_the_old_one_stays(product, lan, data, code):
    set_voice(actor=Actor.of(lan), product=product, upload=voice(b"OggS" + b"\0" * 60))
    product.refresh_from_db()
    before = (product.voice.name, files("voices"))
    with pytest.raises(AudioError) as refusal:
        set_voice(actor=Actor.of(lan), product=product, upload=voice(data))
    product.refresh_from_db()
    assert (refusal.value.code, refusal.value.field) == (code, "voice")
    assert (product.voice.name, files("voices")) == before


@pytest.mark.databases
def test_a_voice_that_buyers_heard_is_stored_a_year_out_of_hearing(
    lan, producer, client, time_machine, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    product, actor = ListedProductFactory(producer=producer), Actor.of(lan)
    url = reverse("products:voice", args=[product.pk])
    with django_capture_on_commit_callbacks(execute=True):
        first = set_voice(actor=actor, product=product, upload=voice(FRAME)).voice.name
        second = set_voice(actor=actor, product=product, upload=voice(FRAME * 2)).voice.name
        assert content(client.get(url)) == FRAME * 2
        remove_voice(actor=actor, product=product)
    assert client.get(url).status_code == 404
    assert list(product.former_voices.order_by("pk").values_list("file", flat=True)) == [first, second]
    assert {first, second} <= set(own_data.files(lan))
    until = term_on(Record.LISTING, timezone.localdate()).ends(timezone.localdate())
    midnight = timezone.make_aware(datetime.combine(until, time.min))
    time_machine.move_to(midnight - timedelta(hours=1))
    assert (erase_old_records(), remove_orphans()) == (0, 0) and {first, second} <= files("voices")
    time_machine.move_to(midnight + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_old_records() == 2
    assert not files("voices") and not product.former_voices.exists()


def test_a_voice_that_nobody_heard_goes_at_once(
    product, lan, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        set_voice(actor=Actor.of(lan), product=product, upload=voice(FRAME))
        remove_voice(actor=Actor.of(lan), product=product)
    assert not files("voices") and not product.former_voices.exists()


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_leave_no_voice(product, who, request):
    actor = Actor.of(request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        set_voice(actor=actor, product=product, upload=voice(FRAME))
    with pytest.raises(NotAllowed):
        remove_voice(actor=actor, product=product)
    product.refresh_from_db()
    assert not product.voice


def test_voice_is_served_in_ranges_to_permitted_users_only(client, product, lan, hoa):
    set_voice(actor=Actor.of(lan), product=product, upload=voice(FRAME))
    url = reverse("products:voice", args=[product.pk])
    assert client.get(url).status_code == 404
    client.force_login(hoa)
    assert client.get(url).status_code == 404
    client.force_login(lan)
    part = client.get(url, headers={"Range": "bytes=0-3"})
    assert (part.status_code, content(part)) == (206, FRAME[:4])
    assert part["Content-Range"] == f"bytes 0-3/{len(FRAME)}"
    last = client.get(url, headers={"Range": "bytes=-2"})
    assert content(last) == FRAME[-2:]
    assert client.get(url, headers={"Range": "bytes=9000-"}).status_code == 416


def test_certificate_scan_is_private_until_chosen(product, lan, producer, photo, client):
    Certificate.objects.create(
        producer=producer, kind="vietgap", number="1", issuer="x", issued_date="2026-01-01", scan=photo
    )
    assert client.get(address(photo)).status_code == 404
