"""A table of products sent by a program: dry run, confirmation, progress, and undo; strangers get 404."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from products.imports.making import make_import
from products.imports.undoing import undo_rows
from products.models import ImportRow, Product, ProductImport
from tests.api import client_of, everything, problems
from tests.factories.products import make_user, picture
from tests.people import HOA
from tests.products.imports.test_imports import lan, xlsx, zip_of  # noqa: F401

pytestmark = pytest.mark.databases

API = "/api/v1/product-imports/"
PLUMS = ["Mận hậu", "45k", "kg"]
HEAD = ["Tên", "Giá", "ĐVT"]


def file(*rows: list[object], heading: list[str] = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("hang.xlsx", xlsx(*rows, heading=heading))


def sent(client, lan, *rows, **more):  # noqa: F811
    key = more.pop("key", str(uuid.uuid4()))
    body = {"producer": lan.producer.pk, "file": more.pop("file", None) or file(*rows), **more}
    return client.post(API, body, format="multipart", headers={"Idempotency-Key": key})


def test_a_table_is_looked_at_made_and_taken_back(lan):  # noqa: F811
    client, key = client_of(lan), str(uuid.uuid4())
    table = xlsx(PLUMS, ["Mơ", "rẻ", "hũ"], heading=HEAD)
    answers = [sent(client, lan, file=SimpleUploadedFile("hang.xlsx", table), key=key) for _n in range(2)]
    made = answers[0].json()
    assert [answer.status_code for answer in answers] == [201, 201] and answers[1].json() == made
    assert (ProductImport.objects.count(), Product.objects.count()) == (1, 0)
    assert (made["state"], made["file_name"], made["rows"]["good"], made["rows"]["wrong"]) == (
        "checked",
        "hang.xlsx",
        1,
        1,
    )
    address = f"{API}{made['ref']}/"
    good, wrong = client.get(f"{address}rows/").json()["results"]
    assert (good["line"], good["state"], good["values"]["price"], good["wrong_cells"]) == (
        2,
        "good",
        45_000,
        [],
    )
    assert [(each["cell"], each["heading"]) for each in wrong["wrong_cells"]] == [("B3", "Giá (đồng)")]
    assert [row["line"] for row in client.get(f"{address}rows/?state=wrong").json()["results"]] == [3]
    assert client.get(f"{address}rows/?state=x").status_code == 400
    assert client.post(f"{address}undo/").status_code == 409
    assert (
        client.post(f"{address}start/").json()["state"]
        == "running"
        == client.post(f"{address}start/").json()["state"]
    )
    make_import.call(import_id=ProductImport.objects.get().pk)
    make_import.call(import_id=ProductImport.objects.get().pk)
    done = client.get(address).json()
    assert (done["state"], done["rows"]["made"], Product.objects.get().name) == ("done", 1, "Mận hậu")
    assert (
        client.get(f"{address}rows/?state=made").json()["results"][0]["product"] == Product.objects.get().pk
    )
    assert client.post(f"{address}undo/").json()["state"] == "undoing"
    undo_rows.call(import_id=ProductImport.objects.get().pk)
    assert client.get(address).json()["state"] == "undone"
    assert Product.objects.get().state == "retired"


def test_a_table_without_a_good_row_is_not_started(lan):  # noqa: F811
    client = client_of(lan)
    made = sent(client, lan, ["Mơ", "rẻ", "hũ"]).json()
    answer = client.post(f"{API}{made['ref']}/start/")
    assert (answer.status_code, problems(answer)) == (409, [("nothing_good", None)])
    assert ProductImport.objects.get().state == "checked"


@pytest.mark.slow
def test_strangers_send_nothing_and_find_nothing(lan):  # noqa: F811
    made = sent(client_of(lan), lan, PLUMS).json()
    before = everything([ProductImport, ImportRow, Product])
    hoa = client_of(make_user(HOA.full_name))
    refused = sent(hoa, lan, PLUMS)
    assert (refused.status_code, problems(refused)) == (400, [("invalid", "producer")])
    address = f"{API}{made['ref']}/"
    assert hoa.get(API).json()["results"] == []
    assert {hoa.get(address).status_code, hoa.get(f"{address}rows/").status_code} == {404}
    assert {hoa.post(f"{address}start/").status_code, hoa.post(f"{address}undo/").status_code} == {404}
    assert {client_of().get(API).status_code, client_of().post(f"{address}start/").status_code} == {401}
    assert everything([ProductImport, ImportRow, Product]) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"file": SimpleUploadedFile("a.xlsx", b"x")}, "file"),
        ({"file": SimpleUploadedFile("a.xlsx", b"x" * 5_000_001)}, "file"),
        ({"photos": SimpleUploadedFile("a.zip", b"x")}, "photos"),
        ({"zip": str(uuid.uuid4())}, "zip"),
        ({"zip": str(uuid.uuid4()), "photos": SimpleUploadedFile("a.zip", b"x")}, "zip"),
    ],
    ids=["no table", "too large", "no zip", "unknown zip", "two zips"],
)
def test_unreadable_input_is_refused_at_its_field(lan, body, field):  # noqa: F811
    before = everything([ProductImport, ImportRow])
    answer = sent(client_of(lan), lan, PLUMS, **body)
    assert (answer.status_code, [attr for _code, attr in problems(answer)]) == (400, [field])
    assert everything([ProductImport, ImportRow]) == before


def test_photos_come_in_pieces_that_survive_a_drop(lan, settings, tmp_path):  # noqa: F811
    settings.VAR_DIR = tmp_path
    client, key = client_of(lan), uuid.uuid4()
    data = zip_of({"man.jpg": picture()}).read()
    address = f"{API}zips/{key}/"

    def piece(part: bytes, offset: object):
        headers = {"Upload-Offset": str(offset)}
        return client.generic(
            "POST", f"{address}pieces/", part, content_type="application/octet-stream", headers=headers
        )

    assert client.get(address).json() == {"key": str(key), "offset": 0}
    assert piece(data[:50], 0).json()["offset"] == 50
    again = piece(data[:50], 0)
    assert (again.status_code, problems(again)) == (409, [("upload_offset", None)])
    assert problems(piece(data[50:], "x")) == [("invalid", "Upload-Offset")]
    assert client.get(address).json()["offset"] == 50
    assert client_of(make_user(HOA.full_name)).get(address).json()["offset"] == 0
    assert piece(data[50:], 50).json()["offset"] == len(data)
    table = file([*PLUMS, "man.jpg"], heading=[*HEAD, "Ảnh"])
    made = sent(client, lan, file=table, zip=str(key)).json()
    assert made["rows"]["good"] == 1
    assert client.get(f"{API}{made['ref']}/rows/").json()["results"][0]["photos"] == ["man.jpg"]
    assert client.get(address).json()["offset"] == 0


def test_the_file_to_fill_in_is_an_excel_file(lan):  # noqa: F811
    answer = client_of(lan).get(f"{API}template/")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value


def test_lists_cost_the_same_at_1_and_3_tables(lan, django_assert_num_queries):  # noqa: F811
    client = client_of(lan)
    sent(client, lan, PLUMS)
    client.get(API)
    with django_assert_num_queries(4):
        client.get(API)
    sent(client, lan, PLUMS)
    sent(client, lan, PLUMS, ["Mơ", "30k", "kg"])
    with django_assert_num_queries(4):
        assert [row["rows"]["good"] for row in client.get(API).json()["results"]] == [2, 1, 1]


@pytest.mark.slow
def test_other_columns_of_a_later_table_are_changed_if_the_program_asks(lan):  # noqa: F811
    client = client_of(lan)
    first, later = (xlsx([*PLUMS[:3], amount], heading=[*HEAD[:3], "Số lượng"]) for amount in (20, 30))

    def look(data: bytes) -> str:
        return sent(client, lan, file=SimpleUploadedFile("hang.xlsx", data)).json()["ref"]

    def start(ref: str, body: object = None) -> int:
        status = client.post(f"{API}{ref}/start/", body).status_code
        make_import.call(import_id=ProductImport.objects.get(ref=ref).pk)
        return status

    assert start(look(first)) == 200
    ref = look(later)
    (row,) = client.get(f"{API}{ref}/rows/").json()["results"]
    assert (row["state"], row["beside"]) == ("known", {"quantity": [["20", "kg"], ["30", "kg"]]})
    assert start(ref, {"with_beside": "maybe"}) == 400
    assert start(ref) == 409
    assert start(ref, {"with_beside": True}) == 200
    assert Product.objects.get().lots.get().quantity == 30
