"""The page that explains the API, in a browser that enforces the content security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def test_page_shows_the_api_and_nothing_is_blocked(live_project, page):
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.goto(f"{live_project.url}/api/docs/")
    expect(page.locator(".opblock").first).to_be_visible()
    assert problems == []
