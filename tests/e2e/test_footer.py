"""A member's page ends with one line on a phone of 360 px; visitors' links are behind a tap, each an icon with its words."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e.phone import give_pin, log_in
from tests.factories.members import LanFactory
from tests.live import LiveProject

pytestmark = pytest.mark.e2e

# The rows in which the footer's links and buttons stand, and those that lack an icon or words.
FOOTER = """() => {
    const seen = [...document.querySelectorAll(".site-footer :is(a, button, summary)")].filter((each) => each.checkVisibility());
    return {
        rows: new Set(seen.map((each) => Math.round(each.getBoundingClientRect().top / 24))).size,
        height: document.querySelector(".site-footer").getBoundingClientRect().height,
        bare: seen
            .filter((each) => !each.innerText.trim() || !each.closest("form, a, summary").querySelector("svg"))
            .map((each) => each.outerHTML.slice(0, 80)),
    };
}"""


def test_a_members_footer_is_one_line(live_project: LiveProject, page: Page) -> None:
    lan = LanFactory()
    give_pin(lan)
    log_in(page, live_project.url, lan.card_number)
    for path in ("/", "/ban-hang/", "/nhat-ky/", "/hoc/", "/toi/"):
        page.goto(live_project.url + path)
        footer = page.evaluate(FOOTER)
        assert (footer["rows"], footer["bare"]) == (1, []), path
        assert footer["height"] <= 64, path
    page.locator(".site-footer summary").tap()
    assert page.evaluate(FOOTER)["bare"] == []
