"""Lan hands her phone to Minh: nothing that Lan opened, typed or left unsent is shown to Minh, or sent as Minh's."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from products.models import Product
from tests.e2e.phone import Taps, eventually, give_pin, heading, log_in, wait_until_stored
from tests.e2e.test_diary_offline import DIARY, flush, record
from tests.e2e.test_wizard import NEW, PHOTO_WAITS, answer, take_photo
from tests.live import LiveProject
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from traceability.models import Event

pytestmark = pytest.mark.e2e

SECRET = "Mứt bí mật"
# The text of everything that this browser stores, except IndexedDB.
STORED = """async () => {
    const texts = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request, { ignoreVary: true });
            if (/text\\/html/.test(answer.headers.get("Content-Type"))) texts.push(await answer.text());
        }
    }
    return texts;
}"""


@pytest.fixture
def world(live_project: LiveProject):
    """Lan and Minh of one branch, each with a PIN, in the running project."""
    with building():
        world = make_world()
        give_pin(world.lan)
        give_pin(world.minh)
    return world


def is_unsent(route: Route) -> bool:
    """The server is not reached in time: no form of the outbox arrives."""
    path = urlsplit(route.request.url).path
    return route.request.method == "POST" and path.startswith(("/nhat-ky/", "/san-pham-cua-toi/"))


def leave_work(page: Page, url: str) -> None:
    """As Lan: open pages, leave a harvest and half a product on the phone, all unsent."""
    page.route("**/*", lambda route: route.abort() if is_unsent(route) else route.continue_())
    record(page, Taps(), "7")
    expect(page.locator("[data-outbox-list=diary] > li")).to_contain_text("chờ gửi")
    page.goto(url + NEW)
    take_photo(page, Taps())
    eventually(lambda: page.evaluate(PHOTO_WAITS))
    answer(page, Taps(), "name", SECRET)
    page.goto(f"{url}/toi/")


def owner_of(page: Page) -> str:
    return page.locator("html").get_attribute("data-owner") or ""


def assert_nothing_of_lan(page: Page, world, url: str, paths: tuple[str, ...]) -> None:
    lan = str(world.lan.ref)
    for path in paths:
        page.goto(url + path)
        text = page.content()
        assert lan not in text and SECRET not in text and "Thu hoạch 7 kg" not in text, path


def test_what_one_left_on_the_phone_is_neither_shown_nor_sent_as_the_other(live_project, world, phone):
    url = live_project.url
    context = phone()
    page = context.new_page()
    log_in(page, url, world.lan.card_number, then="/nhat-ky/")
    wait_until_stored(page, *DIARY)
    leave_work(page, url)
    page.goto(f"{url}/")
    page.get_by_role("button", name="Đổi người").tap()
    heading(page, "Ai dùng máy này?")

    # Between the two nobody is signed in: no page of Lan's, with a connection or without, and none by going back.
    lan, minh = str(world.lan.ref), str(world.minh.ref)
    for _ in range(3):
        page.go_back()
        assert owner_of(page) != lan and SECRET not in page.content()
    eventually(lambda: page.evaluate(STORED), until=lambda texts: not any(lan in text for text in texts))
    assert_nothing_of_lan(page, world, url, ("/", "/nhat-ky/", NEW, "/gio-hang/"))
    context.set_offline(True)
    assert_nothing_of_lan(page, world, url, ("/nhat-ky/", "/nhat-ky/ghi/"))
    context.set_offline(False)

    log_in(page, url, world.minh.card_number, then="/nhat-ky/")
    assert owner_of(page) == minh
    page.unroute("**/*")
    flush(page, 3)
    assert page.evaluate("async () => (await pieu.outbox.list()).length") == 0
    assert_nothing_of_lan(page, world, url, ("/", "/nhat-ky/", "/toi/", NEW, "/san-pham-cua-toi/"))
    expect(page.locator(f"input[value='{SECRET}']")).to_have_count(0)
    flush(page, 2)
    assert (Event.objects.count(), Product.objects.filter(name=SECRET).count()) == (0, 0)
    texts = page.evaluate(STORED)
    assert not any(lan in text or "Thu hoạch 7 kg" in text for text in texts)
    context.set_offline(True)
    assert_nothing_of_lan(page, world, url, ("/nhat-ky/", "/nhat-ky/ghi/"))
    context.set_offline(False)

    # Lan comes back: all of it is there, and is sent as Lan's.
    page.goto(f"{url}/")
    page.get_by_role("button", name="Đổi người").tap()
    heading(page, "Ai dùng máy này?")
    log_in(page, url, world.lan.card_number, then="/nhat-ky/")
    flush(page, 2)
    eventually(lambda: (flush(page, 1), Event.objects.count())[1], until=lambda count: count == 1)
    assert Event.objects.get().by_ref == world.lan.ref
    eventually(lambda: (flush(page, 1), Product.objects.filter(name=SECRET).count())[1])
    assert Product.objects.get(name=SECRET).producer.people.filter(user=world.lan).exists()
