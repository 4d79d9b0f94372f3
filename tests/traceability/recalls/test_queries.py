"""A recall of very many lots needs as many queries as one of few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.consent.enums import ConsentPurpose
from members.models import Consent
from products.models import Product, ProductDecision
from products.producers.rules import public_phones, shows_phone
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from tests.factories.products import ListedProductFactory, ProducerFactory, make_user
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import Container, ContainerLot, LabelRun, Lot, OriginVersion, Recall, RecallReach
from traceability.scans.origin.content import names_of, product_content
from traceability.scans.origin.lookup import codec

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HTML = {"HTTP_ACCEPT": "text/html"}


def a_lot(number: int) -> Lot:
    """Return a public lot of a product that is listed, unlisted with its facts stored, or unlisted with its pages alone."""
    owner = make_user(f"Chị {number}")
    producer = ProducerFactory(phone=f"+8491200{number:04d}")
    producer.people.create(user=owner, role="owner")
    if number % 2:
        Consent.objects.create(user=owner, purpose=ConsentPurpose.PUBLIC_PHONE)
    product = ListedProductFactory(
        producer=producer, name=f"Mận {number}", listed_at=timezone.now() - dt.timedelta(hours=2)
    )
    code = code_for(product)
    lot = Lot.objects.create(product=product, code=f"A{number}", quantity=5, unit="kg")
    LabelRun.objects.create(
        lot=lot,
        code=code,
        count=9,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )
    how = number % 4
    if how == 1:
        publish_facts(actor=None, product=product)
    if how == 2:
        facts = {"product": {"name": product.name}}
        OriginVersion.objects.create(
            lot=lot, number=1, facts=facts, pin="", published_at=timezone.now() - dt.timedelta(hours=1)
        )
    if how:
        ProductDecision.objects.create(product=product, state=ProductState.RETIRED, decided_at=timezone.now())
        Product.objects.filter(pk=product.pk).update(
            state=ProductState.RETIRED, name=f"Thuốc tiên {number}", facts_version=9
        )
        product.refresh_from_db()
        publish_facts(actor=None, product=product)
    return lot


@pytest.fixture
def called_back() -> Callable[[int], SimpleNamespace]:
    """A carton, and the recall of so many more lots in it, each of which is recalled separately, too."""
    lots: list[Lot] = []

    def reach(count: int) -> SimpleNamespace:
        lots.extend(a_lot(len(lots)) for _n in range(count))
        first = lots[0]
        recall, _made = Recall.objects.get_or_create(lot=first, defaults={"reason": "Mốc"})
        carton, _made = Container.objects.get_or_create(
            uri="/thung/AAAABBBB", defaults={"producer": first.product.producer}
        )
        for lot in lots:
            RecallReach.objects.get_or_create(recall=recall, lot=lot)
            ContainerLot.objects.get_or_create(container=carton, lot=lot, defaults={"quantity": 1})
        for lot in lots[1:]:
            Recall.objects.get_or_create(lot=lot, defaults={"reason": "Mốc"})
        return SimpleNamespace(recall=recall, lots=lots, owner=first.product.producer.people.get().user)

    return reach


@pytest.mark.slow
def test_pages_of_a_recall_ask_a_fixed_number_of_queries(client, called_back):
    def query_counts(more: int) -> dict[str, int]:
        world, counts = called_back(more), {}
        pk = world.recall.pk
        for who in ("anybody", "maker"):
            if who == "maker":
                client.force_login(world.owner)
            for path in ("/thu-hoi/", f"/thu-hoi/{pk}/", f"/thu-hoi/{pk}/thong-bao/", "/thung/AAAABBBB"):
                client.get(path, **HTML)
                with CaptureQueriesContext(connection) as queries:
                    text = client.get(path, **HTML).text
                assert all(f"Mận {number}" in text for number in range(len(world.lots)) if number % 4 != 3)
                counts[f"{who} {path}"] = len(queries)
        client.logout()
        return counts

    assert query_counts(4) == query_counts(8)


@pytest.mark.slow
def test_names_of_many_lots_are_those_of_each(called_back, django_assert_num_queries):
    lots = list(
        Lot.objects.filter(pk__in=[lot.pk for lot in called_back(8).lots])
        .select_related("product")
        .order_by("pk")
    )
    with django_assert_num_queries(5):
        names = names_of(lots)
    assert names == [product_content(lot).name for lot in lots]
    assert names[:4] == ["Mận 0", "Mận 1", "Mận 2", "Thuốc tiên 3"]


@pytest.mark.slow
def test_numbers_of_many_producers_are_shown_as_those_of_each(called_back):
    producers = [lot.product.producer for lot in called_back(4).lots]
    producers[2].phone = None
    assert public_phones(producers) == {each.pk: each.phone for each in producers if shows_phone(each)}
    assert len(public_phones(producers)) == 2
