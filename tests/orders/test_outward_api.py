"""Exchanges' files, share kits and Excel files of figures over the API: as on the pages, and nothing for strangers."""

from __future__ import annotations

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from orders.models import ExchangeTemplate
from orders.share.caption import caption_of
from orders.share.views import record_of
from tests.api import client_of, everything, problems, send_twice
from tests.orders.conftest import order_of
from tests.orders.exchanges.test_exchanges import HEADINGS, mapped, stall, template_file  # noqa: F401

pytestmark = pytest.mark.databases

API = "/api/v1"
MAPPING = {
    "sheet": "Hàng hoá",
    "heading_row": 3,
    "first_row": 4,
    "columns": [
        {"column": 2, "field": "title"}, {"column": 3, "field": "price"}, {"column": 4, "text": "Hàng Sơn La"},
        {"column": 5, "field": "pieces"},
    ],
}  # fmt: skip


def upload(client, address: str, data: bytes, key: str = "", **more):
    body = {"file": SimpleUploadedFile("mau.xlsx", data), **more}
    return client.post(
        address, body, format="multipart", headers={"Idempotency-Key": key or str(uuid.uuid4())}
    )


@pytest.mark.slow
def test_an_officer_keeps_maps_and_fills_an_exchanges_file(stall):  # noqa: F811
    thu, key, data = client_of(stall.thu), str(uuid.uuid4()), template_file()
    first, again = (upload(thu, f"{API}/exchanges/", data, key, name="Sàn tỉnh") for _n in range(2))
    made = first.json()
    assert (first.status_code, again.json(), ExchangeTemplate.objects.count()) == (201, made, 1)
    assert (made["name"], made["columns"], made["file_name"]) == ("Sàn tỉnh", [], "mau.xlsx")
    address = f"{API}/exchanges/{made['ref']}/"
    looks = {each["name"]: each["rows"] for each in thu.get(f"{address}sheets/").json()}
    assert {row["number"]: row["cells"] for row in looks["Hàng hoá"]}[3] == HEADINGS
    assert {"key": "pieces", "label": "Còn lại"} in thu.get(f"{API}/exchanges/fields/").json()
    unmapped = thu.get(f"{address}filled/")
    assert (unmapped.status_code, problems(unmapped)) == (400, [("not_mapped", None)])
    response = send_twice(thu, "post", f"{address}mapping/", MAPPING)
    assert (response["columns"], response["headings"], response["first_row"]) == (
        MAPPING["columns"],
        HEADINGS,
        4,
    )
    answer = thu.get(f"{address}filled/")
    assert (
        answer["Content-Type"].endswith("spreadsheetml.sheet")
        and "san-tinh-" in answer["Content-Disposition"]
    )
    page = load_workbook(io.BytesIO(answer.content))["Hàng hoá"]
    assert [page.cell(5, column).value for column in range(2, 6)] == [
        "Mận hậu Mộc Châu, túi 500 g",
        25_000,
        "Hàng Sơn La",
        20,
    ]
    same = upload(thu, f"{address}file/", template_file()).json()
    assert (same["changes"], same["exchange"]["columns"]) == ([], MAPPING["columns"])
    other = upload(thu, f"{address}file/", template_file([*HEADINGS, "Mới"])).json()
    assert (other["changes"], other["exchange"]["columns"]) == (["Thêm cột “Mới”."], [])
    assert thu.delete(address).status_code == 204
    assert thu.get(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"heading_row": 2}, ("no_heading", "heading_row")),
        ({"first_row": 3}, ("first_row", "first_row")),
        ({"sheet": "Không có"}, ("no_heading", "heading_row")),
        ({"columns": [{"column": 2, "field": "x"}]}, ("invalid_choice", "columns.0.field")),
        ({"columns": [{"column": 2}]}, ("invalid", "columns.0.field")),
        ({"columns": [{"column": 2, "text": "a"}, {"column": 2, "field": "sku"}]}, ("twice", "columns")),
    ],
    ids=["heading", "row", "sheet", "field", "nothing", "twice"],
)
def test_a_wrong_mapping_is_refused_and_changes_nothing(stall, change, problem):  # noqa: F811
    template = mapped(stall)
    before = everything([ExchangeTemplate])
    answer = client_of(stall.thu).post(f"{API}/exchanges/{template.ref}/mapping/", MAPPING | change)
    assert (answer.status_code, problems(answer)) == (400, [problem])
    assert everything([ExchangeTemplate]) == before


def test_words_of_a_list_are_mapped_only_in_mapped_files(stall):  # noqa: F811
    template = mapped(stall)
    thu, address = client_of(stall.thu), f"{API}/exchanges/{template.ref}/words/"
    assert thu.get(address).json() == []
    refused = thu.post(address, {"words": [{"column": 2, "ours": "Mận", "theirs": "Quả"}]})
    assert (refused.status_code, problems(refused)) == (400, [("word_unknown", None)])
    ExchangeTemplate.objects.update(columns={})
    unmapped = thu.post(address, {"words": [{"column": 2, "ours": "Mận", "theirs": ""}]})
    assert (unmapped.status_code, problems(unmapped)) == (400, [("not_mapped", None)])


def test_seller_fills_a_template_with_own_goods_and_cannot_change_it(stall):  # noqa: F811
    template = mapped(stall)
    address = f"{API}/exchanges/{template.ref}/"
    lan, hoa = client_of(stall.lan), client_of(stall.hoa)
    assert [row["ref"] for row in lan.get(f"{API}/exchanges/").json()["results"]] == [str(template.ref)]
    page = load_workbook(io.BytesIO(lan.get(f"{address}filled/?producer={stall.producer.pk}").content))[
        "Hàng hoá"
    ]
    assert page["B5"].value == "Mận hậu Mộc Châu, túi 500 g" and page["B6"].value is None
    before = everything([ExchangeTemplate])
    assert problems(hoa.get(f"{address}filled/?producer={stall.producer.pk}")) == [("invalid", "producer")]
    assert lan.get(f"{address}filled/").status_code == 403
    assert {lan.get(f"{address}{what}/").status_code for what in ("sheets", "words")} == {403}
    assert {lan.post(f"{address}{what}/", MAPPING).status_code for what in ("mapping", "words")} == {403}
    assert (
        lan.delete(address).status_code,
        upload(lan, f"{API}/exchanges/", b"x", name="a").status_code,
    ) == (403, 403)
    assert client_of().get(f"{API}/exchanges/").status_code == 401
    assert everything([ExchangeTemplate]) == before
    ExchangeTemplate.objects.update(columns={}, constants={})
    assert (lan.get(address).status_code, client_of(stall.thu).get(address).status_code) == (404, 200)


def test_a_share_kit_has_what_its_page_shows(stall, client):  # noqa: F811
    stall.product.story = "Nhà tôi trồng mận từ năm 1998. Ăn vào chữa khỏi bệnh tiểu đường."
    stall.product.save()
    address = f"{API}/share-kits/{stall.product.pk}/"
    kit = client_of(stall.lan).get(address).json()
    caption = caption_of(record_of(stall.product))
    assert (kit["caption"]["text"], kit["caption"]["hashtags"]) == (caption.text, list(caption.hashtags))
    assert [each["sentence"] for each in kit["caption"]["left_out"]] == ["Ăn vào chữa khỏi bệnh tiểu đường."]
    assert [(each["layout"], each["width"], each["height"]) for each in kit["pictures"]] == [
        ("vuong", 1080, 1080), ("dung", 1080, 1920), ("the", 1200, 630),
    ]  # fmt: skip
    client.force_login(stall.lan)
    page = client.get(reverse("orders:share", args=[stall.product.pk])).text
    assert all(each["url"] in page for each in kit["pictures"])
    assert client.get(kit["poster"].removeprefix("http://testserver")).status_code in (200, 400)
    assert "<iframe" in kit["embed"] and kit["url"].endswith(f"/products/{stall.product.slug}/")
    assert {
        client_of(stall.hoa).get(address).status_code,
        client_of(stall.minh).get(address).status_code,
    } == {404}
    assert client_of().get(address).status_code == 401


@pytest.mark.slow
def test_figures_and_book_come_as_the_excel_files_of_the_pages(stall, client):  # noqa: F811
    order_of(stall, 4)
    client.force_login(stall.lan)
    lan = client_of(stall.lan)

    def cells(data: bytes) -> list[list[list[object]]]:
        return [
            [[cell.value for cell in row] for row in sheet]
            for sheet in load_workbook(io.BytesIO(data)).worksheets
        ]

    pairs = [
        (f"{API}/sales-figures/{stall.producer.pk}/sheet/", reverse("orders:figures", args=[stall.producer.pk])),
        (f"{API}/sales-figures/{stall.producer.pk}/book/sheet/?basis=goods", reverse("orders:book", args=[stall.producer.pk]) + "?theo=goods"),
    ]  # fmt: skip
    for address, page in pairs:
        answer = lan.get(address)
        assert (
            answer["Content-Type"].endswith("spreadsheetml.sheet")
            and answer["Cache-Control"] == "private, no-store"
        )
        assert cells(answer.content) == cells(client.get(page, {"tep": "xlsx", "theo": "goods"}).content)
        for stranger in (stall.hoa, stall.thu):
            assert client_of(stranger).get(address).status_code == 404
    assert lan.get(f"{pairs[0][0]}?month=2026").status_code == 400
    assert problems(lan.get(f"{API}/sales-figures/{stall.producer.pk}/book/sheet/?basis=x")) == [
        ("invalid", "basis")
    ]
