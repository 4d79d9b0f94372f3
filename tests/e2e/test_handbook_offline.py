"""A commune's situations on a phone: kept once, read without a connection, refreshed, and deleted without a trace."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from backend.law.library.enums import ChangeKind, DocumentState
from backend.law.models import Change, Document
from backend.law.situations.stock import stock
from tests.e2e.phone import eventually
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
HANDBOOK, URGENT = "/luat/tren-may/", "/luat/tinh-huong/bi-chong-danh/"
KEPT = "async () => (await (await caches.open('packs')).keys()).map(({ url }) => new URL(url).pathname)"


@pytest.fixture
def family_law(live_project: LiveProject) -> Document:
    with building():
        return Document.objects.create(
            number="52/2014/QH13",
            slug="52-2014-qh13",
            kind="law",
            title="Hôn nhân và gia đình",
            state=DocumentState.READ,
            read_date=dt.date(2026, 12, 1),
        )


def keep_handbook(page: Page, project: LiveProject) -> None:
    page.goto(project.url + HANDBOOK)
    expect(page.get_by_text("Ai cầm máy cũng xem được")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready")
    page.get_by_role("button", name="Giữ trên máy").tap()
    expect(page.get_by_role("button", name="Xoá khỏi máy")).to_be_visible()


def test_situations_open_without_a_connection_and_the_way_out_works(live_project, family_law, phone):
    context = phone()
    page = context.new_page()
    keep_handbook(page, live_project)
    # The files of the law's pages are stored after the pages.
    eventually(
        lambda: page.evaluate(
            "async () => (await caches.match(document.querySelector('script[src*=\"law/law\"]').src))?.ok"
        ),
        until=bool,
    )

    context.set_offline(True)
    page.goto(live_project.url + HANDBOOK)
    expect(page.get_by_text("Nơi giúp: trong nhà", exact=True)).to_be_visible()
    assert stock().situations["bi-chong-danh"].title not in page.locator("main").inner_text()
    page.locator(f'main a[href="{URGENT}"]').tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bị chồng đánh")
    expect(page.get_by_text("Nơi giúp chị")).to_be_visible()
    page.locator("[data-quick-exit]").tap()
    page.wait_for_url(lambda address: URGENT not in address)
    expect(page.get_by_text("Bị chồng đánh")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("Bị chồng đánh")).to_have_count(0)


def test_a_changed_situation_is_refreshed_by_a_visit_with_a_connection(live_project, family_law, phone):
    context = phone()
    page = context.new_page()
    keep_handbook(page, live_project)
    with building():
        Change.objects.create(
            kind=ChangeKind.REPEALS,
            document=family_law,
            from_date=timezone.localdate(),
            recorded_at=timezone.now(),
        )
    copy = f"async () => (await (await caches.open('packs')).match('{URGENT}')).text()"
    assert "hết hiệu lực" not in page.evaluate(copy)
    page.reload()
    eventually(lambda: "hết hiệu lực" in page.evaluate(copy), until=bool)


def test_deleting_leaves_nothing_of_the_situations_on_the_phone(live_project, family_law, phone):
    context = phone()
    page = context.new_page()
    keep_handbook(page, live_project)
    assert URGENT in page.evaluate(KEPT)
    context.set_offline(True)
    page.reload()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xoá khỏi máy").tap()
    expect(page.get_by_role("button", name="Giữ trên máy")).to_be_visible()
    assert page.evaluate(KEPT) == []
    page.goto(live_project.url + URGENT)
    expect(page.get_by_text("Bị chồng đánh")).to_have_count(0)
