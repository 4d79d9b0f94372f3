"""A process is killed at every step of uploads, label runs, imports and orders: nothing half-done is ever there.

After each kill the rows are those of before or of after, the files of all rows are whole, and in the end the same key
gets the same answer. Steps are statements, commits and changes of files (processes.py).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry, Pending
from members.models import Notice, User
from orders.models import Order, OrderLine, OrderStep, Purchase
from products.imports.enums import ImportState
from products.imports.making import make_import
from products.models import ImportRow, Photo, Product, ProductChange, ProductImport, ProductPhoto
from products.photos.actions import prepare_photo
from tests.factories.products import picture
from tests.faults.conftest import Count, rounds
from tests.faults.processes import killed_everywhere, run, without_transactions
from tests.orders.conftest import make_shop
from tests.orders.orders.test_hundredfold import body
from tests.orders.phones import new_key
from tests.products.imports.test_imports import xlsx
from tests.traceability.label_runs import a_lot, a_run
from tests.traceability.labels.test_crash import later
from traceability.labels.enums import RunState
from traceability.labels.runs.rendering import make_sheet
from traceability.models import LabelRun, Lot

pytestmark = pytest.mark.crash
KEPT = (
    Photo, ProductPhoto, Product, ProductChange, ProductImport, ImportRow, LabelRun, Lot, Purchase, Order, OrderLine,
    OrderStep, Entry, Pending, Notice, DBTaskResult, IdempotencyKey,
)  # fmt: skip
HEADING = ["Tên sản phẩm", "Giá (đồng)", "Đơn vị", "Số lượng", "Ảnh"]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path / "var"


@pytest.fixture
def reader(real_db) -> None:
    """Start the process that reads uploads, once for all processes that are forked from this one."""
    prepare_photo(a_picture())


@cache
def a_picture() -> bytes:
    """Return the same bytes each time: a repeated key has the same body."""
    return picture()


def rows() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in KEPT}


def sha256_of(name: str) -> str:
    try:
        return hashlib.sha256(Path(default_storage.path(name)).read_bytes()).hexdigest()
    except OSError:
        return "not there"


def broken_files() -> list[str]:
    """Return the files that rows name and that are not there whole."""
    names = [(photo.master.name, photo.sha256) for photo in Photo.objects.all()]
    for photo in Photo.objects.all():
        names += [(each["path"], each["sha256"]) for each in photo.variants.values() if "sha256" in each]
    names += [(run.pdf, run.pdf_sha256) for run in LabelRun.objects.exclude(pdf="")]
    broken = [name for name, sha256 in names if sha256_of(name) != sha256]
    zips = ProductImport.objects.exclude(photos="").exclude(state=ImportState.DONE)
    return broken + [name for each in zips if not is_whole_zip(name := str(each.photos))]


def is_whole_zip(name: str) -> bool:
    try:
        with zipfile.ZipFile(default_storage.path(name)) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False


def half_done() -> list[str]:
    """Return what no page may ever show."""
    found = broken_files()
    found += [f"key without answer: {row.pk}" for row in IdempotencyKey.objects.filter(status=None)]
    found += [f"run without sheet: {run.pk}" for run in LabelRun.objects.filter(state=RunState.READY, pdf="")]
    found += [f"order without lines: {order.pk}" for order in Order.objects.filter(lines=None)]
    found += [f"order without steps: {order.pk}" for order in Order.objects.filter(steps=None)]
    found += [
        f"photo nowhere: {photo.pk}" for photo in Photo.objects.filter(product_links=None, producer=None)
    ]
    found += [
        f"row without product: {row.pk}" for row in ImportRow.objects.filter(state="made", product=None)
    ]
    unrecorded = Product.objects.filter(pk__in=ImportRow.objects.values("product")).filter(changes=None)
    found += [f"product without its change: {product.pk}" for product in unrecorded]
    drafted = Product.objects.filter(draft_key__in=ImportRow.objects.filter(state="good").values("draft_key"))
    found += [f"product whose row still waits: {product.pk}" for product in drafted]
    return found


@dataclass
class Post:
    """A POST with one key, sent in a process of its own."""

    user: User | None
    path: str
    fields: Callable[[], dict[str, Any]]
    is_json: bool = False

    def __post_init__(self) -> None:
        self.key = new_key()
        self.session = ""
        if self.user is not None:
            client = Client()
            client.force_login(self.user)
            self.session = client.cookies["sessionid"].value

    def __call__(self) -> tuple[int, str]:
        client = Client(headers={"Idempotency-Key": self.key})
        if self.session:
            client.cookies["sessionid"] = self.session
        kind = {"content_type": "application/json"} if self.is_json else {}
        answer = client.post(self.path, self.fields(), **kind)
        # PostgreSQL keeps an answer's names in an order of its own (jsonb).
        content = (
            json.dumps(answer.json(), sort_keys=True) if self.is_json else answer.headers.get("Location", "")
        )
        return answer.status_code, content or answer.text[:2_000]


def kill_everywhere(
    act: Callable[[], Any],
    count: Count,
    *,
    commits: int | None = 1,
    stride: int,
    plant: Callable[[], object] | None = None,
    again: Callable[[], object] = lambda: None,
) -> Any:
    """Kill `act` at its steps and count the kills. commits: so many transactions, or None where it may be any number."""
    states = [rows()]
    # A factory's photos have rows without files.
    invented = set(half_done())

    def check(kill: int) -> bool:
        found, now = set(half_done()) - invented, rows()
        if now != states[-1]:
            states.append(now)
        is_one_too_many = commits is not None and len(states) > commits + 1
        count.case(not found and not is_one_too_many, f"kill {kill}: {found or now}")
        return not count.missed

    _kills, result = killed_everywhere(
        act,
        state=rows,
        check=check,
        again=again,
        stride=rounds(stride, 1),
        plant=plant,
        most=rounds(400, 3_000),
    )
    return result


def same_again(act: Callable[[], Any], first: Any, count: Count) -> None:
    before = rows()
    again = run(act)
    count.case(again == first, f"the same key got {again}, and {first} before")
    count.case(rows() == before, "the same key had another effect")


def a_photo() -> dict[str, Any]:
    return {"photo": SimpleUploadedFile("anh.jpg", a_picture())}


def test_upload_of_a_photo_is_whole_or_not_there(real_db, reader, count):
    shop = make_shop()
    post = Post(shop.lan, f"/san-pham-cua-toi/{shop.product.pk}/anh/", a_photo)
    had = Photo.objects.count()
    answer = kill_everywhere(post, count, stride=17)
    same_again(post, answer, count)
    count.case(Photo.objects.count() == had + 1, "one photo")
    count.case(
        DBTaskResult.objects.filter(task_path__contains="photo").count() == 1, "one task for its sizes"
    )


def test_check_finds_an_upload_without_a_transaction(real_db, reader, planted):
    shop = make_shop()
    post = Post(shop.lan, f"/san-pham-cua-toi/{shop.product.pk}/anh/", a_photo)
    kill_everywhere(post, planted, stride=17, plant=without_transactions)


def test_request_for_labels_makes_one_run(real_db, count):
    shop = make_shop()
    lot = a_lot(shop)
    post = Post(
        shop.lan, f"/tem/moi/{lot.pk}/a4-65/", lambda: {"count": "65", "offset_x": "", "offset_y": ""}
    )
    answer = kill_everywhere(post, count, stride=13)
    same_again(post, answer, count)
    count.case(LabelRun.objects.count() == 1, "one run")


def test_sheet_of_labels_is_made_whole(real_db, count):
    labels = a_run(make_shop(), count=65, layout="a4-65")

    def again() -> None:
        LabelRun.objects.update(attempts=0)
        later(labels)

    # Claimed, and recorded; the sheet is drawn in between.
    kill_everywhere(lambda: make_sheet(labels.pk), count, commits=None, stride=3, again=again)
    labels.refresh_from_db()
    count.case(labels.state == RunState.READY, f"the run is {labels.state}")
    count.case(Entry.objects.filter(kind="labels.ready").count() == 1, "one entry")
    count.case(Notice.objects.filter(kind="labels.ready").count() == 1, "one notice")


def a_table() -> dict[str, Any]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for name in ("man.jpg", "mo.jpg"):
            out.writestr(name, a_picture())
    table = xlsx(
        ["Mận sấy", "45.000", "kg", "10 kg", "man.jpg"], ["Mơ", "30.000", "kg", "", "mo.jpg"], heading=HEADING
    )
    return {
        "file": SimpleUploadedFile("hang.xlsx", table),
        "photos": SimpleUploadedFile("anh.zip", archive.getvalue()),
    }


def test_import_is_read_begun_and_carried_out_once(real_db, reader, count):
    shop = make_shop()
    had = Product.objects.count()
    sent = a_table()
    contents = {name: (file.name, file.read()) for name, file in sent.items()}

    def fields() -> dict[str, Any]:
        files = {name: SimpleUploadedFile(*content) for name, content in contents.items()}
        return {"producer": shop.producer.pk, **files}

    post = Post(shop.lan, "/san-pham-cua-toi/tu-tep/", fields)
    answer = kill_everywhere(post, count, stride=17)
    same_again(post, answer, count)
    imported = ProductImport.objects.get()
    begin = Post(shop.lan, f"/san-pham-cua-toi/tu-tep/{imported.ref}/dua-vao/", dict)
    same_again(begin, kill_everywhere(begin, count, stride=13), count)
    kill_everywhere(lambda: make_import.call(import_id=imported.pk), count, commits=None, stride=31)
    imported.refresh_from_db()
    count.case(imported.state == ImportState.DONE, f"the import is {imported.state}: {imported.error}")
    names = sorted(
        Product.objects.filter(pk__in=imported.rows.values("product")).values_list("name", flat=True)
    )
    count.case(names == ["Mơ", "Mận sấy"] and Product.objects.count() == had + 2, f"products: {names}")
    links = ProductPhoto.objects.filter(product__in=imported.rows.values("product")).count()
    count.case(links == 2, f"{links} photos of 2")


def test_order_is_placed_once(real_db, count):
    shop = make_shop()
    post = Post(None, "/api/v1/orders/", lambda: body(shop), is_json=True)
    answer = kill_everywhere(post, count, stride=13)
    same_again(post, answer, count)
    count.case(Order.objects.count() == 1, "one order")


def test_check_finds_an_order_without_a_transaction(real_db, planted):
    shop = make_shop()
    post = Post(None, "/api/v1/orders/", lambda: body(shop), is_json=True)
    kill_everywhere(post, planted, stride=13, plant=without_transactions)
