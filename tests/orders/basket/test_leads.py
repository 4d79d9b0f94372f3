"""An order from a lot's page: the path is stored with it, and nothing else is counted as one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from orders.figures.month import month_figures
from orders.figures.periods import this_month
from orders.models import OrderLine
from tests.factories.traceability import LotFactory
from tests.orders.orders.test_pages import KEY, client_of, ways
from traceability.models import Scan
from traceability.scans.leads import lead_of
from traceability.scans.origin.pages import lot_page, render_lot

pytestmark = pytest.mark.databases

LINK = re.compile(r'href="(/products/man-hau/\?tu-lo=[^"]+)"')


def led(shop) -> int:
    return month_figures(shop.producer, this_month()).led


def buy(client: Client, shop, lead: str) -> OrderLine:
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1", "lead": lead})
    client.post("/gio-hang/dat/", ways(shop) | {"idempotency_key": KEY})
    return OrderLine.objects.get()


@pytest.mark.slow
def test_the_way_from_a_lots_page_to_the_order_is_stored(client, shop):
    link = LINK.search(render_lot(shop.lot.pk, "vi"))
    page = client.get(link[1])
    (lead,) = set(re.findall(r'name="lead" value="([^"]+)"', page.text))
    assert buy(client, shop, lead).scanned_lot == shop.lot
    assert led(shop) == 1
    # A later purchase from the product's own page has no lead.
    assert "led_by" not in client.session
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    client.post("/gio-hang/dat/", ways(shop) | {"idempotency_key": KEY[::-1]})
    assert OrderLine.objects.filter(scanned_lot=None).count() == 1 and led(shop) == 1


def test_the_page_of_a_lot_stays_one_for_all_its_labels(shop):
    first, again = (render_lot(shop.lot.pk, "vi") for _look in range(2))
    assert first == again
    assert lead_of(shop.lot.pk) in first and lot_page(shop.lot.pk, 1, 1, "vi") is lot_page(
        shop.lot.pk, 1, 1, "vi"
    )


@pytest.mark.slow
def test_words_that_no_page_wrote_and_other_products_lots_lead_to_nothing(client, shop):
    for words in (
        "",
        "1",
        str(shop.lot.pk),
        f"{shop.lot.pk}:forged",
        lead_of(shop.fish_lot.pk),
        lead_of(10**30),
    ):
        client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1", "lead": words})
        assert "led_by" not in client.session, words
    assert buy(client, shop, "x" * 5_000).scanned_lot is None
    assert led(shop) == 0


@pytest.mark.slow
def test_purchases_of_the_producers_people_count_as_no_lead(shop):
    line = buy(client_of(shop.lan), shop, lead_of(shop.lot.pk))
    assert line.scanned_lot == shop.lot and led(shop) == 0


def test_a_lot_that_is_gone_by_then_does_not_hold_the_order_up(client, shop):
    lot = LotFactory(product=shop.product, code="MAN-9", quantity=1)
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1", "lead": lead_of(lot.pk)})
    lot.delete()
    assert buy(client, shop, "").scanned_lot is None


@pytest.mark.parametrize("is_repeat", [False, True])
def test_month_figures_count_first_checks_of_own_labels(shop, is_repeat):
    Scan.objects.create(
        lot=shop.lot, device=b"x", verdict="genuine", is_repeat=is_repeat, scanned_at=timezone.now()
    )
    Scan.objects.create(lot=shop.fish_lot, device=b"x", verdict="genuine", scanned_at=timezone.now())
    assert month_figures(shop.producer, this_month()).scans == (0 if is_repeat else 1)
