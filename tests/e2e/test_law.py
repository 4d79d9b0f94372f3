"""A woman finds her situation on a phone, hears it, and leaves it without a trace in "Back"."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.live import LiveProject

pytestmark = pytest.mark.e2e

# A phone with a Vietnamese voice: Debian's browser has none.
VOICE = """
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", {value: {
    speaking: false,
    getVoices: () => [{lang: "vi-VN"}],
    addEventListener: () => {},
    speak(part) { this.speaking = true; window.spoken.push(part.text); },
    cancel() { this.speaking = false; window.spoken.push("-"); },
}});
window.SpeechSynthesisUtterance = class {
    constructor(text) { this.text = text; }
    addEventListener() {}
};
"""


def test_she_finds_and_hears_her_situation_in_three_taps_and_one_word(
    live_project: LiveProject, page: Page
) -> None:
    page.add_init_script(VOICE)
    page.goto(f"{live_project.url}/luat/")
    page.get_by_label("Chị đang gặp chuyện gì").fill("cấp dưỡng")
    page.get_by_role("button", name="Tìm").tap()
    page.get_by_role("link", name="Chồng cũ không trả tiền nuôi con").tap()
    page.get_by_role("button", name="Nghe").tap()
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == "Chồng cũ không trả tiền nuôi con"
    assert any("góp tiền nuôi con" in text for text in spoken) and "Luật nói gì" in spoken
    page.get_by_role("button", name="Dừng").tap()
    assert page.evaluate("window.spoken.at(-1)") == "-"


def test_the_quick_way_out_is_not_undone_by_back(live_project: LiveProject, page: Page) -> None:
    page.goto(f"{live_project.url}/luat/")
    page.get_by_role("link", name="Đang bị đánh").tap()
    expect(page.get_by_role("heading", name="Bị chồng đánh")).to_be_visible()
    page.get_by_role("link", name="Thoát nhanh").tap()
    page.wait_for_url(f"{live_project.url}/products/")
    page.go_back()
    expect(page.get_by_role("heading", name="Chị đang gặp chuyện gì?")).to_be_visible()


def test_after_the_quick_way_out_back_shows_an_empty_search(live_project: LiveProject, page: Page) -> None:
    page.goto(f"{live_project.url}/luat/")
    page.get_by_label("Chị đang gặp chuyện gì").fill("chong danh em")
    page.get_by_role("button", name="Tìm").tap()
    page.get_by_role("link", name="Bị chồng đánh").first.tap()
    expect(page.get_by_role("heading", name="Bị chồng đánh")).to_be_visible()
    page.get_by_role("link", name="Thoát nhanh").tap()
    page.wait_for_url(f"{live_project.url}/products/")
    page.go_back()
    expect(page.get_by_label("Chị đang gặp chuyện gì")).to_have_value("")
    expect(page).to_have_url(f"{live_project.url}/luat/")


def test_without_a_voice_there_is_no_button_to_hear(live_project: LiveProject, page: Page) -> None:
    page.goto(f"{live_project.url}/luat/tinh-huong/bi-chong-danh/")
    expect(page.get_by_role("heading", name="Chị làm gì")).to_be_visible()
    expect(page.get_by_role("button", name="Nghe")).to_have_count(0)
