"""Lan prints labels, then renames the lot: the label on the jar opens the lot under either name."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from playwright.sync_api import Page, expect

from tests.e2e.test_code_links import is_as_wide_as_the_phone, look
from tests.e2e.test_labels import PIN, sign_in
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot
from traceability.gs1.digital_link import Code
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.lots.actions.lots import open_lot
from traceability.models import LabelRun
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.e2e


@pytest.fixture
def world(live_project):
    with building():
        world = make_world()
        world.lot = a_lot(world)
        world.other = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
        world.run = LabelRun.objects.create(
            lot=world.lot, code=code_for(world.product), count=5, layout="a4-65", key_version=codec().current,
            origin=live_project.url, state=RunState.READY,
        )  # fmt: skip
        world.lan.password = Argon2PasswordHasher().encode(PIN, Argon2PasswordHasher().salt())
        world.lan.save(update_fields=["password"])
    return world


# Every separate button, with all sections open: its text and its height, if that is below 48 px.
LOW = """() => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const alone = (link) => [...link.parentElement.childNodes].every(
    (one) => one === link || !one.textContent.trim() || one.textContent.trim() === "·" || one.nodeType === 1);
  return [...document.querySelectorAll("a, button, summary, select")]
    .filter((one) => one.offsetParent && (one.tagName !== "A" || alone(one)))
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height])
    .filter(([, height]) => height < 47.5);
}"""


def test_label_printed_before_the_lot_was_renamed_opens_it(world, live_project, page: Page, new_phone):
    url, old = live_project.url, world.lot.code
    printed = Code(own_code=world.run.code.value, lot=old, serial=codec().encode(world.run.pk, 2)[:16])
    buyer = new_phone()
    buyer.goto(url + printed.path)
    expect(buyer.get_by_role("heading", level=1)).to_have_text(world.product.name)
    assert buyer.evaluate(LOW) == []

    sign_in(page, url, world.lan.card_number)
    page.goto(f"{url}/lo/{world.lot.pk}/")
    page.get_by_role("link", name="Đổi mã lô").tap()
    expect(page.get_by_text("Tem và tờ treo đã in vẫn mở đúng lô này.")).to_be_visible()
    # A code of another lot is refused at the field, and nothing changes.
    page.get_by_label("Mã lô").fill(world.other.code)
    page.get_by_role("button", name="Đổi mã lô").tap()
    expect(page.get_by_label("Mã lô")).to_have_attribute("aria-invalid", "true")
    look(page, "rename-refused")
    page.get_by_label("Mã lô").fill("man-tet 1")
    page.get_by_role("button", name="Đổi mã lô").tap()
    expect(page.get_by_text("Lô này bây giờ có mã MAN-TET1.")).to_be_visible()
    assert is_as_wide_as_the_phone(page)
    look(page, "rename-done")
    page.get_by_role("link", name="Đổi mã lô").tap()
    expect(page.get_by_role("heading", name="Mã cũ còn dùng được")).to_be_visible()
    expect(page.get_by_text(old, exact=True)).to_be_visible()
    look(page, "rename-earlier")

    # The printed label, the lot's old address and its new one: one lot, and the page shows both names.
    of_old, of_new = (Code(own_code=world.run.code.value, lot=lot) for lot in (old, "MAN-TET1"))
    for code in (printed, of_old, of_new):
        buyer.goto(url + code.path)
        expect(buyer.get_by_text("Tem cũ của lô này ghi số lô")).to_be_visible()
        expect(buyer.get_by_role("heading", name="Đường đi của lô MAN-TET1")).to_be_visible()
        expect(buyer.get_by_text("Sổ không có lô này")).to_have_count(0)
    look(buyer, "rename-scanned")
