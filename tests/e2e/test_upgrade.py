"""A phone with the shell and the outbox of an older version, against a server whose static files have moved."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e.phone import eventually, give_pin, log_in, ready, sent, wait_until_stored
from tests.live import LiveProject
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from traceability.models import Event, EventLot

pytestmark = pytest.mark.e2e

DIARY = ("/nhat-ky/", "/nhat-ky/ghi/", "traceability/diary/diary", "theme/outbox")
MOVED = "moved"
SCRIPTS = "() => [...document.scripts].map(({ src }) => src).filter(Boolean)"

NEW_WORKER_IS_ACTIVE = """async () => {
    const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
    return !installing && !waiting && active?.state === "activated";
}"""


@pytest.fixture
def lan(live_project):
    """Lan with a listed product and neighbours, in the running project."""
    with building():
        world = make_world()
        give_pin(world.lan)
    return world


@pytest.fixture
def relocated_static(collected_static, tmp_path) -> str:
    """STATIC_ROOT of a later version: every file has another address, and the earlier addresses are gone."""
    root = tmp_path / "static-of-later"
    shutil.copytree(collected_static, root / MOVED)
    (root / MOVED / "staticfiles.json").unlink()
    manifest = json.loads((Path(collected_static) / "staticfiles.json").read_text())
    manifest["paths"] = {name: f"{MOVED}/{path}" for name, path in manifest["paths"].items()}
    (root / "staticfiles.json").write_text(json.dumps(manifest))
    return str(root)


def upgrade(project: LiveProject, static_root: str) -> None:
    project.stop("web")
    project.env["STATIC_ROOT"] = static_root
    project.start("web")


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def record(page: Page, quantity: str) -> None:
    page.get_by_role("link", name="Ghi thu hoạch").tap()
    page.locator("[name=quantity]").wait_for()
    ready(page)
    page.locator("[name=quantity]").fill(quantity)
    page.get_by_role("button", name="Lưu").tap()
    sent(page, "/nhat-ky/")


@pytest.mark.everything
def test_outbox_of_an_old_shell_is_sent_once_when_static_files_have_moved(
    live_project, lan, phone, relocated_static
):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.lan.card_number, then="/nhat-ky/")
    wait_until_stored(page, *DIARY)

    # Written on the old version, without a connection.
    context.set_offline(True)
    page.goto(f"{live_project.url}/nhat-ky/")
    record(page, "12,5")
    expect(page.locator("[data-outbox-list=diary] > li")).to_have_count(1)
    old_scripts = page.evaluate(SCRIPTS)

    upgrade(live_project, relocated_static)
    assert old_scripts and {status_of(address) for address in old_scripts} == {404}

    # The old page, opened from its copy, sends the waiting entries.
    context.close()
    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_project.url}/nhat-ky/")
    ready(page)
    assert page.evaluate(SCRIPTS) == old_scripts
    expect(page.locator("[data-outbox-list=diary] > li")).to_contain_text("chờ gửi")
    context.set_offline(False)
    expect(page.locator("[data-outbox-list=diary]")).to_be_hidden()
    eventually(Event.objects.count, until=lambda count: count == 1)

    # One page with a connection brings the complete new shell.
    missing: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            missing.append(response.url)

    page.goto(f"{live_project.url}/")
    wait_until_stored(
        page, f"{MOVED}/theme/app", f"{MOVED}/theme/outbox", f"{MOVED}/traceability/diary/diary"
    )
    page.wait_for_function(NEW_WORKER_IS_ACTIVE)
    # A new worker may not know of set_offline yet, so the server is stopped, too.
    live_project.stop("web")
    context.set_offline(True)
    page.on("response", note)
    page.on("requestfailed", lambda request: missing.append(request.url))
    page.goto(f"{live_project.url}/nhat-ky/")
    record(page, "7")
    expect(page.locator("[data-outbox-list=diary] > li")).to_have_count(1)
    assert [address for address in missing if "/static/" in address] == []

    # With a connection: sent once, and the page is of the new version.
    live_project.start("web")
    context.set_offline(False)
    page.evaluate("() => window.pieu.outbox.flush()")
    expect(page.locator("[data-outbox-list=diary]")).to_be_hidden()
    eventually(Event.objects.count, until=lambda count: count == 2)
    page.goto(f"{live_project.url}/")
    wait_until_stored(page, f"{MOVED}/theme/outbox", f"{MOVED}/traceability/diary/diary")
    missing.clear()
    page.goto(f"{live_project.url}/nhat-ky/")
    ready(page)
    assert all(f"/static/{MOVED}/" in address for address in page.evaluate(SCRIPTS))
    page.evaluate("() => window.pieu.outbox.flush()")
    assert page.evaluate("async () => (await window.pieu.outbox.list()).length") == 0
    assert missing == []
    assert Event.objects.count() == 2
    assert sorted(str(link.quantity) for link in EventLot.objects.all()) == ["12.500", "7.000"]
