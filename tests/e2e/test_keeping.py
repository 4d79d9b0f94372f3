"""Storing a course when things fail: lost Wi-Fi, a full phone, a pause, a closed browser, a forgotten PIN."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import StepDone, StepText
from members.models import User
from members.signing_in.actions.tickets import issue_ticket
from tests.e2e.phone import PIN, eventually, give_pin, log_in
from tests.e2e.test_lessons_offline import (
    LESSON,
    fill_pin,
    forget_pin,
    go_through_steps,
    log_out,
    opened_by_log_in,
    restart,
    unlock,
    wait_for,
    waiting,
)
from tests.factories.courses import make_asset, make_course
from tests.factories.members import LanFactory, OfficerFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

# The browser's interfaces as on a phone: the kind of connection, and a gate before every file of a pack.
PHONE = """
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  Object.defineProperty(navigator, "connection", { value: connection });
  window.connectBy = (type) => { connection.type = type; connection.dispatchEvent(new Event("change")); };
  window.fetched = [];
  let open = () => {};
  let gate = Promise.resolve();
  window.closeGate = () => { gate = new Promise((resolve) => (open = resolve)); };
  window.openGate = () => open();
  if (sessionStorage.gate) window.closeGate();
  const real = window.fetch;
  window.fetch = async (what, options = {}) => {
    if (!String(what).includes("/hoc/tep/")) return real(what, options);
    const { signal } = options;
    signal?.throwIfAborted(); // a listener added later would never hear of it
    await Promise.race([gate, new Promise((_, no) => signal?.addEventListener("abort", () => no(signal.reason)))]);
    signal?.throwIfAborted();
    window.fetched.push(String(what));
    return real(what, options);
  };
"""


@pytest.fixture
def lan(live_project: LiveProject) -> User:
    """Lan, and a course with four voices of 200 kB."""
    with building():
        lan = LanFactory(full_name="Lò Thị Lan")
        give_pin(lan)
        course = make_course()
        for number, text in enumerate(StepText.objects.order_by("pk")[:4]):
            voice = make_asset(b"OggS" + bytes([number]) * 200_000, is_public=True)
            StepText.objects.filter(pk=text.pk).update(audio=voice, audio_text_hash="0" * 64)
        freeze_course(course=course)
    return lan


def panel_of(page: Page, url: str) -> Locator:
    page.goto(f"{url}/hoc/ban-hang/")
    panel = page.locator("[data-keep]")
    expect(panel).to_be_visible()
    return panel


def begin(context: BrowserContext, live_project: LiveProject, lan: User) -> tuple[Page, Locator]:
    """A phone that its owner logged in on, before the panel, with the gate closed."""
    context.add_init_script(PHONE)
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    panel = panel_of(page, live_project.url)
    page.evaluate("() => closeGate()")
    return page, panel


def test_wifi_only_download_pauses_and_resumes_by_itself(live_project, lan, phone):
    page, panel = begin(phone(), live_project, lan)
    panel.get_by_role("button", name="Tải về máy").tap()
    expect(panel).to_have_attribute("data-state", "loading")
    page.evaluate("() => connectBy('cellular')")
    expect(panel).to_have_attribute("data-state", "paused")
    # On prepaid data nothing more is fetched, not even by tapping the button.
    page.evaluate("() => openGate()")
    panel.get_by_role("button", name="Tải tiếp").tap()
    expect(panel.locator("[data-note]")).to_contain_text(
        "Máy đang dùng mạng di động. Có Wi-Fi, máy tải tiếp."
    )
    assert page.evaluate("() => fetched") == []
    page.evaluate("() => connectBy('wifi')")
    expect(panel).to_have_attribute("data-state", "kept")
    assert len(page.evaluate("() => fetched")) == 4


def test_a_full_phone_shows_a_message_and_loses_nothing(live_project, lan, phone):
    context = phone()
    page, panel = begin(context, live_project, lan)
    panel.get_by_role("button", name="Tải về máy").tap()
    expect(panel).to_have_attribute("data-state", "loading")
    # Half way: from the third file on the browser refuses to store.
    page.evaluate(
        """() => {
          window.realPut = Cache.prototype.put;
          let left = 2;
          Cache.prototype.put = function (key, response) {
            if (String(key).startsWith("/__file/") && left-- <= 0)
              return Promise.reject(new DOMException("no room", "QuotaExceededError"));
            return realPut.call(this, key, response);
          };
          openGate();
        }"""
    )
    expect(panel.locator("[data-note]")).to_contain_text("Máy không đủ chỗ. Phần đã tải còn nguyên")
    expect(panel).to_have_attribute("data-state", "paused")
    expect(panel.get_by_role("button", name="Tải tiếp")).to_be_visible()
    files = "async () => (await (await caches.open('files')).keys()).length"
    assert page.evaluate(files) == 2
    # Nothing else broke: learning continues, and its records are stored and sent.
    page.goto(live_project.url + LESSON)
    go_through_steps(page, 1)
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 1)
    # After freeing space, only the missing files are fetched.
    panel = panel_of(page, live_project.url)
    expect(panel).to_have_attribute("data-state", "paused")
    panel.get_by_role("button", name="Tải tiếp").tap()
    expect(panel).to_have_attribute("data-state", "kept")
    assert len(page.evaluate("() => fetched")) == 2


def test_paused_download_resumes_later_with_the_missing_files(live_project, lan, phone):
    context = phone()
    page, panel = begin(context, live_project, lan)
    page.evaluate(
        "() => { const was = fetch; window.fetch = async (...all) => {"
        " const answer = await was(...all); if (fetched.length === 2) closeGate(); return answer; } }"
    )
    panel.get_by_role("button", name="Tải về máy").tap()
    page.evaluate("() => openGate()")
    files = "async () => (await (await caches.open('files')).keys()).length"
    eventually(lambda: page.evaluate(files), until=lambda n: n == 2)
    panel.get_by_role("button", name="Tạm dừng").tap()
    expect(panel).to_have_attribute("data-state", "paused")
    expect(panel.locator("[data-amount]")).to_contain_text("/")
    context.close()

    context = phone()
    context.add_init_script(PHONE)
    page = context.new_page()
    panel = panel_of(page, live_project.url)
    # Paused by the member, it stays paused.
    expect(panel).to_have_attribute("data-state", "paused")
    assert page.evaluate("() => fetched") == []
    panel.get_by_role("button", name="Tải tiếp").tap()
    expect(panel).to_have_attribute("data-state", "kept")
    assert len(page.evaluate("() => fetched")) == 2


@pytest.mark.everything
def test_a_new_pin_with_the_branch_heads_help_loses_nothing(live_project, lan, phone):
    context = phone()
    context.add_init_script(PHONE)
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    panel = panel_of(page, live_project.url)
    # After a log-in without a PIN the panel asks for it first, on one screen; then the course is fetched.
    forget_pin(page)
    panel.get_by_role("button", name="Tải về máy").tap()
    expect(page.locator("h1")).to_have_text("Mở bằng mã PIN của chị")
    fill_pin(page, PIN)
    expect(panel).to_have_attribute("data-state", "kept")
    page.goto(live_project.url + LESSON)
    live_project.stop("web")
    context.set_offline(True)
    go_through_steps(page, 2)
    # A link of the page would wait for running writes; a typed address does not.
    wait_for(page, 2)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    page.get_by_role("button", name="Khoá lại để người khác dùng").tap()
    page.locator('html[data-owner=""]').wait_for(state="attached")
    assert waiting(page) == []
    unlock(page, "Lan", "111111")
    expect(page.locator("[data-unlock] [data-error]")).to_contain_text("Mã PIN chưa đúng")

    # The branch's officer hands over a paper; with a connection the member sets a new PIN to log in with.
    with building():
        code = issue_ticket(officer=OfficerFactory(), member=lan).code
    page.route("**/hoc/dong-bo/", lambda route: route.abort())
    live_project.start("web")
    context.set_offline(False)
    log_out(page, live_project.url)
    page.goto(f"{live_project.url}/lay-lai/")
    page.get_by_label("Số thẻ").fill(lan.card_number)
    page.get_by_label("Mã trên phiếu").fill(code)
    page.get_by_label("Mã PIN chị tự đặt", exact=True).fill("529306")
    page.get_by_role("button", name="Đặt mã PIN").tap()
    page.wait_for_url(lambda address: "lay-lai" not in address)
    # The same one opens this phone; the waiting records are still there, also offline after a restart.
    opened_by_log_in(page, live_project.url)
    assert len(waiting(page)) == 2
    # Locked for others before, the phone is a shared one and asks.
    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    page.locator('html[data-owner=""]').wait_for(state="attached")
    unlock(page, "Lan", PIN)
    expect(page.locator("[data-unlock] [data-error]")).to_contain_text("Mã PIN chưa đúng")
    unlock(page, "Lan", "529306")
    expect(page.locator("[data-people-list]")).to_contain_text("đang mở")
    assert len(waiting(page)) == 2
    # The log-in ended with the browser, too; the same PIN renews it.
    live_project.start("web")
    context.set_offline(False)
    log_in(page, live_project.url, lan.card_number, "529306", then="/hoc/ban-hang/")
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 2)
