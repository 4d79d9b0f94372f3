"""The prompter leads through her words by itself while her hands hold the goods."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.e2e.phone import NewPhone, eventually, give_pin, log_in
from tests.factories.members import LanFactory
from tests.factories.products import ListedProductFactory, ProducerFactory
from tests.live import LiveProject

pytestmark = pytest.mark.e2e


def test_the_prompter_scrolls_by_itself_until_it_is_stopped(live_project: LiveProject, new_phone: NewPhone):
    with transaction.atomic():
        lan = LanFactory()
        give_pin(lan)
        product = ListedProductFactory(producer=ProducerFactory(owner=lan))
    page = new_phone()
    log_in(page, live_project.url, lan.card_number, then=f"/hoc/live/{product.pk}/nhac-loi/?chu=to")
    page.goto(f"{live_project.url}/hoc/live/{product.pk}/nhac-loi/?chu=to")
    button = page.locator("[data-run]")
    expect(button).to_have_text("Chạy")
    scrolled = "() => document.documentElement.scrollTop"
    assert page.evaluate(scrolled) == 0
    button.tap()
    expect(button).to_have_text("Dừng")
    expect(button).to_have_attribute("aria-pressed", "true")
    eventually(lambda: page.evaluate(scrolled), until=lambda pixels: pixels > 20)
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "false")
    stopped = page.evaluate(scrolled)
    # As many frames as would have moved it on.
    page.evaluate(
        "async () => { for (let n = 0; n < 60; n++) await new Promise((next) => requestAnimationFrame(next)); }"
    )
    assert page.evaluate(scrolled) == stopped
