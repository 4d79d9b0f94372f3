"""The browser that the tests share: a crash or a hang must not fail the tests after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.e2e.browsers import Browsers, watched

pytestmark = pytest.mark.e2e


def test_a_browser_that_never_answers_is_ended_and_the_next_test_gets_another(
    browsers: Browsers,
) -> None:
    browser = browsers.living()
    page = browser.new_page()
    # An evaluation has no time limit of its own.
    with watched(2), pytest.raises(Error, match="closed"):
        page.evaluate("new Promise(() => {})")
    assert not browser.is_connected()
    another = browsers.living()
    assert another is not browser and another.is_connected()
