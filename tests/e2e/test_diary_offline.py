"""Lan in the orchard: the browser starts without a connection, and the harvest is sent once, later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from products.models import Product
from tests.e2e.phone import Taps, eventually, give_pin, log_in, ready, sent, wait_until_stored
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from traceability.models import Event, EventLot, Lot

pytestmark = pytest.mark.e2e

MOST_TAPS = 10
# Both pages of the diary and their files.
DIARY = ("/nhat-ky/", "/nhat-ky/ghi/", "traceability/diary/diary", "theme/outbox")


# The request reaches the server; its answer does not reach the phone, the first `lost` times.
LOSE_ANSWERS = """(lost) => {
    const fetch = window.fetch;
    window.sent = 0;
    window.fetch = async (address, options) => {
        const answer = await fetch(address, options);
        if (options?.method === "POST" && ++window.sent <= lost) throw new TypeError("connection lost");
        return answer;
    };
}"""


@pytest.fixture
def lan(live_project):
    """Lan with a listed product and neighbours, in the running project."""
    with building():
        world = make_world()
        give_pin(world.lan)
    return world


def record(page: Page, taps: Taps, quantity: str) -> None:
    taps(page.get_by_role("link", name="Ghi thu hoạch"))
    field = page.locator("[name=quantity]")
    field.wait_for()
    ready(page)
    taps(field)
    field.fill(quantity)
    taps(page.get_by_role("button", name="Lưu"))
    sent(page, "/nhat-ky/")


def flush(page: Page, times: int) -> None:
    for __ in range(times):
        page.evaluate("() => window.pieu.outbox.flush()")


def test_a_harvest_written_without_a_connection_is_sent_once(live_project, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/")
    wait_until_stored(page, *DIARY)
    context.close()

    # The browser is restarted without a connection.
    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_project.url}/nhat-ky/")
    taps = Taps()
    record(page, taps, "12,5")
    assert taps.count <= MOST_TAPS
    waiting = page.locator("[data-outbox-list=diary] > li")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("Thu hoạch 12,5 kg · Mận hậu Mộc Châu")
    expect(waiting).to_contain_text("chờ gửi")
    assert Event.objects.count() == 0

    # Killed and started once more: nothing is lost.
    context.close()
    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_project.url}/nhat-ky/")
    expect(page.locator("[data-outbox-list=diary] > li")).to_contain_text("chờ gửi")

    # A weak signal: three times the request arrives and the answer is lost on the way.
    page.evaluate(LOSE_ANSWERS, 3)
    context.set_offline(False)

    def tried() -> int:
        flush(page, 1)
        return page.evaluate("() => window.sent")

    eventually(tried, until=lambda times: times >= 4)
    expect(page.locator("[data-outbox-list=diary]")).to_be_hidden()
    entry = page.locator("[data-entries] .rows > li")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("Thu hoạch 12,5 kg")
    expect(entry).to_contain_text("đã gửi")
    flush(page, 3)
    assert (Event.objects.count(), EventLot.objects.count(), Lot.objects.count()) == (1, 1, 1)
    event = Event.objects.get()
    assert (event.by_ref, event.lot_links.get().quantity) == (
        lan.lan.ref,
        lot_quantity := Lot.objects.get().quantity,
    )
    assert str(lot_quantity) == "12.500"
    assert event.device_clock_offset_s is not None
    assert not event.clock_flagged


def test_offline_entry_is_sent_only_as_the_member_who_wrote_it(live_project, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/")
    wait_until_stored(page, *DIARY)
    context.set_offline(True)
    page.goto(f"{live_project.url}/nhat-ky/")
    record(page, Taps(), "7")
    expect(page.locator("[data-outbox-list=diary] > li")).to_contain_text("chờ gửi")
    context.clear_cookies()  # the session was ended on the server
    context.set_offline(False)
    flush(page, 3)
    assert Event.objects.count() == 0
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/")
    expect(page.locator("[data-entries]")).to_contain_text("Thu hoạch 7 kg")
    assert Event.objects.count() == 1


def test_entry_refused_by_the_server_waits_in_the_outbox(live_project, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/")
    wait_until_stored(page, *DIARY)
    context.set_offline(True)
    page.goto(f"{live_project.url}/nhat-ky/")
    taps = Taps()
    taps(page.get_by_role("link", name="Ghi thu hoạch"))
    ready(page)
    page.locator("[name=quantity]").fill("rất nhiều")
    taps(page.get_by_role("button", name="Lưu"))
    expect(page.locator("[data-problem]")).to_contain_text("Chưa hiểu số lượng này")
    page.locator("[name=quantity]").fill("20")
    taps(page.get_by_role("button", name="Lưu"))
    sent(page, "/nhat-ky/")
    # Only the server knows that it is no longer for sale.
    Product.objects.filter(pk=lan.product.pk).update(state="retired")
    context.set_offline(False)
    flush(page, 1)
    refused = page.locator("[data-outbox-list=diary] > li")
    expect(refused).to_contain_text("cần xem lại")
    expect(refused).to_contain_text("đã ngừng bán")
    page.once("dialog", lambda dialog: dialog.accept())
    refused.get_by_role("button", name="Bỏ bản ghi này").tap()
    expect(page.locator("[data-outbox-list=diary]")).to_be_hidden()
    assert Event.objects.count() == 0


def test_the_form_says_how_much_an_empty_number_of_ingredients_takes(live_project, lan, phone):
    with building():
        lot = Lot.objects.create(product=lan.product, code="MH1", quantity=40, unit="kg")
        other = Lot.objects.create(product=lan.product, code="MH2", quantity=7, unit="kg")
    page = phone().new_page()
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/ghi/?viec=che-bien")
    ready(page)
    help_text = page.locator("#id_input_quantity_helptext")
    expect(help_text).to_have_text("Để trống là dùng hết chỗ còn lại của lô.")
    for one, words in (
        (lot, "Để trống là dùng hết 40 kg còn lại của lô."),
        (other, "Để trống là dùng hết 7 kg còn lại của lô."),
    ):
        page.locator("[name=input_lot]").select_option(str(one.pk))
        expect(help_text).to_have_text(words)
    page.locator("[name=input_lot]").select_option("")
    expect(help_text).to_have_text("Để trống là dùng hết chỗ còn lại của lô.")
