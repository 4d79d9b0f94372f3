"""Pages without a connection: personal ones only for their user, and an origin page never with an old verdict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.phone import eventually
from tests.e2e.phone_server import PhoneServer, phone_server

pytestmark = pytest.mark.e2e

ORIGIN = """<!--verdict--><div class="verdict v-valid"><b>Tem hợp lệ</b></div><!--/verdict-->
<h1>Mận hậu</h1><img src="/anh/1.svg" alt=""><p>Thu hoạch 24/11/2026</p>"""
REGISTER = '<script type="module" src="/static/theme/register.js"></script>'


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    with phone_server() as state:
        state.pages["/"] = state.page("<h1>Trang chủ</h1>")
        yield state


@pytest.fixture
def opened(context: BrowserContext, server: PhoneServer) -> Callable[[str], Page]:
    def open_page(path: str) -> Page:
        page = context.new_page()
        page.goto(server.url + path)
        return page

    return open_page


def cached_paths(page: Page, store: str) -> list[str]:
    return page.evaluate(
        "async (store) => (await (await caches.open(store)).keys()).map((request) => new URL(request.url).pathname)",
        store,
    )


def wait_until_cached(page: Page, store: str, path: str) -> None:
    eventually(lambda: cached_paths(page, store), until=lambda paths: path in paths)


def wait_until_empty(page: Page, store: str) -> None:
    eventually(lambda: cached_paths(page, store), until=lambda paths: not paths)


def page_text(page: Page) -> str:
    return page.locator("body").inner_text()


def test_own_pages_are_prefetched_and_open_without_a_connection(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    page.close()
    server.connected = False
    page = opened("/nhat-ky/")  # never opened before, in a tab that has just started
    page.locator(".notice--attention").wait_for()
    assert "Nhật ký của lan" in page_text(page)
    assert page.locator(".notice--attention").inner_text() == "oldCopy"
    assert page.evaluate("() => Boolean(window.pieu.outbox)")  # scripts come from the store, too


def test_page_that_is_not_stored_shows_that_there_is_no_connection(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    server.connected = False
    assert "Chưa có mạng" in page_text(opened("/toi/"))


def test_stored_pages_are_deleted_after_a_sign_out(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    server.owner = ""
    server.pages["/"] = server.page("<h1>Trang chủ</h1>")
    page = opened("/")
    wait_until_empty(page, "own")
    server.connected = False
    text = page_text(opened("/nhat-ky/"))
    assert "lan" not in text
    assert "Chưa có mạng" in text


def test_copy_of_one_is_never_shown_to_another(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    server.owner = "minh"
    server.pages["/"] = server.page("<h1>Trang chủ</h1>")
    page = opened("/")
    copy = "async () => (await (await caches.open('own')).match('/nhat-ky/'))?.text() ?? ''"
    eventually(lambda: page.evaluate(copy), until=lambda text: "minh" in text)
    server.connected = False
    assert "Nhật ký của minh" in page_text(opened("/nhat-ky/"))


def test_log_out_wipes_at_once(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    server.connected = False  # even without an answer from the server
    page.evaluate("() => navigator.serviceWorker.controller.postMessage({type: 'logout'})")
    wait_until_empty(page, "own")


def test_a_push_message_is_read_by_its_owner_only(opened, server, context):
    """Lan turned notices on, and Minh, or nobody, uses the phone when one comes."""
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    (worker,) = context.service_workers
    worker.evaluate(
        "() => { self.shown = []; self.registration.showNotification = async (title, { body }) => self.shown.push([title, body]); }"
    )
    developer = context.new_cdp_session(page)
    found = []
    developer.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    developer.send("ServiceWorker.enable")
    eventually(lambda: page.evaluate("() => 1") and found)
    message = json.dumps({"owner": "lan", "title": "Có đơn mới", "body": "2 kg mận", "url": "/ban-hang/"})
    for count, owner in enumerate(("lan", "lan:mai", "minh", ""), 1):
        worker.evaluate("(owner) => setOwner(owner)", owner)
        developer.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": server.url, "registrationId": found[0], "data": message},
        )
        shown = eventually(
            lambda: worker.evaluate("() => self.shown"), until=lambda all_, wanted=count: len(all_) == wanted
        )
    own, other = ["Có đơn mới", "2 kg mận"], ["Piêu", "Có tin mới. Đăng nhập để đọc."]
    assert shown == [own, own, other, other]


def test_page_with_a_query_does_not_replace_the_copy(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    server.day = "tuần trước"
    opened("/nhat-ky/?den=2026-10-01").wait_for_timeout(300)
    server.connected = False
    text = page_text(opened("/nhat-ky/?viec=hai"))
    assert "hôm nay" in text
    assert "tuần trước" not in text


def test_online_page_is_always_the_servers(opened, server):
    page = opened("/")
    wait_until_cached(page, "own", "/nhat-ky/")
    page = opened("/nhat-ky/")
    assert page.evaluate("() => document.documentElement.dataset.saved ?? null") is None


@pytest.mark.parametrize("path", ["/P/ABC/", "/xem/01/08930000000001/10/A1"])
def test_origin_page_opens_without_a_connection_and_gives_no_verdict(opened, server, path):
    server.pages[path] = server.page(ORIGIN, app=False, scripts=REGISTER)
    page = opened(path)
    assert "Tem hợp lệ" in page_text(page)
    wait_until_cached(page, "seen", path)
    page.close()
    server.connected = False
    text = page_text(opened(path))
    assert "Tem hợp lệ" not in text
    assert "Chưa kiểm tra được: không có mạng" in text
    assert re.search(r"Dữ liệu lưu lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}", text)
    assert "Thu hoạch 24/11/2026" in text


def test_origin_page_without_markers_is_not_shown_old(opened, server):
    server.pages["/P/ABC/"] = server.page("<b>Tem hợp lệ</b>", app=False, scripts=REGISTER)
    page = opened("/P/ABC/")
    wait_until_cached(page, "seen", "/P/ABC/")
    server.connected = False
    text = page_text(opened("/P/ABC/"))
    assert "Tem hợp lệ" not in text
    assert "Chưa có mạng" in text


def test_origin_page_is_fresh_with_a_connection(opened, server):
    server.pages["/P/ABC/"] = server.page(ORIGIN, app=False, scripts=REGISTER)
    page = opened("/P/ABC/")
    wait_until_cached(page, "seen", "/P/ABC/")
    server.pages["/P/ABC/"] = server.page(
        ORIGIN.replace("Tem hợp lệ", "Đã thu hồi"), app=False, scripts=REGISTER
    )
    assert "Đã thu hồi" in page_text(opened("/P/ABC/"))


def test_origin_page_of_a_visitor_brings_no_member_files(opened, server):
    """On 3G a buyer pays for every byte: fonts and the app's scripts are not loaded."""
    server.pages["/P/ABC/"] = server.page(ORIGIN, app=False, scripts=REGISTER)
    page = opened("/P/ABC/")
    wait_until_cached(page, "seen", "/P/ABC/")
    assert {
        path for path in server.gets if path.endswith((".woff2", "outbox.js", "app.js", "photo.js"))
    } == set()
