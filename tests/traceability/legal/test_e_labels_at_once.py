"""E-labels of several products at once: each succeeds or fails alone, refusals name the gaps, and all of it can be undone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.ledger.models import Entry
from members.acting import Actor
from members.rules import NotAllowed
from products.models import Product
from products.products.enums import ProductState
from tests.api import client_of, problems, send_twice
from tests.factories.products import ListedProductFactory, ProducerFactory, make_branch, make_user
from tests.factories.traceability import LotFactory
from tests.people import LAN
from traceability.labels.actions.codes import code_for
from traceability.legal.actions.e_label_switches import (
    MOST,
    TooMany,
    What,
    preview_e_labels,
    switch_e_labels,
)
from traceability.legal.actions.passports import switch_e_label
from traceability.models import ELabel

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PAGE = "/san-pham-cua-toi/nhan-dien-tu/"
API = "/api/v1/e-labels/switch/"


@pytest.fixture
def lan():
    return make_user(LAN.full_name, branch=make_branch())


@pytest.fixture
def goods(lan) -> list[Product]:
    """Plums, jam without any text required for packed food, unlisted cloth with printed labels, and tea."""
    producer = ProducerFactory()
    producer.people.create(user=lan)
    plums, jam, cloth, tea = (
        ListedProductFactory(producer=producer, name=name) for name in ("Mận", "Mứt", "Khăn", "Chè")
    )
    switch_e_label(actor=Actor.of(lan), product=cloth, is_on=True)
    Product.objects.filter(pk=cloth.pk).update(state=ProductState.RETIRED)
    Product.objects.filter(pk=jam.pk).update(
        ocop_set=7, is_packed=True, warnings="không", usage="ăn", storage="mát", ingredients="mận"
    )
    LotFactory(product=plums)
    return [Product.objects.get(pk=each.pk) for each in (plums, jam, cloth, tea)]


def state() -> list[tuple[str, bool]]:
    return [
        (row.product.name, row.until is None)
        for row in ELabel.objects.order_by("pk").select_related("product")
    ]


def outcome_rows(outcomes) -> list[tuple[str, str, list[str]]]:
    return [(one.product.name, one.what.value, [gap.rule.id for gap in one.gaps]) for one in outcomes]


def test_complete_e_labels_are_switched_and_the_others_list_their_gaps(lan, goods):
    actor = Actor.of(lan)
    before = Entry.objects.count()
    would = preview_e_labels(actor=actor, products=goods, is_on=True)
    assert state() == [("Khăn", True)] and Entry.objects.count() == before
    done = switch_e_labels(actor=actor, products=goods, is_on=True)
    assert outcome_rows(done) == outcome_rows(would) == [
        ("Mận", "switched", []),
        ("Mứt", "refused", ["food-quantity", "food-shelf-life", "nutrition-need"]),
        ("Khăn", "already", []),
        ("Chè", "switched", []),
    ]  # fmt: skip
    assert state() == [("Khăn", True), ("Mận", True), ("Chè", True)]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)[before:]) == ["elabel.on"] * 2
    # Undone: the history has both.
    back = switch_e_labels(
        actor=actor, products=[one.product for one in done if one.what == What.SWITCHED], is_on=False
    )
    assert {one.what for one in back} == {What.SWITCHED}
    assert state() == [("Khăn", True), ("Mận", False), ("Chè", False)]
    # Switching off is never refused: also for an unlisted product.
    assert outcome_rows(switch_e_labels(actor=actor, products=goods[1:3], is_on=False)) == [
        ("Mứt", "already", []),
        ("Khăn", "switched", []),
    ]
    assert outcome_rows(switch_e_labels(actor=actor, products=goods[2:3], is_on=True))[0][1] == "refused"


def test_none_is_switched_where_one_is_a_strangers_or_they_are_too_many(lan, goods):
    actor, strange = Actor.of(lan), ListedProductFactory(name="Của Hoa")
    with pytest.raises(NotAllowed):
        switch_e_labels(actor=actor, products=[goods[0], strange], is_on=True)
    for products in ([], [Product(pk=pk, producer=goods[0].producer) for pk in range(1, MOST + 2)]):
        with pytest.raises(TooMany):
            switch_e_labels(actor=actor, products=products, is_on=True)
    assert state() == [("Khăn", True)]


def test_lots_are_locked_before_their_products(lan, goods):
    """SQLite has no row locks; PostgreSQL takes the rows in the order of the locks."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone locks rows")
    for act in (
        lambda: switch_e_label(actor=Actor.of(lan), product=goods[0], is_on=True),
        lambda: switch_e_labels(actor=Actor.of(lan), products=goods[:1], is_on=False),
    ):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            act()
        locks = [query["sql"] for query in taken if " FOR " in query["sql"] and "UPDATE" in query["sql"]]
        assert "traceability_lot" in locks[0] and any('FROM "products_product"' in sql for sql in locks[1:])


@pytest.mark.slow
def test_page_previews_switches_and_reverts_e_labels(client, lan, goods):
    client.force_login(lan)
    plums, jam, cloth, tea = goods
    page = client.get(PAGE).text
    assert [page.count(f'value="{product.pk}" id="product-') for product in goods] == [1, 1, 1, 1]
    assert "Chị được xem trước khi đổi, và đổi lại được." in page and "Đổi lại như cũ" not in page
    chosen = {"products": [str(product.pk) for product in goods], "on": "1"}
    response = client.post(PAGE, chosen)
    assert response.status_code == 200 and "Sẽ bật (2)" in " ".join(
        response.text.replace("</", " </").split()
    ).replace("Sẽ bật  (", "Sẽ bật (")
    assert "Chưa bật được, còn thiếu" in response.text and f"/san-pham-cua-toi/{jam.pk}/sua/" in response.text
    read = "Luật của trang này, ai đã đọc"
    assert read not in page and read in response.text
    assert state() == [("Khăn", True)]
    key = "k" * 20
    for _again in range(2):
        answer = client.post(PAGE, chosen | {"confirmed": "1", "idempotency_key": key})
        assert answer.status_code == 302
    assert state() == [("Khăn", True), ("Mận", True), ("Chè", True)]
    text = client.get(answer["Location"]).text
    assert (
        "Đã bật cho 2 sản phẩm" in text
        and "Mận, Chè." in text
        and "30/2026/TT-BYT" in text
        and read in text
        and "Đổi lại như cũ" in text
    )
    undone = client.post(PAGE, {"products": [str(plums.pk), str(tea.pk)], "on": "0", "confirmed": "1"})
    assert "Đã tắt cho 2 sản phẩm" in client.get(undone["Location"]).text
    assert state() == [("Khăn", True), ("Mận", False), ("Chè", False)]
    nothing = client.post(PAGE, {"on": "1"})
    assert (
        nothing.status_code == 400
        and 'id="products-error"' in nothing.text
        and "Chị chọn từ 1 đến 200 sản phẩm." in nothing.text
    )
    assert cloth.e_labels.filter(until=None).exists()


def test_a_stranger_can_neither_switch_nor_find_them(client, goods):
    client.force_login(make_user("Hoa"))
    ids = [str(product.pk) for product in goods]
    assert client.post(PAGE, {"products": ids, "on": "1", "confirmed": "1"}).status_code == 404
    page = client.get(f"{PAGE}?doi={','.join(ids)}&on=1").text + client.get(f"{PAGE}in/").text
    assert not [product.name for product in goods if product.name in page] and state() == [("Khăn", True)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_1_and_3_products(client, lan, count, django_assert_num_queries):
    producer = ProducerFactory()
    producer.people.create(user=lan)
    for _each in range(count):
        ListedProductFactory(producer=producer)
    client.force_login(lan)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(PAGE).status_code == 200
    assert len(taken) == 7


def test_paper_has_every_product_with_its_e_label_on(client, lan, goods):
    switch_e_labels(actor=Actor.of(lan), products=goods, is_on=True)
    code_for(goods[0])
    client.force_login(lan)
    page = client.get(f"{PAGE}in/").text
    assert [f"<h2>{name}</h2>" in page for name in ("Mận", "Mứt", "Khăn", "Chè")] == [True, False, True, True]
    assert page.count("paper-label__code") == 1 and "Xuất xứ" in page and "<dt>Số lô</dt>" not in page


def test_several_are_switched_over_the_api_under_one_key(lan, goods):
    client = client_of(lan)
    body = {"products": [product.pk for product in goods[:2]], "is_on": True}
    would = client.post(API, body | {"preview": True}, format="json")
    assert would.status_code == 200 and state() == [("Khăn", True)]
    done = send_twice(client, "post", API, body)
    assert done == would.json() and [(one["product"], one["what"]) for one in done] == [
        (goods[0].pk, "switched"),
        (goods[1].pk, "refused"),
    ]
    lacks = {gap["rule"]: gap for gap in done[1]["gaps"]}
    assert (
        lacks["nutrition-need"]["field"] == "nutrition"
        and "30/2026/TT-BYT" in lacks["nutrition-need"]["clause"]
    )
    assert state() == [("Khăn", True), ("Mận", True)]
    strange = ListedProductFactory()
    assert (
        client.post(API, {"products": [goods[3].pk, strange.pk], "is_on": True}, format="json").status_code
        == 404
    )
    assert problems(client.post(API, {"products": [], "is_on": True}, format="json"))[0][1].startswith(
        "products"
    )
    assert state() == [("Khăn", True), ("Mận", True)]
