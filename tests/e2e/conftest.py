from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import BrowserContext, Error, Page, Playwright

from members.actions.units import load_province
from members.models import Branch, User
from tests.e2e.phone import NewPhone, give_pin
from tests.factories.members import OfficerFactory
from tests.live import LiveProject

MOC_CHAU = 3980


@pytest.fixture(scope="session")
def base_url() -> str:
    """In place of pytest-base-url's own, which newer pytests warn about; each test names its server's whole address."""
    return ""


@pytest.fixture
def new_phone(new_context: Any) -> NewPhone:
    def start(**more: Any) -> Page:
        context = new_context(**more)
        context.set_default_timeout(15_000)
        return context.new_page()

    return start


class OwnPhone:
    """A phone whose browser can be closed or killed and started again with what it kept: `context = phone()`."""

    def __init__(self, playwright: Playwright, folder: Path, options: dict[str, Any]) -> None:
        self.playwright, self.folder, self.options = playwright, folder, options
        self.started: list[BrowserContext] = []

    def __call__(self) -> BrowserContext:
        context = self.playwright.chromium.launch_persistent_context(str(self.folder), **self.options)
        context.set_default_timeout(15_000)
        self.started.append(context)
        return context

    def kill(self) -> None:
        """kill -9, as a phone does that needs the memory: nothing is written any more."""
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                words = path.read_bytes().split(b"\0")
                if f"--user-data-dir={self.folder}".encode() in words and not words[1].startswith(b"--type="):
                    os.kill(int(path.parts[2]), signal.SIGKILL)
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
    """The officer of Mộc Châu ward with a PIN, and the province's branches: what an installation begins with."""
    with transaction.atomic():
        load_province()
        officer = OfficerFactory(card_number="40000002", branch=Branch.objects.get(unit_id=MOC_CHAU))
        give_pin(officer)
    return officer
