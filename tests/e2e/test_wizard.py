"""Lan enters a product: few taps with a connection, and nothing lost without one or when the browser is killed."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from backend.common.errors import DomainError
from backend.common.money import parse_dong
from backend.common.units import parse_quantity, require_pieces
from members.models import Consent, User
from products.models import Product, ProductPhoto
from tests.e2e.phone import Taps, eventually, follow, give_pin, log_in, ready, wait_until_stored
from tests.factories.products import (
    PhotoFactory,
    ProducerFactory,
    ProductFactory,
    make_branch,
    make_user,
    picture,
)
from tests.people import LAN
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

MOST_TAPS = 12
NEW = "/san-pham-cua-toi/moi/"
# The photo has been shrunk and lies in the phone's store.
PHOTO_WAITS = "async () => (await window.pieu.outbox.list()).some((entry) => entry.kind === 'photo')"
# Not waited for: the page continues when all is sent.
FLUSH = "() => { window.pieu?.outbox.flush(); }"


@pytest.fixture
def lan(live_project) -> User:
    """Lan with a name and a branch, and no product yet."""
    with building():
        lan = make_user(LAN.full_name, branch=make_branch())
        give_pin(lan)
    return lan


def take_photo(page: Page, taps: Taps, *, button: str = "Chụp ảnh", width: int = 1600) -> None:
    with page.expect_file_chooser() as chooser:
        taps(page.locator("section:not([hidden]) .photo-field label", has_text=button))
    taps.count += 2  # the camera's shutter and its "use this one", or the album's picture and "done"
    chooser.value.set_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture(width, width * 3 // 4)}
    )


def answer(page: Page, taps: Taps, name: str, text: str, *, is_open: bool = True) -> None:
    """Type into the screen's field (the keyboard is there already when the screen opens by a tap) and go on."""
    field = page.locator(f"section:not([hidden]) [name={name}]")
    if not is_open:
        taps(field)
    field.press_sequentially(text)
    taps(page.locator("section:not([hidden]) button[type=submit]").first)


def wait_for_product() -> Product:
    """The one product, once its quantity has arrived."""
    eventually(lambda: Product.objects.exists() and Product.objects.get().lots.exists())
    return Product.objects.get()


def test_a_product_is_put_in_with_few_taps(live_project, lan, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then=NEW)
    taps = Taps()
    take_photo(page, taps)
    expect(page.locator("section:not([hidden]) [name=name]")).to_have_attribute("autocomplete", "off")
    answer(page, taps, "name", "Mận hậu Mộc Châu", is_open=False)
    expect(page.locator("section:not([hidden]) [name=price]")).to_have_attribute("inputmode", "numeric")
    answer(page, taps, "price", "45000")
    expect(page.locator("section:not([hidden]) [name=quantity]")).to_have_attribute("inputmode", "decimal")
    answer(page, taps, "quantity", "50")
    page.wait_for_url(lambda address: address.endswith("/xem/"))
    card = page.locator(".preview-card")
    expect(card).to_contain_text("Mận hậu Mộc Châu")
    expect(card).to_contain_text("45.000 đ/kg")
    taps(page.get_by_role("button", name="Nhờ cán bộ xem giúp"))
    page.wait_for_url(lambda address: urlsplit(address).path.startswith("/san-pham-cua-toi/"))
    expect(page.get_by_text("Đã nhờ cán bộ")).to_be_visible()
    assert taps.count <= MOST_TAPS
    product = Product.objects.get()
    assert (product.name, product.price, product.unit, product.state) == (
        "Mận hậu Mộc Châu",
        45_000,
        "kg",
        "submitted",
    )
    assert product.producer.name == "Hộ Lò Thị Lan"
    assert (product.photo_links.count(), str(product.lots.get().quantity)) == (1, "50.000")


def test_a_new_member_sends_an_album_photo_and_what_buyers_may_see(live_project, lan, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number)
    expect(page.get_by_role("heading", name="Đưa sản phẩm đầu tiên lên")).to_be_visible()
    expect(page.locator("main a[href='/toi/dong-y/']")).to_have_count(0)
    follow(page, page.get_by_role("link", name="Đưa sản phẩm lên").first)
    ready(page)
    taps = Taps()
    take_photo(page, taps, button="Chọn ảnh đã chụp", width=3200)
    page.locator("section:not([hidden]) [name=name]").press_sequentially("Mận hậu")
    eventually(lambda: ProductPhoto.objects.exists())
    photo = Product.objects.get().photo_links.get().photo
    assert (photo.width, photo.height) == (2048, 1536)  # shrunk on the phone

    # The page is killed before the name is sent; the home page continues at the name, which is there.
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(live_project.url)
    follow(page, page.get_by_role("link", name="Làm tiếp"))
    assert page.url.endswith("/ten/")
    expect(page.locator("section:not([hidden]) [name=name]")).to_have_value("Mận hậu")
    ready(page)
    taps(page.locator("section:not([hidden]) button[type=submit]").first)
    answer(page, taps, "price", "45000")
    answer(page, taps, "quantity", "50")
    page.wait_for_url(lambda address: address.endswith("/xem/"))

    switches = page.get_by_role("switch")
    assert [each.is_checked() for each in switches.all()] == [False, False, False]
    for label in ("Hiện họ tên của chị trên trang sản phẩm", "Cho người mua thấy số điện thoại của chị"):
        page.locator("label", has_text=label).tap()
    assert [each.is_checked() for each in switches.all()] == [True, False, True]
    page.get_by_role("button", name="Nhờ cán bộ xem giúp").tap()
    expect(page.get_by_text("Đã nhờ cán bộ")).to_be_visible()
    product = Product.objects.get()
    assert (product.name, product.state, product.price) == ("Mận hậu", "submitted", 45_000)
    given = Consent.objects.filter(user=lan).order_by("purpose").values_list("purpose", "channel")
    assert list(given) == [("public_name", "self"), ("public_phone", "self")]


def test_a_draft_outlives_the_connection_and_the_browser(live_project, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then=NEW)
    wait_until_stored(page, NEW, "products/wizard")
    context.close()

    # The browser is restarted without a connection.
    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_project.url}{NEW}")
    taps = Taps()
    take_photo(page, taps)
    answer(page, taps, "name", "Mật ong Vân Hồ", is_open=False)
    expect(page.locator("section:not([hidden]) [name=price]")).to_be_visible()
    page.wait_for_function(PHOTO_WAITS)
    phone.kill()

    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(f"{live_project.url}{NEW}")
    expect(page.locator("section:not([hidden]) [name=price]")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Mật ong Vân Hồ")
    answer(page, taps, "price", "250000")
    answer(page, taps, "quantity", "12,5")
    expect(page.locator("section:not([hidden]) [data-kept-at]")).to_contain_text("Đã lưu trên máy")
    expect(page.locator("section:not([hidden]) .preview-card")).to_contain_text("250.000 đ/kg")
    page.locator("section:not([hidden]) label", has_text="Hiện họ tên của chị trên trang sản phẩm").tap()
    taps(page.locator("[data-ask]"))
    expect(page.locator("[data-ask]")).to_be_disabled()
    assert not Product.objects.exists()

    requests = []
    page.on("framenavigated", lambda frame: requests.append(urlsplit(frame.url).path))
    context.set_offline(False)
    page.evaluate(FLUSH)
    product = wait_for_product()
    assert (product.name, product.price, str(product.lots.get().quantity)) == (
        "Mật ong Vân Hồ",
        250_000,
        "12.500",
    )
    assert product.photo_links.count() == 1, page.locator("main").inner_text()
    eventually(lambda: Product.objects.get().state == "submitted")
    assert [consent.purpose for consent in Consent.objects.filter(user=lan)] == ["public_name"]
    page.wait_for_url(lambda address: address.endswith(f"/san-pham-cua-toi/{product.pk}/"))
    assert requests == [
        f"/san-pham-cua-toi/{product.pk}/"
    ]  # no screen in between, which would abort the request
    page.goto(f"{live_project.url}/san-pham-cua-toi/")
    expect(page.get_by_text("Chờ duyệt")).to_be_visible()


# The phone must parse a written number as the server does.
WRITTEN = (
    "", " ", "0", "-5", "12,5", "1.500", "1.500,25", "1500", "1,5000", "99999999", "a", "12.5", "0,5", "120k", "1tr2", "1 triệu 250",
    "1,2 triệu", "45.000", "45,000 đ", "1.250k", "1,250 triệu", "1.250 triệu", "120,5", "999", "20 tỷ", "5 nghìn", "1k2", "１２", "1 2 3",
    "0,0001 tr", "12 000 ₫", "Đồng", "100 VNĐ", "3 cu",
)  # fmt: skip


def server_codes(raw: str, unit: str) -> list[str]:
    codes = []
    for read in (lambda: require_pieces(parse_quantity(raw), unit), lambda: parse_dong(raw)):
        try:
            read()
            codes.append("")
        except DomainError as error:
            codes.append(error.code)
    return codes


def test_without_a_connection_numbers_are_checked_and_a_second_tap_stays(live_project, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then=NEW)
    wait_until_stored(page, NEW, "products/wizard")
    by_phone = page.evaluate(
        "(all) => all.map((raw) => ['kg', 'hu'].map((unit) => [pieu.written.quantity(raw, unit), pieu.written.price(raw)]))",
        WRITTEN,
    )
    assert dict(zip(WRITTEN, by_phone, strict=True)) == {
        raw: [server_codes(raw, unit) for unit in ("kg", "hu")] for raw in WRITTEN
    }
    taps = Taps()
    take_photo(page, taps)
    answer(page, taps, "name", "Mật ong", is_open=False)
    expect(page.locator("[name=price]")).to_be_visible()
    eventually(lambda: Product.objects.filter(name="Mật ong").exists())
    page.wait_for_function("async () => !(await window.pieu.outbox.list()).length")
    context.set_offline(True)
    page.locator(".units label", has_text="hũ").tap()
    answer(page, taps, "price", "120")
    problem = page.locator("section:not([hidden]) [data-problem]")
    expect(problem).to_contain_text("Chị viết đủ cả số nghìn")
    page.locator("[name=price]").fill("120k")
    taps(page.locator("section:not([hidden]) button[type=submit]").first)
    answer(page, taps, "quantity", "12,5")
    expect(problem).to_contain_text("không có nửa")
    page.locator("[name=quantity]").fill("12")
    page.locator("section:not([hidden]) button[type=submit]").first.dblclick()
    expect(page.locator("section:not([hidden]) [data-kept-at]")).to_contain_text("Đã lưu trên máy")
    assert urlsplit(page.url).path == NEW
    context.set_offline(False)
    page.evaluate(FLUSH)
    product = wait_for_product()
    assert (product.price, product.unit, str(product.lots.get().quantity)) == (120_000, "hu", "12.000")


def test_a_photo_chosen_before_the_store_is_open_is_sent_with_its_draft(live_project, lan, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number)
    # A phone so slow that its store opens only after the photo was chosen.
    page.add_init_script(
        """
        const opened = indexedDB.open.bind(indexedDB);
        const waiting = [];
        IDBFactory.prototype.open = function (...names) {
          const request = {};
          waiting.push(() => {
            const real = opened(...names);
            for (const on of ["onupgradeneeded", "onsuccess", "onerror"])
              real[on] = (event) => { request.result = real.result; request[on]?.(event); };
          });
          window.openStore ??= () => {
            waiting.splice(0).forEach((open) => open());
            IDBFactory.prototype.open = opened;
          };
          return request;
        };
        """
    )
    page.goto(f"{live_project.url}{NEW}")
    page.wait_for_function("() => Boolean(window.openStore && window.pieu.addressed)")
    taps = Taps()
    take_photo(page, taps)
    page.evaluate("() => window.openStore()")
    answer(page, taps, "name", "Mận hậu", is_open=False)
    answer(page, taps, "price", "45000")
    answer(page, taps, "quantity", "5")
    page.wait_for_url(lambda address: address.endswith("/xem/"))
    product = Product.objects.get()
    assert (product.name, product.photo_links.count()) == ("Mận hậu", 1)


def test_the_last_product_is_copied_by_one_tap_but_not_without_a_connection(live_project, lan, phone):
    with building():
        branch = lan.memberships.get().branch
        producer = ProducerFactory(owner=lan, unit=branch.unit, branch=branch)
        ProductFactory(producer=producer, name="Mận hậu")
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then="/san-pham-cua-toi/")
    copy = page.get_by_role("button", name="Chép lại “Mận hậu”")
    page.wait_for_load_state("load")
    context.set_offline(True)
    copy.tap()
    expect(page.get_by_role("alert")).to_contain_text("Chép lại cần có mạng.")
    assert Product.objects.count() == 1
    context.set_offline(False)
    copy.tap()
    page.wait_for_url(lambda address: "/ten/?tu=" in address)
    # The name is selected: typing replaces it.
    page.wait_for_function("() => document.activeElement.selectionEnd === 'Mận hậu'.length")
    assert page.evaluate("() => document.activeElement.selectionStart") == 0
    page.locator("section:not([hidden]) button[type=submit]").first.tap()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Chị đã có “Mận hậu”.")
    page.locator("[name=name]").fill("")
    answer(page, Taps(), "name", "Mận hậu cỡ to")
    expect(page.locator("section:not([hidden]) [name=quantity]")).to_be_visible()
    answer(page, Taps(), "quantity", "5")
    page.wait_for_url(lambda address: address.endswith("/xem/"))
    assert {product.name for product in Product.objects.all()} == {"Mận hậu", "Mận hậu cỡ to"}


def test_buttons_of_the_last_screen_are_stacked_below_the_price(live_project, lan, phone):
    with building():
        branch = lan.memberships.get().branch
        producer = ProducerFactory(owner=lan, unit=branch.unit, branch=branch)
        ProductFactory(producer=producer, state="submitted", submitted_at=timezone.now())  # asked already
        product = ProductFactory(producer=producer, name="Mận hậu", origin="", draft_key=uuid4())
        ProductPhoto.objects.create(product=product, photo=PhotoFactory(producer=producer), position=0)
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number)
    page.goto(f"{live_project.url}/san-pham-cua-toi/moi/{product.draft_key}/so-luong/")
    answer(page, Taps(), "quantity", "5")
    page.wait_for_url(lambda address: address.endswith("/xem/"))
    boxes = [each.bounding_box() for each in page.locator(".actions--stay > .button").all()]
    assert [(box["x"], round(box["width"])) for box in boxes] == [(16, 328)] * 2
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    price = page.locator(".preview-card .card__price").bounding_box()
    assert price["y"] + price["height"] < boxes[0]["y"]


def test_a_wrong_answer_is_refused_at_its_field(live_project, lan, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then=NEW)
    taps = Taps()
    take_photo(page, taps)
    answer(page, taps, "name", "Mận hậu", is_open=False)
    answer(page, taps, "price", "120")
    problem = page.locator("section[data-screen=gia]:not([hidden]) [data-problem]")
    expect(problem).to_have_text("Số tiền này nhỏ quá. Chị viết đủ cả số nghìn, ví dụ 120.000 hoặc 120k.")
    page.locator("section:not([hidden]) [name=price]").fill("")
    answer(page, taps, "price", "120000")
    answer(page, taps, "quantity", "5")
    page.wait_for_url(lambda address: address.endswith("/xem/"))
    assert Product.objects.get().price == 120_000
