"""The disk gets full while Piêu serves: pages are read, writes are refused readably, and nothing acknowledged is lost."""

from __future__ import annotations

import http.client
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from members.models import User
from orders.models import Order, Purchase
from products.models import Photo
from tests.factories.products import picture
from tests.faults.conftest import Count, rounds
from tests.faults.disks import Disk
from tests.live import LiveProject, RealDatabase, eventually
from tests.orders.conftest import RATES, make_shop
from tests.orders.orders.test_hundredfold import body, checkout_form
from tests.orders.phones import Answer, Phone, Program, new_key
from tests.traceability.label_runs import a_run
from traceability.labels.enums import RunState

pytestmark = pytest.mark.load
SAYS_SO = "hết chỗ"


@dataclass
class Disks:
    var: Disk
    media: Disk
    database: RealDatabase
    folder: Any


@pytest.fixture
def on_sqlite(django_db_setup) -> None:
    """Skip before anything is counted: a check that never ran would look like one that found nothing."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's files are on another disk")


@pytest.fixture
def disks(tmp_path, django_db_setup, django_db_blocker) -> Iterator[Disks]:
    """Mount small disks for var and for media. SQLite's file is on that of var."""
    folder = tmp_path / "live"
    with (
        Disk.mounted(folder / "var", 48) as var,
        Disk.mounted(folder / "media", 8) as media,
        django_db_blocker.unblock(),
        RealDatabase.copied(var.folder) as database,
    ):
        yield Disks(var, media, database, folder)


@pytest.fixture
def project(disks, collected_static) -> Iterator[LiveProject]:
    with LiveProject.started(
        disks.database, static_root=collected_static, folder=disks.folder, parts=("web", "worker"), **RATES
    ) as project:
        yield project


class Camera:
    """A member's browser that sends photos."""

    def __init__(self, url: str, user: User, product: int) -> None:
        client = Client()
        client.force_login(user)
        self.address, self.path = urlsplit(url).netloc, f"/san-pham-cua-toi/{product}/anh/"
        self.cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={'t' * 32}"

    def send(self, *, key: str) -> Answer:
        mark = "----mark"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'.encode()
        line = http.client.HTTPConnection(self.address, timeout=60)
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": "t" * 32,
            "Idempotency-Key": key,
            "Content-Type": f"multipart/form-data; boundary={mark}",
        }
        with closing(line):
            line.request("POST", self.path, head + picture() + f"\r\n--{mark}--\r\n".encode(), headers)
            answer = line.getresponse()
            return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))


def pages(shop, visitor: Phone, seller: Phone, count: Count, when: str) -> None:
    """Read pages as a visitor and as the seller."""
    for phone, path in (
        (visitor, "/"),
        (visitor, "/products/"),
        (visitor, f"/products/{shop.product.slug}/"),
        (visitor, "/api/v1/products/"),
        (visitor, "/healthz"),
        (seller, "/ban-hang/"),
        (seller, "/san-pham-cua-toi/"),
    ):
        found = phone.read(path)
        count.case(found.status == 200, f"{when}: {path} is answered with {found.status}")


def is_refused_readably(answer: Answer) -> bool:
    return answer.status == 507 and SAYS_SO in answer.text


def until_refused(send, *, most: int = 400) -> tuple[list[Answer], str, Answer]:
    """Send with a new key each until one is refused: a database has a little room of its own. Return what was acknowledged."""
    done = []
    for _each in range(most):
        key = new_key()
        answer = send(key=key)
        if not answer.is_done:
            return done, key, answer
        done.append(answer)
    raise AssertionError("the disk was never full")


def refs_of(answers: list[Answer]) -> set[str]:
    return {order["ref"] for answer in answers for order in json.loads(answer.text)["orders"]}


def database_is_sound() -> bool:
    if connection.vendor != "sqlite":
        return True
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        return other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_full_disk_of_the_database_refuses_writes_and_loses_nothing(on_sqlite, disks, project, count):
    shop = make_shop(bags=100_000)
    connection.close()
    program, phone, seller = Program(project.url), Phone(project.url), Phone(project.url, shop.lan)
    connection.close()
    phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    acknowledged = [program.send("orders/", body(shop)) for _order in range(3)]
    for turn in range(rounds(1, 5)):
        disks.var.fill()
        done, key, refused = until_refused(lambda *, key: program.send("orders/", body(shop), key=key))
        acknowledged += done
        count.case(is_refused_readably(refused), f"order of the API: {refused.status} {refused.text[:300]}")
        codes = [each["code"] for each in json.loads(refused.text).get("errors", [])]
        count.case(codes == ["disk_full"], f"codes {codes}")
        page_key = new_key()
        found = phone.send("/gio-hang/dat/", checkout_form(shop), key=page_key)
        count.case(is_refused_readably(found), f"order of a page: {found.status} {found.text[:300]}")
        found = phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
        count.case(found.is_done or is_refused_readably(found), f"basket: {found.status}")
        wrong_pin = {"login": f"091234567{turn}", "password": "135792"}
        found = phone.send("/tai-khoan/dang-nhap/", wrong_pin)
        # allauth can't count the try, and asks to wait.
        count.case(found.status in (200, 429) or is_refused_readably(found), f"sign-in: {found.status}")
        pages(shop, phone, seller, count, "full")
        disks.var.empty()
        again = program.send("orders/", body(shop), key=key)
        count.case(again.status == 201, f"the same key, with room: {again.status}")
        acknowledged.append(again)
        found = phone.send("/gio-hang/dat/", checkout_form(shop), key=page_key)
        count.case(found.location.startswith("/mua/"), f"the same page, with room: {found.status}")
        phone.send(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
        pages(shop, phone, seller, count, "with room")
    stored = {str(ref) for ref in Order.objects.values_list("ref", flat=True)}
    count.case(refs_of(acknowledged) <= stored, "an acknowledged order is lost")
    wanted = len(refs_of(acknowledged)) + rounds(1, 5)
    count.case(Purchase.objects.count() == wanted, f"{Purchase.objects.count()} purchases, not {wanted}")
    count.case(database_is_sound(), "the database is damaged")


def test_full_disk_of_the_media_refuses_uploads_only(disks, project, count):
    shop = make_shop(bags=10_000)
    seller = Phone(project.url, shop.lan)
    camera, program = Camera(project.url, shop.lan, shop.product.pk), Program(project.url)
    count.case((first := camera.send(key=new_key())).is_done, f"photo: {first.status} {first.text[-300:]}")
    had = Photo.objects.count()
    disks.media.fill()
    key = new_key()
    refused = camera.send(key=key)
    count.case(is_refused_readably(refused), f"photo: {refused.status} {refused.text[-300:]}")
    count.case(Photo.objects.count() == had, "a photo without its file")
    count.case(program.send("orders/", body(shop)).status == 201, "an order needs no media")
    labels = a_run(shop, count=650, layout="a4-65")
    eventually(lambda: type(labels).objects.get(pk=labels.pk).state == RunState.FAILED)
    labels.refresh_from_db()
    count.case(SAYS_SO in labels.error, f"labels: {labels.error}")
    pages(shop, Phone(project.url), seller, count, "media full")
    disks.media.empty()
    count.case(camera.send(key=key).is_done, "the same photo, with room")
    count.case(Photo.objects.count() == had + 1, "one photo")
    count.case(seller.send(f"/tem/{labels.pk}/lam-lai/").is_done, "labels again")
    eventually(lambda: type(labels).objects.get(pk=labels.pk).state == RunState.READY)


def test_check_finds_a_database_that_acknowledges_without_writing(
    on_sqlite, disks, collected_static, planted
):
    """The planted fault answers an order that the disk refused as if it were placed."""
    shop = make_shop(bags=100_000)
    connection.close()
    with LiveProject.started(
        disks.database,
        static_root=collected_static,
        folder=disks.folder,
        parts=("web",),
        app="tests.faults.planted:acknowledging_everything()",
        **RATES,
    ) as project:
        program = Program(project.url)
        disks.var.fill()
        answers = []
        with suppress(AssertionError):
            for _order in range(200):
                answers.append(program.send("orders/", body(shop)))
                if "ref" in answers[-1].text and "invented" in answers[-1].text:
                    break
        disks.var.empty()
    stored = {str(ref) for ref in Order.objects.values_list("ref", flat=True)}
    planted.case(refs_of(answers) <= stored, "an acknowledged order is lost")
