"""The outbox in a real browser: stored first, sent once, in order, and only as its author."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from tests.e2e.phone import eventually
from tests.e2e.phone_server import PhoneServer, phone_server

pytestmark = pytest.mark.e2e

FORM = """
<form data-outbox data-outbox-kind="harvest" data-outbox-label="Thu hoạch" method="post" action="/nhan/">
  <input type="hidden" name="csrfmiddlewaretoken" value="of-the-page"><input type="hidden" name="idempotency_key" value="of-the-page">
  <div class="field"><label for="kg">kg</label><input id="kg" name="kg"></div>
  <button name="act" value="save">Lưu</button>
</form>
<ul class="outbox" data-outbox-list="harvest" hidden></ul>
"""


@pytest.fixture
def server() -> Iterator[PhoneServer]:
    with phone_server() as state:
        state.pages["/viet/"] = state.page(FORM)
        yield state


@pytest.fixture
def opened(context: BrowserContext, server: PhoneServer) -> Callable[[str], Page]:
    """Open a page in a tab of its own, without a service worker: these tests are about the outbox alone."""
    context.route("**/sw.js", lambda route: route.abort())

    def open_page(path: str = "/viet/") -> Page:
        page = context.new_page()
        page.goto(server.url + path)
        page.wait_for_function("() => Boolean(window.pieu?.outbox && window.pieu.toast)")
        # After the run that every page begins with, which would send what the test adds next.
        flush(page)
        return page

    return open_page


def put(page: Page, **fields: str) -> str:
    return page.evaluate(
        "async (fields) => (await pieu.outbox.put({url: '/nhan/', fields: Object.entries(fields), label: 'x'})).id",
        fields,
    )


def states(page: Page) -> list[str]:
    return page.evaluate("async () => (await pieu.outbox.list()).map((entry) => entry.state)")


def flush(page: Page) -> None:
    page.evaluate("() => pieu.outbox.flush()")


def wait_until_sent(page: Page) -> None:
    eventually(lambda: states(page), until=lambda left: not left)


def write(page: Page, kg: str) -> None:
    page.get_by_label("kg").fill(kg)
    page.get_by_role("button", name="Lưu").click()


def test_entries_go_once_and_in_order_when_the_connection_returns(opened, server):
    page = opened()
    server.connected = False
    ids = [put(page, kg=kg) for kg in ("1", "2", "3")]
    flush(page)
    assert states(page) == ["waiting"] * 3
    assert server.posts == []
    server.connected = True
    flush(page)
    flush(page)
    assert states(page) == []
    assert [post.fields["kg"] for post in server.posts] == [b"1", b"2", b"3"]
    assert [post.headers["Idempotency-Key"] for post in server.posts] == ids
    assert [post.fields["idempotency_key"].decode() for post in server.posts] == ids


def test_entry_carries_a_fresh_token_and_both_clocks(opened, server):
    page = opened()
    page.clock.set_fixed_time("2026-11-24T01:00:00Z")
    put(page, kg="1")
    page.clock.set_fixed_time("2026-11-24T03:30:00Z")
    server.token = "token-2"
    flush(page)
    (post,) = server.posts
    assert post.headers["X-CSRFToken"] == "token-2"
    assert post.headers["X-Entry-Created"] == "2026-11-24T08:00:00.000+07:00"
    assert post.headers["X-Device-Time"] == "2026-11-24T10:30:00.000+07:00"
    assert "csrfmiddlewaretoken" not in post.fields


def test_lost_answer_is_repeated_under_the_same_key(opened, server):
    page = opened()
    server.answers = False
    key = put(page, kg="1")
    flush(page)
    assert states(page) == ["waiting"]
    server.answers = True
    flush(page)
    assert states(page) == []
    assert [post.headers["Idempotency-Key"] for post in server.posts] == [key, key]


@pytest.mark.parametrize("status", [401, 408, 429, 500, 503])
def test_entry_is_sent_again_after_a_temporary_server_error(opened, server, status):
    page = opened()
    server.replies = [(status, {}, "{}")]
    put(page, kg="1")
    put(page, kg="2")
    flush(page)
    assert states(page) == ["waiting", "waiting"]
    assert len(server.posts) == 1  # the second waits behind the first
    flush(page)
    assert states(page) == []


def test_conflict_with_a_first_try_still_running_waits(opened, server):
    page = opened()
    server.replies = [(409, {"Retry_After": "1"}, "{}")]
    put(page, kg="1")
    flush(page)
    assert states(page) == ["waiting"]


def test_refused_entry_is_stored_with_its_reason_and_the_next_goes(opened, server):
    page = opened()
    server.replies = [(422, {}, json.dumps({"errors": {"kg": ["Chị viết một số."]}}))]
    put(page, kg="x")
    put(page, kg="2")
    flush(page)
    assert states(page) == ["review"]
    stored = page.evaluate("async () => (await pieu.outbox.list())[0]")
    assert stored["error"] == [["kg", "Chị viết một số."]]
    flush(page)
    assert len(server.posts) == 2


def test_refused_entry_can_be_sent_again_or_dropped(opened, server):
    page = opened()
    server.replies = [(400, {}, json.dumps({"detail": "Sai"}))] * 2
    first, second = put(page, kg="1"), put(page, kg="2")
    flush(page)
    assert states(page) == ["review", "review"]
    page.evaluate("(id) => pieu.outbox.retry(id)", first)
    page.evaluate("(id) => pieu.outbox.remove(id)", second)
    assert states(page) == []
    assert [post.fields["kg"] for post in server.posts] == [b"1", b"2", b"1"]


def test_login_page_is_not_taken_for_a_receipt(opened, server):
    page = opened()
    server.replies = [(302, {"Location": "/dang-nhap/"}, "")]
    put(page, kg="1")
    flush(page)
    assert states(page) == ["waiting"]


def test_form_shown_again_is_not_taken_for_a_receipt(opened, server):
    page = opened()
    server.replies = [(200, {"type": "text/html"}, "<form>sai</form>")]
    put(page, kg="1")
    flush(page)
    assert states(page) == ["review"]


def test_entry_is_never_sent_as_another_member(opened, server):
    lan = opened()
    server.connected = False
    put(lan, kg="1")
    server.connected, server.owner = True, "minh"
    flush(lan)  # the page is still open, but Minh has logged in meanwhile
    server.pages["/viet/"] = server.page(FORM)
    minh = opened()
    flush(minh)
    assert server.posts == []
    assert states(minh) == []
    assert states(lan) == ["waiting"]
    server.owner = ""
    flush(lan)
    assert server.posts == []
    server.owner = "lan"
    flush(lan)
    assert [post.fields["kg"] for post in server.posts] == [b"1"]


def test_two_tabs_send_once(opened, server):
    one, other = opened(), opened()
    for kg in "123":
        put(one, kg=kg)
    one.evaluate("() => void pieu.outbox.flush()")
    other.evaluate("() => void pieu.outbox.flush()")
    wait_until_sent(one)
    assert [post.fields["kg"] for post in server.posts] == [b"1", b"2", b"3"]


def test_entry_of_another_tab_is_sent_with_the_waiting_one(opened, server):
    first, second = opened(), opened()
    # The first tab is in the middle of a post, as on a slow line.
    first.evaluate(
        """() => {
            const fetched = window.fetch;
            const answered = new Promise((resolve) => (window.answer = resolve));
            window.fetch = async (url, more) => {
                if (more?.method === "POST") await answered;
                return fetched(url, more);
            };
        }"""
    )
    put(first, kg="1")
    first.evaluate("() => { pieu.outbox.flush(); }")
    eventually(lambda: states(first) == ["sending"])
    put(second, kg="2")
    second.evaluate("() => { pieu.outbox.flush(); }")
    first.evaluate("() => window.answer()")
    wait_until_sent(second)
    assert [post.fields["kg"] for post in server.posts] == [b"1", b"2"]


def test_entry_taken_back_while_its_token_is_fetched_is_not_sent(opened, server):
    page = opened()
    entry = put(page, kg="1")
    page.evaluate(
        """(id) => {
            const fetched = window.fetch;
            window.fetch = async (url, more) => {
                if (String(url).endsWith("/csrf/")) await pieu.outbox.remove(id);
                return fetched(url, more);
            };
        }""",
        entry,
    )
    flush(page)
    assert states(page) == []
    assert server.posts == []


def test_entry_survives_its_tab_and_goes_at_the_next_start(opened, server):
    page = opened()
    server.connected = False
    put(page, kg="1")
    page.close()
    server.connected = True
    page = opened()
    wait_until_sent(page)
    assert [post.fields["kg"] for post in server.posts] == [b"1"]


def test_entry_that_was_being_sent_when_the_browser_died_goes_again(opened, server):
    page = opened()
    server.answers = False
    key = put(page, kg="1")
    page.evaluate("() => void pieu.outbox.flush()")
    eventually(lambda: server.posts)
    page.close()
    server.answers = True
    page = opened()
    wait_until_sent(page)
    assert {post.headers["Idempotency-Key"] for post in server.posts} == {key}


def test_entries_go_by_themselves_when_the_phone_is_online_again(opened, server, context):
    page = opened()
    context.set_offline(True)
    put(page, kg="1")
    flush(page)
    assert states(page) == ["waiting"]
    context.set_offline(False)
    wait_until_sent(page)
    assert len(server.posts) == 1


def test_records_made_at_once_keep_their_order_and_one_device(opened, context):
    one, other = opened(), opened()
    context.set_offline(True)
    make = (
        """(ns) => Promise.all(ns.map((n) => pieu.outbox.record({url: '/dong-bo/', what: 'x', data: {n}})))"""
    )
    one.evaluate(make, list(range(10)))
    other.evaluate(make, [10, 11])
    records = one.evaluate("async () => (await pieu.outbox.list()).map((entry) => entry.record)")
    assert [record["data"]["n"] for record in records] == list(range(12))
    moments = [record["at"] for record in records]
    assert moments == sorted(set(moments))
    assert len({record["device"] for record in records}) == 1


@pytest.mark.parametrize("way", ["a", "form"])
def test_tap_on_a_link_waits_for_running_writes(opened, server, way):
    server.pages["/khac/"] = server.page("<h1>Trang khác</h1>")
    server.pages["/viet/"] = server.page(
        '<a href="/khac/">Trang khác</a><form action="/khac/"><button>Đi</button></form>'
    )
    page = opened()
    page.evaluate("() => void pieu.hold(new Promise((resolve) => (window.kept = resolve)))")
    page.locator("a" if way == "a" else "button").tap()
    flush(page)
    assert page.evaluate("() => location.pathname") == "/viet/"
    page.evaluate("() => window.kept()")
    page.wait_for_url(re.compile("/khac/"))


def test_form_online_goes_where_the_server_says(opened, server):
    page = opened()
    server.pages["/lo/7/"] = server.page("<h1>Lô 7</h1>")
    server.replies = [(201, {}, json.dumps({"next": "/lo/7/"}))]
    write(page, "12")
    page.wait_for_url("**/lo/7/")
    (post,) = server.posts
    assert (post.fields["kg"], post.fields["act"]) == (b"12", b"save")
    assert (
        post.fields["idempotency_key"] != b"of-the-page"
    )  # a page from the store shows the same key for ever


def test_offline_form_lists_waiting_entries_and_can_be_sent_again(opened, server, context):
    page = opened()
    context.set_offline(True)
    write(page, "12")
    page.locator(".outbox li").wait_for()
    assert page.locator(".outbox li").get_attribute("data-state") == "waiting"
    assert page.locator(".toast").inner_text() == "savedHere"
    assert page.get_by_label("kg").input_value() == ""
    write(page, "13")
    page.locator(".outbox li").nth(1).wait_for()
    context.set_offline(False)
    page.locator(".outbox").wait_for(state="hidden")
    assert [post.fields["kg"] for post in server.posts] == [b"12", b"13"]
    assert len({post.headers["Idempotency-Key"] for post in server.posts}) == 2


def test_refused_form_shows_the_error_at_its_field_and_the_input(opened, server):
    page = opened()
    server.replies = [(422, {}, json.dumps({"errors": [{"attr": "kg", "detail": "Chị viết một số."}]}))]
    write(page, "nhiều")
    page.locator(".field .field__error").wait_for()
    assert page.locator(".field .field__error").inner_text() == "Chị viết một số."
    assert page.get_by_label("kg").input_value() == "nhiều"
    write(page, "12")
    # The refused entry is deleted before the new one is added: the list is hidden for a moment between.
    eventually(lambda: len(server.posts) == 2)
    wait_until_sent(page)
    assert [post.fields["kg"].decode() for post in server.posts] == ["nhiều", "12"]


def test_photo_is_shrunk_and_waits_for_the_connection(opened, server, tmp_path, context):
    body = (
        '<form method="post" action="/x/"><input type="hidden" name="draft" value="d1"><div class="field">'
        '<label for="photo">Ảnh</label><input type="file" id="photo" name="photo" accept="image/*" data-shrink '
        'data-upload-url="/anh/"></div></form>'
    )
    photo_script = '<script type="module" src="/static/theme/photo.js"></script>'
    server.pages["/anh-moi/"] = server.page(body, scripts=photo_script)
    picture = tmp_path / "big.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the camera rotated it
    exif[0x010E] = "home"
    Image.new("RGB", (4000, 3000), (120, 30, 60)).save(picture, exif=exif)
    page = opened("/anh-moi/")
    context.set_offline(True)
    page.get_by_label("Ảnh").set_input_files(picture)
    page.locator('.sync[data-state="waiting"]').wait_for()
    page.close()  # the browser dies here
    context.set_offline(False)
    server.connected = True
    server.answers = False
    page = opened("/anh-moi/")
    page.locator(".photo-preview img").wait_for()  # the entry is visible again
    server.answers = True
    page.evaluate("() => pieu.outbox.flush()")
    wait_until_sent(page)
    post = server.posts[-1]
    sent = tmp_path / "sent.jpg"
    sent.write_bytes(post.fields["photo"])
    with Image.open(sent) as image:
        assert image.size == (1536, 2048)
        assert dict(image.getexif()) == {}
    assert (post.path, post.fields["draft"]) == ("/anh/", b"d1")
    assert {post.headers["Idempotency-Key"] for post in server.posts} == {post.headers["Idempotency-Key"]}


def test_photo_that_is_no_photo_goes_as_it_is(opened, server, tmp_path):
    body = (
        '<form method="post" action="/x/"><div class="field"><label for="photo">Ảnh</label>'
        '<input type="file" id="photo" name="photo" data-shrink></div></form>'
    )
    server.pages["/anh-moi/"] = server.page(
        body, scripts='<script type="module" src="/static/theme/photo.js"></script>'
    )
    wrong = tmp_path / "wrong.heic"
    wrong.write_bytes(b"not a picture")
    page = opened("/anh-moi/")
    page.get_by_label("Ảnh").set_input_files(wrong)
    page.locator(".photo-preview img").wait_for(state="attached")
    assert page.evaluate("async () => document.querySelector('#photo').files[0].text()") == "not a picture"
