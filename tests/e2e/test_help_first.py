"""A frightened woman sees help before anything else, nobody but the duty officer reads her, and the quick way out works."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.acting import Actor
from tests.e2e.phone import NewPhone, follow, give_pin, heading, log_in, sent
from tests.factories.members import OfficerFactory, commune, province
from tests.live import LiveProject
from tests.shared_rows import building
from union.models import Alarm, Question
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

pytestmark = pytest.mark.e2e
WORDS = "chồng tôi đánh tôi gãy tay"
HELP = "/hoi-dap/giup-ngay/"


def ask_in_fear(project: LiveProject, page: Page) -> None:
    page.goto(f"{project.url}/hoi-dap/hoi/")
    page.get_by_label("Chị muốn hỏi gì").fill(WORDS)
    page.get_by_role("button", name="Tiếp").tap()
    sent(page, HELP)


def test_help_comes_before_any_code_and_back_does_not_lead_to_it(
    live_project: LiveProject, page: Page
) -> None:
    ask_in_fear(live_project, page)
    heading(page, "Chị gọi ngay được")
    first = page.get_by_role("main").get_by_role("link").first
    assert (first.get_attribute("href") or "").startswith("tel:")
    expect(first).to_be_in_viewport()
    assert "gãy tay" not in page.content() and page.title().startswith("Hỏi Hội")
    assert Question.objects.count() == 0 and Alarm.objects.get().text == WORDS
    assert "[SMS]" not in live_project.log()
    page.get_by_role("link", name="Thoát nhanh").tap()
    sent(page, "/products/")
    page.go_back()
    assert urlsplit(page.url).path != HELP
    expect(page.get_by_label("Chị muốn hỏi gì")).to_have_value("")
    page.go_forward()
    sent(page, "/products/")


def test_only_the_duty_officer_sees_what_a_frightened_woman_wrote(
    live_project: LiveProject, page: Page, new_phone: NewPhone
) -> None:
    with building():
        above, van, duty = (OfficerFactory(branch=each) for each in (province(), commune(), province()))
        give_role(actor=Actor.of(above), person=duty, role=UnionRoleName.DUTY, branch=province())
        for each in (above, van, duty):
            give_pin(each)
    ask_in_fear(live_project, page)
    for officer in (above, van):
        desk = new_phone()
        log_in(desk, live_project.url, officer.card_number, then="/hoi-dap/viec/")
        for path in (
            "/hoi-dap/viec/",
            "/hoi-dap/",
            "/cong-viec-hoi/",
            "/thong-bao/",
            "/cong-viec-hoi/can-xem/",
        ):
            desk.goto(live_project.url + path)
            assert "gãy tay" not in desk.content(), path
    on_duty = new_phone()
    log_in(on_duty, live_project.url, duty.card_number, then="/thong-bao/")
    assert "gãy tay" not in on_duty.content()
    on_duty.goto(f"{live_project.url}{reverse('union:alarm', args=[Alarm.objects.get().ref])}")
    expect(on_duty.get_by_role("main")).to_contain_text(WORDS)


def test_the_quick_way_out_is_a_plain_link_without_javascript(
    live_project: LiveProject, new_phone: NewPhone
) -> None:
    page = new_phone(java_script_enabled=False)
    ask_in_fear(live_project, page)
    heading(page, "Chị gọi ngay được")
    expect(page.get_by_role("main")).to_contain_text("Lịch sử của máy vẫn còn một dòng")
    expect(page.locator("main noscript p")).to_be_visible()  # that "Back" leads here
    way_out = page.get_by_role("link", name="Thoát nhanh")
    expect(way_out).to_be_in_viewport()
    follow(page, way_out)
    sent(page, "/products/")
