"""A frightened woman sees help before anything else, and "Back" doesn't lead to it after the quick way out."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.phone import heading, sent
from tests.live import LiveProject
from union.models import Alarm, Question

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
