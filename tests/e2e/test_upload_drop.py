"""The connection breaks during the upload of a photo, then the browser closes: Lan continues at the same screen."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, expect

from members.models import User
from products.models import Photo, Product
from tests.e2e.cut_line import line_to
from tests.e2e.phone import NewPhone, eventually, give_pin, heading, log_in
from tests.factories.products import make_branch, make_user
from tests.live import LiveProject
from tests.people import LAN
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

NEW = "/san-pham-cua-toi/moi/"


@pytest.fixture
def lan(live_project: LiveProject) -> User:
    with building():
        lan = make_user(LAN.full_name, branch=make_branch())
        give_pin(lan)
    return lan


def big_photo() -> bytes:
    """Random leaves: some hundreds of kilobytes even after the phone has shrunk the picture."""
    noise = Image.frombytes("RGB", (400, 300), random.Random(7).randbytes(400 * 300 * 3))
    with io.BytesIO() as file:
        noise.resize((1600, 1200), Image.Resampling.BILINEAR).save(file, "JPEG", quality=85)
        return file.getvalue()


def choose_photo(page: Page) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("section:not([hidden]) .button--palm").tap()
    chooser.value.set_files({"name": "IMG_4.jpg", "mimeType": "image/jpeg", "buffer": big_photo()})


def answer(page: Page, name: str, text: str) -> None:
    field = page.locator(f"section:not([hidden]) [name={name}]")
    expect(field).to_be_visible()
    field.fill(text)
    page.locator("section:not([hidden]) button[type=submit]").first.tap()


def test_draft_survives_a_line_that_breaks_during_the_upload(live_project, lan, phone) -> None:
    with line_to(live_project.url) as line:
        context = phone()
        log_in(context.new_page(), line.url, lan.card_number, then=NEW)
        context.close()  # Chromium stores cookies with a delay, and when it closes

        page = phone().new_page()
        page.goto(f"{line.url}{NEW}")
        line.breaks_at = NEW
        choose_photo(page)
        answer(page, "name", "Mận hậu Mộc Châu")
        answer(page, "price", "45000")
        expect(page.locator("section:not([hidden]) [name=quantity]")).to_be_visible()
        eventually(lambda: line.cuts)
        assert not Photo.objects.exists()
        phone.kill()

        page = phone().new_page()
        page.goto(f"{line.url}{NEW}")
        line.breaks_at = ""
        # The price is stored; the screen just reached may not be.
        expect(
            page.locator("section:not([hidden]) [name=price], section:not([hidden]) [name=quantity]")
        ).to_be_visible()
        expect(page.locator("[name=price]")).to_have_value("45.000")
        if page.locator("[name=price]").is_visible():
            page.locator("section:not([hidden]) button[type=submit]").first.tap()
        answer(page, "quantity", "50")
        page.wait_for_url(lambda address: address.endswith("/xem/"))
        expect(page.locator(".preview-card")).to_contain_text("45.000 đ/kg")
        product = Product.objects.get()
        assert (product.name, product.price, product.photo_links.count()) == ("Mận hậu Mộc Châu", 45_000, 1)
        assert Photo.objects.count() == 1


@pytest.mark.everything
def test_draft_survives_without_javascript_what_breaks_after_it(
    live_project: LiveProject, lan: User, new_phone: NewPhone
) -> None:
    """Without scripts each screen is stored when it is sent; the interrupted one is asked again."""
    with line_to(live_project.url) as line:
        page = new_phone(java_script_enabled=False)
        log_in(page, line.url, lan.card_number, then=NEW)
        page.locator("#id_photo_album").set_input_files(
            {"name": "IMG_4.jpg", "mimeType": "image/jpeg", "buffer": big_photo()}
        )
        page.get_by_role("button", name="Tiếp", exact=True).tap()
        answer(page, "name", "Mận hậu Mộc Châu")
        expect(page.locator("[name=price]")).to_be_visible()
        line.breaks_at, line.after = NEW, 0
        page.locator("[name=price]").fill("45000")
        with pytest.raises(Error, match="net::"), page.expect_navigation():
            page.locator("form[data-step] button[type=submit]").first.tap()
        assert line.cuts
        line.breaks_at = ""

        page = page.context.new_page()
        page.goto(f"{line.url}/san-pham-cua-toi/")
        page.get_by_role("link", name="Mận hậu Mộc Châu").tap()
        heading(page, "Đưa sản phẩm lên")
        answer(page, "price", "45000")
        expect(page.locator("[name=quantity]")).to_be_visible()
        product = Product.objects.get()
        assert (product.price, product.photo_links.count()) == (45_000, 1)
