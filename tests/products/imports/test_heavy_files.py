"""Heavy and hostile files at the import page: refused, nothing stored, nobody waits, and the next file works."""

from __future__ import annotations

import io
import os
import signal
import struct
import threading
import zipfile
import zlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse

from backend.common import reading
from backend.common.models import IdempotencyKey
from members.models import Branch
from products.models import Photo, ProductImport
from tests.factories.products import ProducerFactory, make_branch, make_user, picture
from tests.live import eventually
from tests.people import LAN
from tests.products.imports.test_imports import PLUMS, xlsx, zip_of


@pytest.fixture
def lan(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lan = make_user(LAN.full_name, branch=make_branch())
    lan.producer = ProducerFactory(owner=lan)
    return lan


def bomb() -> bytes:
    """A workbook of about 300 KB whose sheet, called sheet1.dat, unpacks to 300 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(PLUMS))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = old.read(name).replace(b"sheet1.xml", b"sheet1.dat")
            if "sheet1" in name:
                body = body.replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), body)
    return out.getvalue()


def huge_picture() -> bytes:
    """A PNG of some bytes that declares 60,000 x 60,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(b"\0" * 100_000)
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (header, pixels)]  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def zip_bomb() -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("man.jpg", b"\0" * 300_000_000)
    return SimpleUploadedFile("anh.zip", out.getvalue())


def send(lan, data: bytes, *, key: str = "", photos=None):
    client = Client()
    client.force_login(lan)
    fields = {
        "producer": lan.producer.pk,
        "file": SimpleUploadedFile("mận.xlsx", data),
        "idempotency_key": key or str(uuid4()),
    }
    return client.post(reverse("products:new_import"), fields | ({"photos": photos} if photos else {}))


@pytest.mark.slow  # packs 300 MB twice
@pytest.mark.django_db
def test_bombs_are_refused_and_the_next_file_is_checked(lan):
    table = xlsx([*PLUMS, "man.jpg"])
    for answer, words in (
        (send(lan, bomb()), "Tệp có nhiều ô quá nên không đọc được."),
        (send(lan, table, photos=zip_bomb()), "Tệp zip bung ra lớn quá nên không nhận."),
    ):
        assert (answer.status_code, words in answer.text) == (400, True)
    assert (ProductImport.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    send(lan, table, photos=zip_of({"man.jpg": huge_picture()}))
    [row] = ProductImport.objects.get().rows.all()
    assert "triệu điểm ảnh" in row.errors["E2"][1]
    assert send(lan, table, photos=zip_of({"man.jpg": picture()})).status_code == 302
    assert [row.errors for row in ProductImport.objects.latest("pk").rows.all()] == [{}]


@pytest.mark.django_db
def test_photo_with_huge_dimensions_is_refused_and_the_next_one_stored(lan, client):
    client.force_login(lan)
    address = reverse("api:photos-list")
    answer = client.post(address, {"photo": SimpleUploadedFile("a.png", huge_picture())})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "image_too_many_pixels")
    assert Photo.objects.count() == 0
    assert client.post(address, {"photo": SimpleUploadedFile("a.jpg", picture())}).status_code == 201


@pytest.mark.django_db
def test_repeated_request_gets_its_answer_without_its_file_being_read_again(lan):
    key, data = str(uuid4()), xlsx(PLUMS)
    first = send(lan, data, key=key)
    os.kill(reading.child_pid(), signal.SIGSTOP)  # a second read would wait for it and be refused
    again = send(lan, data, key=key)
    reading.end_child()
    assert (again.status_code, again.url) == (302, first.url)
    assert ProductImport.objects.count() == 1


class Sending(threading.Thread):
    """A POST whose file is at the child, which is held by SIGSTOP, when `begin` returns."""

    @classmethod
    def begin(cls, lan, data: bytes, key: str) -> Sending:
        sending = cls(lan, data, key)
        os.kill(sending.child, signal.SIGSTOP)
        sending.start()
        eventually(reading.is_reading)
        return sending

    def __init__(self, lan, data: bytes, key: str) -> None:
        super().__init__()
        self.arguments, self.child, self.answer = (lan, data, key), reading.child_pid(), None

    def run(self) -> None:
        lan, data, key = self.arguments
        try:
            self.answer = send(lan, data, key=key)
        finally:
            connections.close_all()


@pytest.mark.crash
@pytest.mark.usefixtures("real_db")
def test_others_write_while_a_file_is_read(lan):
    sending = Sending.begin(lan, bomb(), str(uuid4()))
    try:
        Branch.objects.create(name="Chi hội bản Áng", level="chapter", parent=lan.producer.branch)
        assert sending.is_alive() and reading.is_reading()  # it was written while the file was being read
    finally:
        os.kill(sending.child, signal.SIGCONT)
        sending.join()
    assert sending.answer.status_code == 400
    assert Branch.objects.filter(name="Chi hội bản Áng").exists() and not ProductImport.objects.exists()


@pytest.mark.crash
@pytest.mark.usefixtures("real_db")
def test_nothing_is_stored_when_the_child_is_killed_while_it_reads(lan):
    key, data = str(uuid4()), xlsx(PLUMS)
    sending = Sending.begin(lan, data, key)
    os.kill(sending.child, signal.SIGKILL)
    sending.join()
    assert sending.answer.status_code == 400
    assert "Piêu đang đọc tệp thì bị ngắt. Chưa có gì thay đổi. Chị gửi lại tệp." in sending.answer.text
    assert (ProductImport.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    assert send(lan, data, key=key).status_code == 302  # the same request again
    assert ProductImport.objects.get().rows.count() == 1
