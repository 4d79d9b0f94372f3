from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from members.branches.actions.units import load_province
from members.models import Branch, User
from tests.e2e.browsers import Browsers, descendants, processes, watched
from tests.e2e.phone import PATIENCE, NewPhone, eventually, give_pin
from tests.factories.members import OfficerFactory
from tests.live import LiveProject
from tests.shared_rows import building

MOC_CHAU = 3980
expect.set_options(timeout=PATIENCE * 1000)


def made_slow(context: BrowserContext) -> BrowserContext:
    """Return the context with longer timeouts. PIEU_SLOW=4 slows the processor of its pages down four times, to find races:
    PIEU_SLOW=4 ./run test -m e2e tests/e2e/test_wizard.py"""
    context.set_default_timeout(PATIENCE * 1000)
    rate = float(os.environ.get("PIEU_SLOW", "1"))

    def slow(page: Page) -> None:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})

    if rate > 1:
        context.on("page", slow)
    return context


@pytest.fixture(scope="session")
def base_url() -> str:
    """Replace pytest-base-url's fixture, which newer pytests warn about; each test uses its server's full address."""
    return ""


@pytest.fixture
def new_phone(new_context: Any) -> NewPhone:
    def start(**more: Any) -> Page:
        return made_slow(new_context(**more)).new_page()

    return start


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    return made_slow(context)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, Any, Any]:
    with watched(300):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    with watched(90):
        return (yield)


@pytest.fixture(scope="session")
def browsers(launch_browser: Callable[[], Browser]) -> Iterator[Browsers]:
    browsers = Browsers(launch_browser)
    yield browsers
    for browser in browsers.started:
        with suppress(Error):
            browser.close()


@pytest.fixture
def browser(browsers: Browsers) -> Browser:
    """Replace pytest-playwright's fixture: after a crash of its browser all later tests would fail."""
    return browsers.living()


class OwnPhone:
    """A phone whose browser can be closed or killed and restarted with its stored data: `context = phone()`."""

    def __init__(self, playwright: Playwright, folder: Path, options: dict[str, Any]) -> None:
        self.playwright, self.folder, self.options = playwright, folder, options
        self.started: list[BrowserContext] = []

    def __call__(self) -> BrowserContext:
        context = self.playwright.chromium.launch_persistent_context(str(self.folder), **self.options)
        self.started.append(context)
        return made_slow(context)

    def kill(self) -> None:
        """Kill all its processes with SIGKILL, as a phone short of memory does: nothing more is written.

        The next browser couldn't open the stores while one of the processes still holds them.
        """
        mark = f"--user-data-dir={self.folder}".encode()
        running = processes()
        ours = descendants({pid for pid, (_parent, words) in running.items() if mark in words})
        for pid in ours:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: ours & set(processes()), until=lambda left: not left)
        with suppress(Error):
            self.started.pop().close()

    def put_away(self) -> None:
        for context in self.started:
            context.close()


@pytest.fixture
def phone(
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    tmp_path: Path,
) -> Iterator[OwnPhone]:
    phone = OwnPhone(playwright, tmp_path / "phone", {**browser_type_launch_args, **browser_context_args})
    yield phone
    phone.put_away()


@pytest.fixture
def officer(live_project: LiveProject) -> User:
    """Create the province's branches and the officer of Mộc Châu ward with a PIN, as in a new installation."""
    with building():
        load_province()
        officer = OfficerFactory(card_number="40000002", branch=Branch.objects.get(unit_id=MOC_CHAU))
        give_pin(officer)
    return officer
