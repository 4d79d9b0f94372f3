"""A foreign browser scans a label, takes English in one line, and keeps it on to the basket."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from members.acting import Actor
from orders.models import Offer
from products.models import Product
from products.products.actions.products import translate_product
from products.search.actions import refresh_card
from tests.e2e.phone import NewPhone, follow, heading
from tests.factories.members import OfficerFactory
from tests.live import LiveProject
from tests.orders.conftest import make_shop
from traceability.labels.actions.codes import code_for
from traceability.scans.origin.addresses import origin_path

pytestmark = pytest.mark.e2e


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB"}


# Until the catalogue has the sentence, English pages show it as it is in the source.
GAP = re.compile("No English name yet|Chưa có tên tiếng Anh")


def test_a_foreign_browser_reads_english_from_the_scan_to_the_basket(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    url, shop = live_project.url, make_shop()
    officer = Actor.of(OfficerFactory(branch=shop.producer.branch))
    product = Product.objects.get(pk=shop.bag.product_id)
    code_for(product)
    translate_product(
        actor=officer, product=product, name_en="Early plums", summary_en="Picked at dawn in one orchard."
    )
    other = Offer.objects.exclude(product=product).get()
    refresh_card(product=other.product)
    phone = new_phone()

    phone.goto(url + origin_path(shop.lot))
    heading(phone, product.name)
    offer = phone.get_by_role("link", name="Read in English")
    expect(offer).to_be_visible()
    follow(phone, offer)
    heading(phone, "Early plums")
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_text("Picked at dawn in one orchard.")).to_be_visible()
    expect(phone.get_by_text(GAP)).to_have_count(0)
    expect(phone.get_by_role("link", name="Read in English")).to_have_count(0)

    # The next scan is in English by itself.
    phone.goto(url + origin_path(shop.lot))
    heading(phone, "Early plums")
    follow(phone, phone.get_by_role("link", name="Order this product"))
    heading(phone, "Early plums")
    expect(phone.locator(".product__price")).to_contain_text("/500 g bag")

    phone.locator("[name=count]").first.fill("2")
    follow(phone, phone.locator(".buy-bar button, .buy-here").locator("visible=true").first)
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    goods = phone.locator(".basket__goods")
    expect(goods).to_contain_text("Early plums")
    expect(goods).to_contain_text("500 g bag")
    expect(goods).not_to_contain_text("túi")
    expect(phone.get_by_text(GAP)).to_have_count(0)

    # Goods that nobody has translated keep their name, and the page says so once.
    phone.goto(f"{url}/products/{other.product.slug}/")
    heading(phone, other.product.name)
    expect(phone.get_by_text(GAP)).to_have_count(1)
    expect(phone.locator("h1 [lang=vi]")).to_have_text(other.product.name)
    phone.goto(f"{url}/products/")
    expect(phone.get_by_text(GAP)).to_have_count(1)
    expect(phone.get_by_role("link", name="Early plums")).to_be_visible()
