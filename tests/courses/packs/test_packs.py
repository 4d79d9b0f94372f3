"""A course as a file: the same bytes every time, imported completely or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import tracemalloc
import zipfile
from io import StringIO

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.common.reading import Limits, child_pid
from backend.ledger.models import Entry
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind
from courses.models import Asset, Course, CourseOrigin, CourseVersion, Step, TakenPack
from courses.packs import reading as packs_reading
from courses.packs.actions import take_in_pack
from courses.packs.archives import check_pack
from courses.packs.errors import PackError
from courses.packs.signing import fingerprint, own_fingerprint
from courses.packs.writing import write_pack
from tests.api import client_of
from tests.factories.courses import make_asset, make_trainer
from tests.factories.members import LanFactory, OfficerFactory
from tests.factories.quizzes import quiz_version
from tests.shared_rows import begins_with, made

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
CITED = [{"document": "37/2026/NĐ-CP", "article": "43", "date": "2026-12-01"}]
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "


def make_version() -> CourseVersion:
    """A course with a picture, and with a quiz whose answers stay on the server."""
    course = quiz_version(feedback="after").course
    picture = make_asset(WEBP, content_type="image/webp", kind=AssetKind.PICTURE)
    Step.objects.filter(lesson__module__course=course, key="a").update(picture=picture, citations=CITED)
    return freeze_course(course=course)


@begins_with(make_version)
@pytest.fixture
def version(db) -> CourseVersion:
    return made(make_version)


def packed(version) -> bytes:
    out = io.BytesIO()
    write_pack(version, out)
    return out.getvalue()


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], *, more=(), compress=zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        for name, data in [*files.items(), *more]:
            archive.writestr(name, data)
    return out.getvalue()


def resigned(files: dict[str, bytes], key=STRANGER, **manifest) -> dict[str, bytes]:
    """Return a pack that somebody else would have signed over these files."""
    answer = json.loads(files["manifest.json"]) | manifest
    inner = {name: data for name, data in files.items() if name not in ("manifest.json", "signature.json")}
    answer["files"] = [
        {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in inner.items()
    ]
    body = rfc8785.dumps(answer)
    signature = {
        "alg": "Ed25519",
        "key": key.public_key().public_bytes_raw().hex(),
        "manifestSha256": hashlib.sha256(body).hexdigest(),
        "signature": key.sign(b"pieu-pack/1\n" + body).hex(),
    }
    return {"manifest.json": body, "signature.json": rfc8785.dumps(signature), **inner}


def with_content(files: dict[str, bytes], change) -> dict[str, bytes]:
    content = json.loads(files["content.json"])
    change(content)
    return files | {"content.json": rfc8785.dumps(content)}


def print_of(key) -> str:
    return fingerprint(key.public_key().public_bytes_raw())


def state() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Course, CourseVersion, CourseOrigin, TakenPack, Asset, Entry)
    )


def take(data: bytes, **more):
    return take_in_pack(actor=None, file=io.BytesIO(data), **more)


def renamed(version) -> bytes:
    """A pack of another server, under a slug that is free here."""
    files = with_content(files_of(packed(version)), lambda each: each["content"].update(slug="xa-lam"))
    return zipped(resigned(files, slug="xa-lam", issuer="https://pieu.xa.example"))


def test_same_version_gives_the_same_bytes_signed_by_this_server(version):
    data = packed(version)
    assert data == packed(version)
    files = files_of(data)
    manifest = json.loads(files["manifest.json"])
    assert sorted(row["path"] for row in manifest["files"]) == sorted(
        files.keys() - {"manifest.json", "signature.json"}
    )
    assert f"media/{hashlib.sha256(WEBP).hexdigest()}.webp" in files
    assert fingerprint(bytes.fromhex(json.loads(files["signature.json"])["key"])) == own_fingerprint()


def test_pack_of_a_trusted_stranger_becomes_a_course_with_its_origin(version):
    made, is_new = take(renamed(version), trust=print_of(STRANGER))
    assert (is_new, made.course.slug, made.number) == (True, "xa-lam", 1)
    origin = made.course.origin
    assert (origin.issuer, origin.signer) == ("https://pieu.xa.example", print_of(STRANGER))
    assert "Bài học nhận từ pieu.xa.example." in made.content["note"]
    assert made.keys == version.keys
    lesson = made.content["modules"][0]["lessons"][0]
    assert lesson["steps"][0]["picture"]["files"][0]["sha256"] == hashlib.sha256(WEBP).hexdigest()
    assert lesson["steps"][0]["citations"] == CITED  # a pack may cite what this library lacks
    assert Entry.objects.get(kind="course.taken_in").subject == "course:xa-lam"


def test_a_draft_that_a_pack_asks_for_does_not_come_first(version):
    Course.objects.create(slug="nhap", title="Bản nháp")
    files = with_content(
        files_of(packed(version)),
        lambda each: each["content"].update(slug="xa-lam", prerequisites=["ban-hang", "nhap"]),
    )
    made, _new = take(zipped(resigned(files, slug="xa-lam")), trust=print_of(STRANGER))
    assert list(made.course.prerequisites.all()) == [version.course]


def test_pack_again_changes_nothing(version):
    data = renamed(version)
    first, _new = take(data, trust=print_of(STRANGER))
    before = state()
    assert take(data, trust=print_of(STRANGER)) == (first, False)
    assert state() == before


def test_import_of_a_known_pack_changes_nothing(version):
    before = state()
    assert take(packed(version)) == (version, False)
    assert state() == before


def test_later_pack_is_the_next_version_and_an_earlier_one_is_refused(version):
    files = with_content(files_of(packed(version)), lambda each: each["content"].update(slug="xa-lam"))
    first, _new = take(zipped(resigned(files, slug="xa-lam", version=2)), trust=print_of(STRANGER))
    later = with_content(files, lambda each: each["content"].update(title="Bản mới"))
    second, _new = take(zipped(resigned(later, slug="xa-lam", version=3)), trust=print_of(STRANGER))
    assert (second.course, second.number, second.course.title) == (first.course, 2, "Bản mới")
    before = state()
    old = with_content(files, lambda each: each["content"].update(title="Bản cũ"))
    with pytest.raises(PackError) as refused:
        take(zipped(resigned(old, slug="xa-lam", version=1)), trust=print_of(STRANGER))
    assert (refused.value.code, state()) == ("pack_older", before)


def test_html_of_a_pack_is_rebuilt_and_scripts_do_nothing(version):
    def poison(content):
        words = content["content"]["modules"][0]["lessons"][0]["steps"][0]["texts"]["vi"]
        words["html"] = "<script>alert(1)</script>"
        words["text"] = "Chào <script>alert(1)</script>"
        content["content"]["slug"] = "xa-lam"

    files = with_content(files_of(packed(version)), poison)
    made, _new = take(zipped(resigned(files, slug="xa-lam")), trust=print_of(STRANGER))
    html = made.content["modules"][0]["lessons"][0]["steps"][0]["texts"]["vi"]["html"]
    assert "<script" not in html


def climbing(name):
    return lambda files: zipped(files, more=[(name, b"x")])


def linked(files):
    info = zipfile.ZipInfo("media/link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return zipped(files, more=[(info, b"/etc/passwd")])


def twice(files):
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped(files, more=[("content.json", b"{}")])


def lying(files):
    """A size in the directory that differs from the file's size."""
    data = bytearray(zipped(files))
    at = data.rindex(b"PK\x01\x02")
    data[at + 20 : at + 28] = (900_000_000).to_bytes(4, "little") * 2
    return bytes(data)


def changed_media(files):
    name = next(name for name in files if name.startswith("media/"))
    return zipped(files | {name: files[name][:-1] + b"!"})


BAD = {
    "pack_broken": [lambda files: b"no zip at all", lambda files: zipped(files)[:-40]],
    "pack_climbs_out": [
        climbing("../out"), climbing("/etc/out"), climbing("media/../../out"), climbing("..\\out"), climbing("c:out"),
    ],
    "pack_link": [linked],
    "pack_twice": [twice],
    "pack_bomb": [lying],
    "pack_compressed": [
        lambda files: zipped(files | {"media/bomb.webp": b"0" * 5_000_000}, compress=zipfile.ZIP_DEFLATED)
    ],
    "pack_lacks": [lambda files: zipped({name: files[name] for name in files if name != "manifest.json"})],
    "pack_changed": [lambda files: zipped(files | {"manifest.json": files["manifest.json"] + b" "})],
    "pack_signature": [
        lambda files: zipped(files | {"signature.json": b'{"alg": "none"}'}),
        lambda files: zipped(
            files
            | {
                "signature.json": rfc8785.dumps(
                    json.loads(files["signature.json"]) | {"signature": "00" * 64}
                )
            }
        ),
    ],
    "pack_stranger": [lambda files: zipped(resigned(files))],
    "pack_hash": [changed_media],
    "pack_files": [climbing("media/more.webp")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "spoil"), [(code, spoil) for code, spoils in BAD.items() for spoil in spoils]
)
def test_bad_pack_is_refused_with_its_reason_and_changes_nothing(version, code, spoil):
    data = spoil(files_of(packed(version)))
    before = state()
    with pytest.raises(PackError) as refused:
        take(data)
    assert (refused.value.code, state()) == (code, before)


@pytest.mark.parametrize(
    "change",
    [
        lambda each: each["content"].update(title=" "),
        lambda each: each["content"]["modules"][0]["lessons"][0].update(key="../x"),
        lambda each: each["content"]["modules"][0]["lessons"][0]["steps"][0].update(kind="script"),
        lambda each: each.update(keys={}),
        lambda each: each["content"].update(topic=["law"]),
        lambda each: each["content"]["modules"][0]["lessons"][0]["steps"][0].update(texts=[]),
    ],
)
def test_signed_content_of_the_wrong_shape_is_refused(version, change):
    data = zipped(resigned(with_content(files_of(packed(version)), change)))
    before = state()
    with pytest.raises(PackError) as refused:
        take(data, trust=print_of(STRANGER))
    assert (refused.value.code, state()) == ("pack_content", before)


def test_media_of_another_type_than_their_name_are_refused(version):
    files = files_of(packed(version))
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    old = next(name for name in files if name.startswith("media/"))
    sha256 = hashlib.sha256(svg).hexdigest()
    body = files["content.json"].replace(hashlib.sha256(WEBP).hexdigest().encode(), sha256.encode())
    body = body.replace(b'"bytes":%d' % len(WEBP), b'"bytes":%d' % len(svg))
    inner = {name: data for name, data in files.items() if name != old} | {
        "content.json": body,
        f"media/{sha256}.webp": svg,
    }
    before = state()
    with pytest.raises(PackError) as refused:
        take(zipped(resigned(inner)), trust=print_of(STRANGER))
    assert (refused.value.code, state()) == ("pack_media", before)


# --- Pages and command ------------------------------------------------------------------------------------------------


def test_download_goes_on_where_it_broke_off(client, version):
    client.force_login(OfficerFactory())
    address = reverse("courses:pack", args=[version.course.slug, version.number])
    whole = b"".join(client.get(address).streaming_content)
    assert whole == packed(version)
    rest = client.get(address, headers={"range": "bytes=100-"})
    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, whole[100:])
    assert address in client.get(reverse("courses:packs")).text


def test_members_get_no_file_with_answers(client, version):
    client.force_login(LanFactory())
    address = reverse("courses:pack", args=[version.course.slug, version.number])
    assert client.get(address).status_code == 404
    assert client.get(reverse("courses:packs")).status_code == 403
    assert client.post(reverse("courses:pack_take_in")).status_code == 403


def test_trainer_imports_a_pack_only_from_a_trusted_key(client, version, settings):
    trainer = make_trainer()
    client.force_login(trainer)
    data, address = renamed(version), reverse("courses:pack_take_in")
    before = state()
    refused = client.post(address, {"file": SimpleUploadedFile("a.pieu", data)})
    assert (refused.status_code, print_of(STRANGER)[:4] in refused.text, state()) == (400, True, before)
    settings.PACK_TRUSTED_KEYS = [print_of(STRANGER)]
    done = client.post(address, {"file": SimpleUploadedFile("a.pieu", data)})
    assert done.headers["Location"] == reverse("courses:course", args=["xa-lam"])
    assert list(Course.objects.get(slug="xa-lam").authors.all()) == [trainer]
    assert client.get(done.headers["Location"]).status_code == 200


def test_a_pack_is_read_before_its_key_keeps_others_waiting(client, version):
    """SQLite has one writer: nothing is written while a gigabyte is read, and a refused pack writes nothing."""
    trainer = make_trainer()
    client.force_login(trainer)
    page, key = reverse("courses:pack_take_in"), "goi-bai-hoc-0000001"
    spoilt = renamed(version)  # complete, but signed by a stranger: refused after all of it was read
    for send in (
        lambda: client.post(page, {"file": SimpleUploadedFile("a.pieu", spoilt), "idempotency_key": key}),
        lambda: client_of(trainer).post(
            "/api/v1/packs/",
            {"file": SimpleUploadedFile("a.pieu", spoilt)},
            format="multipart",
            headers={"Idempotency-Key": key},
        ),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert send().status_code == 400
        assert not [one["sql"] for one in queries if "idempotencykey" in one["sql"].lower()]


def test_a_pack_sent_again_with_its_key_is_taken_in_once(client, version, settings):
    settings.PACK_TRUSTED_KEYS = [print_of(STRANGER)]
    client.force_login(make_trainer())
    address, data = reverse("courses:pack_take_in"), renamed(version)
    assert "20 MB" in client.get(address).text and "import_pack" in client.get(address).text
    sent = {"idempotency_key": "goi-bai-hoc-0000002"}
    done = [client.post(address, {**sent, "file": SimpleUploadedFile("a.pieu", data)}) for _time in range(2)]
    assert [one.headers["Location"] for one in done] == [reverse("courses:course", args=["xa-lam"])] * 2
    assert TakenPack.objects.count() == 1
    other = client.post(address, {**sent, "file": SimpleUploadedFile("a.pieu", packed(version))})
    assert other.status_code == 422


def test_command_imports_only_packs_of_a_trusted_key(version, tmp_path):
    path = tmp_path / "a.pieu"
    path.write_bytes(renamed(version))
    before = state()
    with pytest.raises(CommandError):
        call_command("import_pack", str(path), stdout=StringIO())
    assert state() == before
    out = StringIO()
    call_command("import_pack", str(path), trust=print_of(STRANGER).upper(), stdout=out)
    assert out.getvalue().startswith("xa-lam 1: ")
    out = StringIO()
    call_command("import_pack", stdout=out)
    assert out.getvalue().replace(" ", "").strip() == own_fingerprint()


def test_program_copies_a_pack_and_takes_one_in_by_the_pages_rules(version, settings):
    author = client_of(make_trainer(phone="+84980007771"))
    data = packed(version)
    assert author.get("/api/v1/packs/").json() == [{"course": "ban-hang", "version": version.number}]
    file = author.get("/api/v1/packs/ban-hang/file/")
    assert b"".join(file.streaming_content) == data
    officer, lan = OfficerFactory(), LanFactory()
    for user, code in ((officer, 200), (lan, 404)):
        answer = client_of(user).get("/api/v1/packs/ban-hang/file/")
        assert answer.status_code == code
        if answer.streaming:
            # Read to its end: closing it by hand would close PostgreSQL's connection, too.
            b"".join(answer.streaming_content)
        assert client_of(user).get("/api/v1/packs/").status_code == code
    before = state()
    for user in (officer, lan):
        upload = {"file": SimpleUploadedFile("goi.pieu", renamed(version))}
        assert client_of(user).post("/api/v1/packs/", upload, format="multipart").status_code == 403
    broken = author.post(
        "/api/v1/packs/", {"file": SimpleUploadedFile("goi.pieu", b"PK")}, format="multipart"
    )
    assert (broken.status_code, state()) == (400, before)
    again = author.post("/api/v1/packs/", {"file": SimpleUploadedFile("goi.pieu", data)}, format="multipart")
    assert (again.status_code, again.json()["version"], state()) == (200, version.number, before)


def peak_bytes(work) -> int:
    """Return how much memory this process had allocated at most while `work` was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(PackError):
            work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_bomb_is_opened_in_the_child_and_costs_this_process_nothing(version):
    # Its list of files is small on the disk and large in memory, and is read before any signature.
    bomb = zipped({f"{number}": b"" for number in range(60_000)})
    before = state()
    child = child_pid()
    size = len(bomb)
    assert peak_bytes(lambda: check_pack(io.BytesIO(bomb), trusted=[])) > 20_000_000
    assert peak_bytes(lambda: take(bomb)) < 2 * size
    assert (state(), child_pid()) == (before, child)


def test_a_pack_that_reaches_a_limit_of_the_child_is_refused(version, monkeypatch):
    monkeypatch.setattr(packs_reading, "_OPERATOR", Limits(memory=1))
    before = state()
    nested = b"[" + b"[]," * 1_000_000 + b"[]]"
    with pytest.raises(PackError) as refused:
        take(zipped({"manifest.json": b"{}", "signature.json": nested}))
    assert refused.value.code == "upload_heavy"
    assert state() == before
    monkeypatch.undo()
    assert take(packed(version))[1] is False  # the next child reads on: the course is here already
