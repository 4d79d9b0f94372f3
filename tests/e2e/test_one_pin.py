"""One PIN for one person on a shared phone: to log in and to open what waits there, also after the browser was closed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import StepDone
from members.models import User
from tests.e2e.phone import PIN, eventually, give_pin, log_in, sms_code
from tests.e2e.test_lessons_offline import (
    LESSON,
    download_course,
    go_through_steps,
    log_out,
    on_disk,
    restart,
    wait_for,
    waiting,
)
from tests.factories.courses import make_course
from tests.factories.members import MinhFactory, commune
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
NEW_PIN = "905172"


@pytest.fixture
def minh(live_project: LiveProject) -> User:
    """Minh, who used the phone first; a course, and a commune to sign up in."""
    with building():
        commune()
        minh = MinhFactory(full_name="Hà Văn Minh")
        give_pin(minh)
        freeze_course(course=make_course())
    return minh


def sign_up(page: Page, project: LiveProject) -> User:
    page.goto(f"{project.url}/tai-khoan/dang-ky/")
    page.locator("[name=phone]").fill("0987 654 321")
    page.locator("[name=password1]").fill(NEW_PIN)
    page.get_by_role("button", name="Gửi mã cho tôi").tap()
    page.wait_for_url("**/ma-tin-nhan/")
    page.locator("[name=code]").fill(sms_code(project))
    page.locator("main form button[type=submit]").first.tap()
    page.wait_for_url(lambda address: "tai-khoan" not in address)
    with building():
        lan = User.objects.get(phone="+84987654321")
        User.objects.filter(pk=lan.pk).update(full_name="Lò Thị Lan")
    return lan


def choose(page: Page, name: str, pin: str) -> None:
    page.locator("[data-people-list] button", has_text=name).tap()
    page.locator("#unlock_pin").fill(pin)
    page.get_by_role("button", name="Mở", exact=True).tap()


def test_one_pin_opens_the_account_and_the_phone_after_the_browser_was_closed(live_project, minh, phone):
    page = phone().new_page()
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    page.evaluate("async () => { await pieu.vault.ready; await pieu.vault.made; }")
    log_out(page, live_project.url)

    # Lan signs up on the same phone. No second PIN is asked, though others use it.
    lan = sign_up(page, live_project)
    download_course(page, live_project.url)
    expect(page.locator("[data-pin-ask]")).to_be_hidden()
    # The log-in ends with the browser, too.
    expires = {cookie["name"]: cookie["expires"] for cookie in page.context.cookies()}
    assert expires["sessionid"] == -1
    page.goto(live_project.url + LESSON)
    page.context.set_offline(True)
    go_through_steps(page, 2)
    wait_for(page, 2)

    # The browser is closed. Without a connection the phone asks for the PIN, and shows nothing before.
    context, page = restart(phone, live_project)
    page.goto(live_project.url + LESSON)
    expect(page.locator("html")).to_have_attribute("data-owner", "")
    assert waiting(page) == []
    page.goto(f"{live_project.url}/hoc/tren-may/")
    choose(page, "Minh", NEW_PIN)
    expect(page.locator("[data-unlock] [data-error]")).to_contain_text("Mã PIN chưa đúng")
    choose(page, "Minh", PIN)
    expect(page.locator("[data-people-list] li", has_text="Minh")).to_contain_text("đang mở")
    assert waiting(page) == []
    assert page.evaluate("(ref) => pieu.outbox.list(ref)", str(lan.ref)) == []
    entries, _copies, stored = on_disk(page)
    assert [set(entry) for entry in entries] == [{"seq", "id", "owner", "sealed"}] * 2
    assert "Bước" not in stored
    name = closed_name(page)
    choose(page, name, NEW_PIN)
    expect(page.locator("[data-people-list] li", has_text=name)).to_contain_text("đang mở")
    wait_for(page, 2)
    # It stays open in this run: on the next page, and in a second tab.
    page.goto(live_project.url + LESSON)
    wait_for(page, 2)
    second = context.new_page()
    second.goto(live_project.url + LESSON)
    wait_for(second, 2)
    assert StepDone.objects.count() == 0

    # Closed again. With a connection the log-in asks, for the same PIN, and then the records are sent.
    phone.started[-1].close()
    live_project.start("web")
    context = phone()
    page = context.new_page()
    page.goto(live_project.url + LESSON)
    expect(page.locator("html")).to_have_attribute("data-owner", "")
    assert waiting(page) == []
    log_in(page, live_project.url, "0987654321", NEW_PIN, then="/hoc/ban-hang/")
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 2)
    assert set(StepDone.objects.values_list("enrolment__user", flat=True)) == {lan.pk}


def closed_name(page: Page) -> str:
    """Return the name of the person who isn't open."""
    rows = page.locator("[data-people-list] li")
    return next(
        row.locator(".rows__title").inner_text() for row in rows.all() if "đang mở" not in row.inner_text()
    )


@pytest.mark.everything
def test_a_phone_declared_shared_asks_after_the_browser_was_closed_and_an_own_phone_does_not(
    live_project, minh, phone
):
    page = phone().new_page()
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)
    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    expect(page.locator("[data-people-list]")).to_contain_text("đang mở")

    live_project.start("web")
    context.set_offline(False)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    box = page.get_by_label("Máy này có người khác cùng dùng")
    with page.expect_response("**/may/chia-khoa/"):
        box.check()
    # A page of the same tab and another tab stay open.
    page.reload()
    expect(page.locator("[data-people-list]")).to_contain_text("đang mở")
    second = context.new_page()
    second.goto(f"{live_project.url}/hoc/tren-may/")
    expect(second.locator("[data-people-list]")).to_contain_text("đang mở")

    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/nhat-ky/")
    page.wait_for_url("**/hoc/tren-may/?tiep=*")
    choose(page, "Minh", "111111")
    expect(page.locator("[data-unlock] [data-error]")).to_contain_text("Mã PIN chưa đúng")
    choose(page, "Minh", PIN)
    page.wait_for_url("**/nhat-ky/")
    expect(page.locator("html")).to_have_attribute("data-owner", str(minh.ref))


def test_a_tab_that_comes_back_from_another_site_is_still_open(live_project, minh, phone):
    page = phone().new_page()
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    with page.expect_response("**/may/chia-khoa/"):
        page.get_by_label("Máy này có người khác cùng dùng").check()
    live_project.stop("web")
    page.context.set_offline(True)
    page.goto("about:blank")
    # As after the minute for which the worker trusts a run without a page.
    page.context.service_workers[0].evaluate(
        "() => { const now = Date.now; Date.now = () => now() + 61000; }"
    )
    page.goto(live_project.url + LESSON)
    expect(page.locator("html")).to_have_attribute("data-owner", str(minh.ref))
