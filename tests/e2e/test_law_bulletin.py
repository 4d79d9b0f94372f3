"""One officer writes a bulletin, another reads and publishes it, and who follows the topic opens it from the bell."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from backend.common.dates import format_date
from backend.law.models import BulletinVersion
from members.models import Notice, User
from members.people.cards import luhn_digit
from tests.e2e.phone import NewPhone, eventually, follow, give_pin, heading, log_in
from tests.e2e.test_contest import branch_of
from tests.factories.members import LanFactory, OfficerFactory, chapter, province
from tests.law.bulletins.conftest import make_law
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
TITLE = "Hái mận phải ghi trên máy"


def write(page: Page) -> None:
    """From the desk to a version that waits for a second reader; the first try lacks a provision."""
    follow(page, page.get_by_role("link", name="Viết, đọc bản tin luật"))
    follow(page, page.get_by_role("link", name="Viết bản tin"))
    page.get_by_label("Số hiệu văn bản").fill("902/2026/QH99")
    page.get_by_label("Chủ đề").select_option("ban-hang")
    follow(page, page.get_by_role("button", name="Bắt đầu viết"))
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=from_date]").fill(format_date(timezone.localdate() + timedelta(days=12)))
    page.locator("[name=whom-text]").fill("Chị hái mận.")
    page.locator("[name=after-1-text]").fill("Ai hái mận thì ghi trên máy.")
    page.locator("[name=after-1-cites]").fill("902/2026/QH99 7(2)")
    page.locator("[name=step-1-text]").fill("Chị ghi vào máy.")
    follow(page, page.get_by_role("button", name="Gửi người thứ hai đọc"))
    expect(page.locator(".error-summary")).to_contain_text("Câu luật nào cũng ghi rõ điều luật.")
    expect(page.locator("[name=step-1-text]")).to_have_value("Chị ghi vào máy.")
    page.locator("[name=whom-cites]").fill("902/2026/QH99 7")
    follow(page, page.get_by_role("button", name="Gửi người thứ hai đọc"))
    heading(page, TITLE)
    expect(page.locator("main")).to_contain_text("Chị không tự duyệt bản của mình.")


def read_and_publish(page: Page) -> None:
    expect(page.get_by_text("chờ người thứ hai đọc (1)")).to_be_visible()
    follow(page, page.get_by_role("link", name="Viết, đọc bản tin luật"))
    follow(page, page.get_by_role("link", name=TITLE))
    expect(page.locator("main")).to_contain_text("Ai hái mận thì ghi trên máy.")
    follow(page, page.get_by_role("button", name="Đã đọc, đăng bản tin"))
    expect(page.locator("main")).to_contain_text("Đã đăng. Người theo dõi chủ đề này được báo.")


def follow_topic(page: Page) -> None:
    expect(page.get_by_label("Bán hàng, mua hàng")).to_be_checked()
    page.get_by_label("Vay nợ").check()
    follow(page, page.get_by_role("button", name="Lưu"))
    expect(page.get_by_label("Vay nợ")).to_be_checked()
    page.get_by_label("Vay nợ").uncheck()
    follow(page, page.get_by_role("button", name="Lưu"))
    expect(page.get_by_label("Vay nợ")).not_to_be_checked()


@pytest.mark.parametrize(
    "scripts", [pytest.param(True, marks=pytest.mark.everything), False], ids=["scripts", "no-scripts"]
)
def test_a_bulletin_is_written_read_and_opened_from_the_bell(
    live_project: LiveProject, officer: User, new_phone: NewPhone, scripts: bool
) -> None:
    with building():
        make_law()
        branch, card = branch_of(officer), "4000001"
        lan = LanFactory(branch=chapter(of=branch))
        reader = OfficerFactory(card_number=card + luhn_digit(card), branch=province())
        for person in (lan, reader):
            give_pin(person)
    url, how = live_project.url, {"java_script_enabled": scripts}
    phone = new_phone(**how)
    log_in(phone, url, lan.card_number, then="/luat/moi/theo-doi/?chu-de=ban-hang")
    follow_topic(phone)

    desk = new_phone(**how)
    log_in(desk, url, officer.card_number, then="/can-bo/")
    write(desk)

    other = new_phone(**how)
    log_in(other, url, reader.card_number, then="/can-bo/")
    read_and_publish(other)

    eventually(lambda: Notice.objects.filter(user=lan, kind="law.bulletin").count() == 1)
    phone.goto(f"{url}/thong-bao/")
    follow(phone, phone.get_by_role("button", name=re.compile("Có luật mới chị theo dõi")))
    heading(phone, TITLE)
    expect(phone.locator(".law-day")).to_contain_text(re.compile(r"còn 1[12] ngày\s+nữa có hiệu lực"))
    version = BulletinVersion.objects.get()
    assert (version.written_by, version.read_by) == (officer, reader)
    visitor = new_phone(**how)
    visitor.goto(f"{url}/luat/")
    follow(visitor, visitor.get_by_role("link", name=TITLE))
    heading(visitor, TITLE)
