"""The main job, from nothing: Lan signs up, lists plums, an officer approves them, Lan harvests and prints labels, a
buyer scans one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from backend.ledger.models import Entry
from members.models import User
from tests.e2e.jobs import (
    A4_65,
    approve,
    complete_and_submit,
    confirm,
    print_labels,
    put_product_in,
    read_labels,
    sign_up,
)
from tests.e2e.phone import NewPhone, Taps, heading, log_in, ready, sent, wait_until_stored
from tests.live import LiveProject
from traceability.models import Event, LabelTally, Scan

pytestmark = pytest.mark.e2e

MOST_TAPS_TO_HARVEST = 10


def test_a_member_lists_harvests_and_prints_and_a_buyer_reads_where_it_comes_from(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    url = live_project.url
    lan, desk = new_phone(), new_phone()

    sign_up(lan, live_project)
    log_in(desk, url, officer.card_number, then="/can-bo/")
    confirm(desk)
    product = put_product_in(lan, url)
    complete_and_submit(lan)
    approve(desk, url)
    product.refresh_from_db()
    assert (product.state, product.slug) == ("listed", "man-hau-moc-chau")
    harvest_without_connection(lan, url)
    pdf = print_labels(lan, url)
    codes = read_labels(pdf)
    assert len(codes) == len(set(codes)) == A4_65

    buy_without_javascript(new_phone(java_script_enabled=False), codes[0], url)
    buy_with_javascript(new_phone(), codes[1])

    assert set(Entry.objects.values_list("kind", flat=True)) >= {
        "membership.confirmed", "product.listed", "event", "labels.run", "labels.ready", "labels.printed",
    }  # fmt: skip


def harvest_without_connection(page: Page, url: str) -> None:
    page.goto(f"{url}/nhat-ky/")
    wait_until_stored(page, "/nhat-ky/", "/nhat-ky/ghi/", "traceability/diary/diary", "theme/outbox")
    page.context.set_offline(True)
    page.goto(f"{url}/nhat-ky/")
    taps = Taps()
    taps(page.get_by_role("link", name="Ghi thu hoạch"))
    field = page.locator("[name=quantity]")
    expect(field).to_be_visible()
    ready(page)
    taps(field)
    field.fill("12,5")
    taps(page.get_by_role("button", name="Lưu", exact=True))
    sent(page, "/nhat-ky/")
    assert taps.count <= MOST_TAPS_TO_HARVEST
    waiting = page.locator("[data-outbox-list=diary] > li")
    expect(waiting).to_contain_text("Thu hoạch 12,5 kg · Mận hậu Mộc Châu")
    expect(waiting).to_contain_text("chờ gửi")
    assert not Event.objects.exists()
    page.context.set_offline(False)
    page.evaluate("() => window.pieu.outbox.flush()")
    expect(page.locator("[data-entries] .rows > li")).to_contain_text("đã gửi")
    assert Event.objects.get().kind == "harvesting"


def buy_without_javascript(page: Page, uri: str, url: str) -> None:
    assert uri == uri.upper() and uri.startswith(url.upper())
    answer = page.goto(uri)
    assert answer is not None and answer.status == 200 and answer.request.redirected_from is None
    verdict = page.get_by_role("status")
    expect(verdict).to_contain_text("Tem có trong sổ của Hội")
    expect(verdict).to_contain_text("Chưa ai quét tem này trước đây.")
    heading(page, "Mận hậu Mộc Châu")
    expect(page.locator("main")).to_contain_text("Phường Mộc Châu")
    expect(page.locator(".thread")).to_contain_text("Thu hoạch")
    assert not Scan.objects.exists(), "looking is not scanning"
    page.get_by_role("button", name="Kiểm tra tem").tap()
    expect(page.get_by_role("status")).to_contain_text("Đã quét 1 lần từ")
    assert [scan.verdict for scan in Scan.objects.all()] == ["valid"]


# A prefetched page, or one in a background tab: nobody looks at it.
UNSEEN = "Object.defineProperty(document, 'visibilityState', { get: () => (window.isSeen ? 'visible' : 'hidden') })"
SEEN = "() => { window.isSeen = true; document.dispatchEvent(new Event('visibilitychange')); }"


def buy_with_javascript(page: Page, uri: str) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.add_init_script(UNSEEN)
    page.goto(uri)
    expect(page.get_by_role("button", name="Kiểm tra tem")).to_be_visible()
    assert posts == [], "a page that nobody looks at is not scanned"
    page.evaluate(SEEN)
    expect(page.locator("[data-seen]")).to_contain_text("Đã quét 1 lần từ")
    expect(page.get_by_role("button", name="Kiểm tra tem")).to_have_count(0)
    assert sorted(LabelTally.objects.values_list("count", flat=True)) == [1, 1]
    expect(page.locator(".photo")).to_have_js_property("naturalWidth", 640)
    wait_until_stored(page, page.evaluate("() => location.pathname"))

    # The next day, without a connection: the page opens, shows its age, and gives no verdict.
    page.context.set_offline(True)
    page.goto(uri)
    heading(page, "Mận hậu Mộc Châu")
    verdict = page.get_by_role("status")
    expect(verdict).to_contain_text("Chưa kiểm tra được: không có mạng")
    expect(verdict).to_contain_text("Dữ liệu lưu lúc")
    expect(page.locator("body")).not_to_contain_text("Tem có trong sổ của Hội")
    expect(page.locator(".photo")).to_have_js_property("naturalWidth", 640)
    assert Scan.objects.count() == 2
