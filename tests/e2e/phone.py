"""Helpers of the browser tests for a phone: count taps, log in, wait for stored pages, read an SMS."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.hashers import Argon2PasswordHasher
from playwright.sync_api import Locator, Page, expect

from members.models import User
from tests.live import PATIENCE, LiveProject, eventually

__all__ = ["PATIENCE", "eventually"]  # of tests.live, for the browser tests

PIN = "246810"

# Opens a page on a separate phone; keywords go to the browser's context (java_script_enabled=False).
type NewPhone = Callable[..., Page]

# The paths of everything that the phone has stored for offline use.
STORED_PATHS = """async () => {
    const addresses = [];
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) addresses.push(new URL(url).pathname);
    // The member's own pages are encrypted in the vault. Opening a missing database would make an empty one.
    if (!(await indexedDB.databases()).some(({ name }) => name === "pieu-vault")) return addresses;
    const names = await new Promise((resolve, reject) => {
        const open = indexedDB.open("pieu-vault");
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
            const keys = open.result.transaction("copies").objectStore("copies").getAllKeys();
            keys.onsuccess = () => { open.result.close(); resolve(keys.result.map(([, name]) => name)); };
            keys.onerror = () => reject(keys.error);
        };
    });
    return [...addresses, ...names.filter((name) => name.startsWith("page:")).map((name) => name.slice(5))];
}"""


class Taps:
    """Count every tap of a finger, but not what the keyboard types."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, target: Locator) -> None:
        self.count += 1
        target.tap()


class Loads:
    """Count every load of a page from now on. A redirect is part of the load that it ends."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        page.on("framenavigated", lambda frame: self._add(frame is page.main_frame))

    def _add(self, is_whole_page: bool) -> None:
        self.count += is_whole_page


def give_pin(user: User, pin: str = PIN) -> None:
    """Set a PIN that the project's processes can check: they don't have the fast hasher of the tests."""
    hasher = Argon2PasswordHasher()
    user.password = hasher.encode(pin, hasher.salt())
    user.save(update_fields=["password"])


def log_in(page: Page, url: str, login: str, pin: str = PIN, *, then: str = "/") -> None:
    page.goto(f"{url}/tai-khoan/dang-nhap/?next={then}")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(pin)
    page.locator("main form button[type=submit]").first.tap()
    page.wait_for_url(lambda address: urlsplit(address).path == urlsplit(then).path)


def sent(page: Page, path: str) -> None:
    """Wait until the browser is at `path`, with any query."""
    page.wait_for_url(lambda address: urlsplit(address).path == path)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def ready(page: Page) -> None:
    """Wait for the page's scripts: until they run, the browser sends a form instead of storing it on the phone."""
    page.wait_for_load_state("load")
    page.wait_for_function("() => Boolean(window.pieu?.outbox)")


def follow(page: Page, target: Locator) -> None:
    """Tap a link or button that leads to another page, and wait for that page.

    A tap alone doesn't wait: elements that are on both pages would be found on the old one.
    """
    with page.expect_navigation():
        target.tap()


def wait_until_stored(page: Page, *wanted: str) -> None:
    """Wait until the phone has stored all `wanted`: paths of pages, or prefixes of file names ("theme/outbox")."""

    def missing() -> list[str]:
        stored = page.evaluate(STORED_PATHS)
        return [
            one
            for one in wanted
            if not any(path == one or (not one.startswith("/") and f"/{one}." in path) for path in stored)
        ]

    eventually(missing, until=lambda left: not left)


def sms_code(project: LiveProject, to: str = "") -> str:
    """Return the code of the newest SMS that the project's console printed; only of those `to` a number, if given."""
    found = eventually(lambda: re.findall(rf"\[SMS\] {re.escape(to)}[^\n]*?\b(\d{{6}})\b", project.log()))
    return found[-1]
