"""Chromium reports no obstacle to installing Piêu on a phone's home screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import LiveProject

pytestmark = pytest.mark.e2e


def test_chromium_finds_nothing_that_keeps_it_from_being_installed(
    live_project: LiveProject, phone: Any
) -> None:
    page = phone().new_page()
    page.goto(f"{live_project.url}/hoc/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    manifest = browser.send("Page.getAppManifest")
    assert (manifest["url"], manifest["errors"]) == (f"{live_project.url}/manifest.webmanifest", [])
