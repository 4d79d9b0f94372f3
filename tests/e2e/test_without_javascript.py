"""A browser that runs no scripts: every job is done, with forms alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from products.models import Product
from tests.e2e.jobs import print_labels, read_labels
from tests.e2e.phone import NewPhone, Taps, follow, give_pin, heading, log_in, sent
from tests.factories.products import picture
from tests.live import LiveProject
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot
from traceability.models import Event, Scan

pytestmark = pytest.mark.e2e

MOST_TAPS_TO_LIST = 12


@pytest.fixture
def world(live_project: LiveProject) -> Any:
    with building():
        world = make_world()
        world.lot = a_lot(world)
        give_pin(world.lan)
    return world


@pytest.fixture
def lan(live_project: LiveProject, world: Any, new_phone: NewPhone) -> Page:
    page = new_phone(java_script_enabled=False)
    log_in(page, live_project.url, world.lan.card_number)
    return page


def test_a_product_is_put_in(live_project: LiveProject, world: Any, lan: Page) -> None:
    lan.goto(f"{live_project.url}/san-pham-cua-toi/moi/")
    taps = Taps()
    taps.count += 3  # the field that opens the camera, its shutter, and "use this one"
    lan.locator("#id_photo_album").set_input_files(
        {"name": "IMG_3.jpg", "mimeType": "image/jpeg", "buffer": picture(2400, 1800)}
    )
    taps(lan.get_by_role("button", name="Tiếp", exact=True))
    for name, text in (("name", "Mơ ngâm đường"), ("price", "60.000"), ("quantity", "12,5")):
        field = lan.locator(f"[name={name}]")
        taps(field)
        field.fill(text)
        taps(lan.locator("form[data-step] button[type=submit]").first)
    lan.wait_for_url(re.compile("/xem/$"))
    expect(lan.locator(".preview-card")).to_contain_text("60.000 đ/kg")
    taps(lan.get_by_role("button", name="Nhờ cán bộ xem giúp"))
    heading(lan, "Mơ ngâm đường")
    assert taps.count <= MOST_TAPS_TO_LIST
    product = Product.objects.get(name="Mơ ngâm đường")
    assert (product.state, product.price, str(product.lots.get().quantity)) == ("submitted", 60_000, "12.500")
    assert product.photo_links.count() == 1


def test_a_harvest_is_written_down(live_project: LiveProject, world: Any, lan: Page) -> None:
    lan.goto(f"{live_project.url}/nhat-ky/")
    lan.get_by_role("link", name="Ghi thu hoạch").tap()
    lan.locator("[name=quantity]").fill("12,5")
    lan.get_by_role("button", name="Lưu", exact=True).tap()
    sent(lan, "/nhat-ky/")
    expect(lan.locator("[data-entries] .rows > li")).to_contain_text("Thu hoạch 12,5 kg · Mận hậu Mộc Châu")
    assert Event.objects.get().by_ref == world.lan.ref


def test_labels_are_printed_and_scanned(
    live_project: LiveProject, world: Any, lan: Page, new_phone: NewPhone
) -> None:
    codes = read_labels(print_labels(lan, live_project.url))
    buyer = new_phone(java_script_enabled=False)
    buyer.goto(codes[0])
    heading(buyer, "Mận hậu Mộc Châu")
    buyer.get_by_role("button", name="Kiểm tra tem").tap()
    expect(buyer.get_by_role("status")).to_contain_text("Đã quét 1 lần từ")
    buyer.get_by_text("Bạn đang ở đâu?").tap()
    buyer.get_by_label("Xã, phường").select_option(label="Phường Mộc Châu")
    follow(buyer, buyer.get_by_role("button", name="Gửi"))
    expect(buyer.get_by_role("status")).to_contain_text("Đã quét 1 lần từ")
    assert [(scan.verdict, scan.place) for scan in Scan.objects.all()] == [("valid", world.commune)]
    buyer.get_by_role("link", name="Hỏi nơi làm ra").tap()
    heading(buyer, re.compile("Hỏi"))
