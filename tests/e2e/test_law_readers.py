"""A lawyer confirms forty provisions on a phone, one tap each, and takes a wrong tap back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from backend.law.models import LawyerReading, PlainWords, Provision
from backend.law.readings.actions.words import write_words
from members.models import User
from tests.e2e.phone import PIN, Taps, follow, give_pin, heading, sent
from tests.factories.law import a_document, a_provision
from tests.factories.members import LawyerFactory
from tests.live import LiveProject

pytestmark = pytest.mark.e2e
COUNT = 40
MOST_TAPS = 2


@pytest.fixture
def lawyer(live_project: LiveProject) -> User:
    user = LawyerFactory()
    give_pin(user)
    law = a_document()
    for number in range(1, COUNT + 1):
        row = a_provision(str(number), document=law, text=f"Ai trồng mận thì ghi sổ thứ {number}.")
        write_words(actor=None, provision=row, text=f"Chị ghi sổ thứ {number}.")
    return user


def enter(page: Page, project: LiveProject, lawyer: User) -> None:
    """Sign in; the first page is the lawyer's own."""
    page.goto(f"{project.url}/tai-khoan/dang-nhap/")
    page.locator("[name=login]").fill(lawyer.card_number)
    page.locator("[name=password]").fill(PIN)
    page.locator("main form button[type=submit]").first.tap()
    sent(page, "/luat/luat-su/")
    heading(page, "Điều luật chờ luật sư đọc")


@pytest.mark.everything
def test_forty_provisions_take_at_most_two_taps_each(
    live_project: LiveProject, page: Page, lawyer: User
) -> None:
    enter(page, live_project, lawyer)
    taps = Taps()
    with page.expect_navigation():
        taps(page.get_by_role("link", name="Đọc lần lượt"))
    for number in range(1, COUNT + 1):
        heading(page, re.compile(rf"^Điều {number} "))
        expect(page.locator("article")).to_contain_text(f"Ai trồng mận thì ghi sổ thứ {number}.")
        expect(page.locator("article")).to_contain_text(f"Chị ghi sổ thứ {number}.")
        with page.expect_navigation():
            taps(page.get_by_role("button", name="Đúng", exact=True))
    assert taps.count <= COUNT * MOST_TAPS
    confirmed = LawyerReading.objects.standing().filter(verdict="right", read_by=lawyer)
    assert confirmed.values("provision").distinct().count() == COUNT == confirmed.count()


def test_a_wrong_tap_is_taken_back_and_wrong_words_leave_the_page(
    live_project: LiveProject, page: Page, lawyer: User
) -> None:
    enter(page, live_project, lawyer)
    follow(page, page.get_by_role("link", name="Đọc lần lượt"))
    follow(page, page.get_by_role("button", name="Đúng", exact=True))
    heading(page, re.compile("^Điều 2 "))
    expect(page.get_by_text("Đã ghi “Đúng” cho Điều 1 ")).to_be_visible()
    follow(page, page.get_by_role("button", name="Rút lại"))
    heading(page, re.compile("^Điều 1 "))
    assert not LawyerReading.objects.standing().exists()
    page.get_by_text("Chưa đúng", exact=True).tap()
    page.get_by_label("Chỗ nào chưa đúng").fill("Thiếu người mua mận.")
    follow(page, page.get_by_role("button", name="Ghi là chưa đúng"))
    assert LawyerReading.objects.standing().get().reason == "Thiếu người mua mận."
    first = Provision.objects.get(ref="1", document__number="901/2019/QH99")
    page.goto(f"{live_project.url}/luat/van-ban/{first.document.slug}/dieu-1/")
    expect(page.get_by_text("đã bỏ khỏi trang này")).to_be_visible()
    expect(page.get_by_text(PlainWords.objects.get(provision=first).text)).to_have_count(0)
