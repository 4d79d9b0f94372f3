"""Jobs that several stories share, done on a phone: sign up, confirm, list, complete, approve, print."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from members.branches.enums import MembershipState
from members.models import Membership
from products.models import Product
from tests.e2e.phone import PIN, Taps, heading, sms_code
from tests.factories.products import picture
from tests.live import LiveProject
from traceability.models import LabelRun, Lot

LAN_PHONE = "0912 345 678"
MOST_TAPS_TO_LIST = 12
A4_65 = 65


def sign_up(page: Page, project: LiveProject) -> None:
    page.goto(project.url)
    page.locator("main").get_by_role("link", name="Đăng ký").tap()
    heading(page, "Đăng ký")
    page.get_by_label("Số điện thoại").fill(LAN_PHONE)
    page.get_by_label("Mã PIN chị tự đặt", exact=True).fill(PIN)
    page.get_by_role("button", name="Gửi mã cho tôi").tap()
    heading(page, "Nhập mã trong tin nhắn")
    page.get_by_label("Mã trong tin nhắn").fill(sms_code(project))
    page.get_by_role("button", name="Xong").tap()
    heading(page, "Chào chị, còn hai câu nữa")
    page.get_by_label("Họ và tên của chị").fill("Lò Thị Lan")
    page.get_by_label("Chị ở xã, phường nào?").select_option(label="Phường Mộc Châu")
    page.get_by_role("button", name="Xong").tap()
    heading(page, "Chào chị Lan")


def confirm(page: Page) -> None:
    heading(page, "Bàn việc của cán bộ")
    row = page.locator(".waiting-row")
    expect(row).to_contain_text("Lò Thị Lan")
    row.get_by_role("button", name="Xác nhận").tap()
    expect(page.locator(".waiting-row")).to_have_count(0)
    assert Membership.objects.get(user__full_name="Lò Thị Lan").state == MembershipState.CONFIRMED


def put_product_in(page: Page, url: str, *, photo: str = "Chụp ảnh") -> Product:
    """Give five answers, counted from the opening of the form. `photo`: the button of camera or album."""
    page.goto(f"{url}/san-pham-cua-toi/")
    page.get_by_role("link", name="Đưa sản phẩm lên").tap()
    screen = page.locator("section:not([hidden])[data-screen]")
    expect(screen.get_by_text("Chụp một tấm ảnh")).to_be_visible()
    taps = Taps()
    with page.expect_file_chooser() as chooser:
        taps(screen.locator(".photo-field label", has_text=photo))
    taps.count += 2  # the camera's shutter and its "use this one", or the album's picture and "done"
    chooser.value.set_files(
        {"name": "IMG_2.jpg", "mimeType": "image/jpeg", "buffer": picture(2400, 1800, quality=92)}
    )
    asked = []
    for name, text in (("name", "Mận hậu Mộc Châu"), ("price", "45000"), ("quantity", "50")):
        field = screen.locator(f"[name={name}]")
        expect(field).to_be_visible()
        asked.append(screen.get_attribute("data-screen"))
        if name != "price":
            taps(field)
        else:
            taps(screen.locator(".units label", has_text="kg").first)  # the unit
            expect(screen.locator("[name=unit]:checked")).to_have_value("kg")
        field.press_sequentially(text)
        taps(screen.locator("button[type=submit]").first)
    assert asked == ["ten", "gia", "so-luong"]  # with photo and unit: five
    page.wait_for_url(re.compile("/xem/$"))
    expect(page.locator(".preview-card")).to_contain_text("45.000 đ/kg")
    expect(page.get_by_role("button", name="Nhờ cán bộ xem giúp")).to_be_visible()
    taps.count += 1  # that button would ask an officer: the five answers suffice
    assert taps.count <= MOST_TAPS_TO_LIST
    product = Product.objects.get()
    assert (product.name, product.price, product.unit, product.state) == (
        "Mận hậu Mộc Châu",
        45_000,
        "kg",
        "draft",
    )
    assert (product.photo_links.count(), str(Lot.objects.get().quantity)) == (1, "50.000")
    return product


def complete_and_submit(page: Page, months: Sequence[int] = (5, 6)) -> None:
    """Enter what the law requires for fresh fruit that there is in `months`, and send it to the officer."""
    page.get_by_role("button", name="Tự điền tiếp").tap()
    heading(page, re.compile("thuộc nhóm nào"))
    page.locator(".shelf button").first.tap()
    heading(page, re.compile("Còn thiếu|Sửa thông tin"))
    page.get_by_text("Điều ghi trên nhãn").tap()
    page.get_by_label("Xuất xứ").fill("Tiểu khu Pa Khen, phường Mộc Châu, Sơn La")
    for month in months:
        page.locator(".months label", has=page.locator(f"input[value='{month}']")).tap()
    page.get_by_label("Chuyện của sản phẩm").fill("Nhà tôi trồng mận trên đồi từ năm 1998, cả nhà cùng hái.")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    page.wait_for_url(re.compile(r"/san-pham-cua-toi/\d+/$"))
    expect(page.get_by_text("Đã đủ, gửi duyệt được")).to_be_visible()
    page.get_by_role("button", name="Gửi duyệt").tap()
    expect(page.get_by_text("Cán bộ đang xem.")).to_be_visible()
    assert Product.objects.get().state == "submitted"


def approve(page: Page, url: str) -> None:
    """Verify the household of the waiting product, and list the product."""
    page.goto(f"{url}/can-bo/san-pham/")
    row = page.locator("main .rows__link", has_text="Mận hậu Mộc Châu")
    expect(row).to_contain_text("Đủ")
    row.tap()
    heading(page, "Mận hậu Mộc Châu")
    expect(page.get_by_role("button", name="Duyệt, cho lên sàn")).to_have_count(0)
    page.get_by_role("link", name="Xác minh nơi bán").tap()
    page.get_by_role("button", name="Đã gặp người, đến nơi làm và xem giấy tờ tuỳ thân").tap()
    heading(page, "Mận hậu Mộc Châu")
    page.get_by_role("button", name="Duyệt, cho lên sàn").tap()
    expect(page.get_by_role("button", name="Duyệt, cho lên sàn")).to_have_count(0)


def print_labels(page: Page, url: str) -> bytes:
    page.goto(f"{url}/tem/")
    page.get_by_role("link", name="Làm tem").tap()
    heading(page, re.compile("Làm tem cho lô nào|Chị có giấy tem nào"))
    if page.get_by_role("heading", level=1).inner_text().startswith("Làm tem cho lô nào"):
        page.locator("main .rows__link").first.tap()
    page.get_by_role("link", name=re.compile("65")).tap()
    heading(page, "Làm bao nhiêu tem?")
    expect(page.locator(".specimen img")).to_be_visible()
    page.get_by_label("Số tem", exact=True).fill(str(A4_65))
    page.get_by_role("button", name="Làm tem", exact=True).tap()
    heading(page, "Mận hậu Mộc Châu")
    # The page shows the progress of the sheet, and then that it can be printed.
    page.get_by_role("button", name=f"In {A4_65} tem").tap()
    heading(page, "Tờ in tem")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tờ in (PDF)").tap()
    run = LabelRun.objects.get()
    assert (run.state, run.verified_count, run.prints.count()) == ("ready", A4_65, 1)
    return download.value.path().read_bytes()


def read_labels(pdf: bytes) -> list[str]:
    """Read every code of the sheet with an independent decoder, at the resolution of a 300 dpi printer."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        page = document[0]
        try:
            picture = page.render(scale=300 / 72, grayscale=True).to_pil()
        finally:
            page.close()
        return [found.text for found in zxingcpp.read_barcodes(picture)]
    finally:
        document.close()
