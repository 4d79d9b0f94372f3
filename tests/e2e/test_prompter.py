"""Pages used in front of a camera: the prompter scrolls and holds the screen awake, the price card fills it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from members.models import User
from products.models import Product
from tests.e2e.phone import NewPhone, eventually, give_pin, log_in
from tests.factories.members import LanFactory
from tests.factories.products import ListedProductFactory, ProducerFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
# Wake locks that the browser gave, so that the test can check later whether they are still active.
REMEMBER_LOCKS = """() => {
  window.locks = [];
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function (...asked) {
    const lock = await request.apply(this, asked);
    window.locks.push(lock);
    return lock;
  };
}"""
AWAKE = "() => window.locks.map((lock) => !lock.released)"


@pytest.fixture
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Start the whole browser: its headless shell has no wake locks."""
    whole = playwright.chromium.launch(**browser_type_launch_args | {"executable_path": "/usr/bin/chromium"})
    yield whole
    whole.close()


@pytest.fixture
def people(live_project: LiveProject) -> tuple[User, Product]:
    with building():
        lan = LanFactory()
        give_pin(lan)
        return lan, ListedProductFactory(producer=ProducerFactory(owner=lan))


def awake(page: Page, wanted: list[bool]) -> None:
    eventually(lambda: page.evaluate(AWAKE), until=lambda held: held == wanted)


def test_the_prompter_scrolls_and_keeps_the_screen_awake_until_it_is_stopped(
    live_project: LiveProject, people: tuple[User, Product], new_phone: NewPhone
) -> None:
    lan, product = people
    page = new_phone()
    log_in(page, live_project.url, lan.card_number, then=f"/hoc/live/{product.pk}/nhac-loi/?chu=to")
    page.goto(f"{live_project.url}/hoc/live/{product.pk}/nhac-loi/?chu=to")
    page.evaluate(REMEMBER_LOCKS)
    button = page.locator("[data-run]")
    expect(button).to_have_text("Chạy")
    icons = button.locator(".prompter__run, .prompter__stop")
    assert [each.is_visible() for each in icons.all()] == [True, False]
    scrolled = "() => document.documentElement.scrollTop"
    assert page.evaluate(scrolled) == 0
    button.tap()
    expect(button).to_have_text("Dừng")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert [each.is_visible() for each in icons.all()] == [False, True]
    eventually(lambda: page.evaluate(scrolled), until=lambda pixels: pixels > 20)
    awake(page, [True])
    button.tap()
    expect(button).to_have_attribute("aria-pressed", "false")
    awake(page, [False])
    stopped = page.evaluate(scrolled)
    # As many frames as would have scrolled it.
    page.evaluate(
        "async () => { for (let n = 0; n < 60; n++) await new Promise((next) => requestAnimationFrame(next)); }"
    )
    assert page.evaluate(scrolled) == stopped


def test_the_price_card_fills_the_screen_and_keeps_it_awake_until_it_is_left(
    live_project: LiveProject, people: tuple[User, Product], new_phone: NewPhone
) -> None:
    lan, product = people
    page = new_phone()
    address = f"/hoc/live/{product.pk}/bang-gia/"
    log_in(page, live_project.url, lan.card_number, then=address)
    page.evaluate(REMEMBER_LOCKS)
    page.get_by_role("button", name="Mở hết màn hình").tap()
    page.wait_for_function("() => document.fullscreenElement?.matches('.price-card')")
    card = page.locator(".price-card").bounding_box()
    width, height = page.evaluate("() => [innerWidth, innerHeight]")
    assert card is not None
    assert card["width"] >= width - 1 and card["height"] >= height - 1
    # Price and code are completely on the screen, and nothing else is.
    for part in (".price-card__price", ".price-card__code"):
        box = page.locator(part).bounding_box()
        assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= height
    awake(page, [True])
    page.evaluate("() => document.exitFullscreen()")
    page.wait_for_function("() => !document.fullscreenElement")
    awake(page, [False])
    expect(page.get_by_role("button", name="Mở hết màn hình")).to_be_visible()


def test_overlay_follows_the_product_and_empties_when_it_is_retired(
    live_project: LiveProject, people: tuple[User, Product], new_phone: NewPhone
) -> None:
    _lan, product = people
    page = new_phone()
    page.clock.install()
    page.goto(f"{live_project.url}/hoc/live/man-hinh/{product.slug}/")
    price = page.locator(".overlay__price")
    expect(price).to_contain_text("45.000")
    Product.objects.filter(pk=product.pk).update(price=39_000)
    page.clock.run_for(61_000)
    expect(price).to_contain_text("39.000")
    Product.objects.filter(pk=product.pk).update(state="retired")
    page.clock.run_for(61_000)
    expect(page.locator("body *")).to_have_count(0)
