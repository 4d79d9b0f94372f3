"""The main job, from nothing: Lan signs up, lists her plums, an officer approves them, she harvests and prints labels, a
buyer scans one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect

from backend.ledger.models import Entry
from members.actions.units import load_province
from members.enums import MembershipState
from members.models import Branch, Membership, User
from products.models import Product
from tests.e2e.phone import PIN, Taps, give_pin, heading, log_in, sent, sms_code, wait_until_kept
from tests.factories.members import OfficerFactory
from tests.factories.products import picture
from tests.live import LiveProject
from traceability.models import Event, LabelRun, LabelTally, Lot, Scan

pytestmark = pytest.mark.e2e

MOC_CHAU = 3980
LAN_PHONE, OFFICER_CARD = "0912 345 678", "40000002"
MOST_TAPS_TO_LIST, MOST_TAPS_TO_HARVEST = 12, 10
A4_65 = 65

type NewPhone = Callable[..., BrowserContext]


@pytest.fixture
def officer(live_project: LiveProject) -> User:
    """The officer of Mộc Châu ward, and the province's branches; nobody else."""
    with transaction.atomic():
        load_province()
        officer = OfficerFactory(card_number=OFFICER_CARD, branch=Branch.objects.get(unit_id=MOC_CHAU))
        give_pin(officer)
    return officer


@pytest.fixture
def lan(new_context: NewPhone) -> Page:
    return _phone(new_context)


@pytest.fixture
def desk(new_context: NewPhone) -> Page:
    return _phone(new_context)


def _phone(new_context: NewPhone) -> Page:
    context = new_context()
    context.set_default_timeout(15_000)
    return context.new_page()


def test_a_member_lists_harvests_and_prints_and_a_buyer_reads_where_it_comes_from(
    live_project: LiveProject,
    officer: User,
    lan: Page,
    desk: Page,
    browser: Browser,
    browser_context_args: dict,
) -> None:
    url = live_project.url

    sign_up(lan, live_project)
    log_in(desk, url, OFFICER_CARD, then="/can-bo/")
    confirm(desk)
    product = put_product_in(lan, url)
    complete_and_submit(lan)
    approve(desk, url)
    product.refresh_from_db()
    assert (product.state, product.slug) == ("listed", "man-hau-moc-chau")
    harvest_without_connection(lan, url)
    pdf = print_labels(lan, url)
    codes = read_labels(pdf)
    assert len(codes) == len(set(codes)) == A4_65

    buyer = {key: value for key, value in browser_context_args.items() if key != "base_url"}
    buy_without_javascript(browser, buyer, codes[0], url)
    buy_with_javascript(browser, buyer, codes[1], url)

    assert set(Entry.objects.values_list("kind", flat=True)) >= {
        "membership.confirmed", "product.listed", "event", "labels.run", "labels.ready", "labels.printed",
    }  # fmt: skip


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


def put_product_in(page: Page, url: str) -> Product:
    """Five answers, counted from the opening of the form."""
    page.goto(f"{url}/san-pham-cua-toi/")
    page.get_by_role("link", name="Đưa sản phẩm lên").tap()
    screen = page.locator("section:not([hidden])[data-screen]")
    expect(screen.get_by_text("Chụp một tấm ảnh")).to_be_visible()
    taps = Taps()
    with page.expect_file_chooser() as chooser:
        taps(screen.locator(".button--palm"))
    taps.count += 2  # the camera's shutter, and its "use this one"
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


def complete_and_submit(page: Page) -> None:
    """What the law wants of fresh fruit, and off to the officer."""
    page.get_by_role("link", name="Tự điền tiếp").tap()
    heading(page, re.compile("thuộc nhóm nào"))
    page.locator(".shelf button").first.tap()
    heading(page, re.compile("Còn thiếu|Sửa thông tin"))
    page.get_by_label("Xuất xứ").fill("Tiểu khu Pa Khen, phường Mộc Châu, Sơn La")
    for month in ("5", "6"):
        page.locator(".months label", has=page.locator(f"input[value='{month}']")).tap()
    page.get_by_label("Chuyện của sản phẩm").fill("Nhà tôi trồng mận trên đồi từ năm 1998, cả nhà cùng hái.")
    page.get_by_role("button", name="Lưu", exact=True).tap()
    page.wait_for_url(re.compile(r"/san-pham-cua-toi/\d+/$"))
    expect(page.get_by_text("Đã đủ, gửi duyệt được")).to_be_visible()
    page.get_by_role("button", name="Gửi duyệt").tap()
    expect(page.get_by_text("Cán bộ đang xem.")).to_be_visible()
    assert Product.objects.get().state == "submitted"


def approve(page: Page, url: str) -> None:
    page.goto(f"{url}/can-bo/san-pham/")
    row = page.locator("main .rows__link", has_text="Mận hậu Mộc Châu")
    expect(row).to_contain_text("Đủ")
    row.tap()
    heading(page, "Mận hậu Mộc Châu")
    page.get_by_role("button", name="Duyệt, cho lên sàn").tap()
    expect(page.get_by_role("button", name="Duyệt, cho lên sàn")).to_have_count(0)


def harvest_without_connection(page: Page, url: str) -> None:
    page.goto(f"{url}/nhat-ky/")
    wait_until_kept(page, "/nhat-ky/", "/nhat-ky/ghi/", "traceability/diary", "theme/outbox")
    page.context.set_offline(True)
    page.goto(f"{url}/nhat-ky/")
    taps = Taps()
    taps(page.get_by_role("link", name="Ghi thu hoạch"))
    field = page.locator("[name=quantity]")
    expect(field).to_be_visible()
    taps(field)
    field.fill("12,5")
    taps(page.get_by_role("button", name="Lưu", exact=True))
    sent(page, "/nhat-ky/")
    assert taps.count <= MOST_TAPS_TO_HARVEST
    waiting = page.locator("[data-outbox-list=diary] > li")
    expect(waiting).to_contain_text("Thu hoạch 12,5 kg · Mận hậu Mộc Châu")
    expect(waiting).to_contain_text("chờ gửi")
    assert not Event.objects.exists()
    page.context.set_offline(False)
    page.evaluate("() => window.pieu.outbox.flush()")
    expect(page.locator("[data-entries] .rows > li")).to_contain_text("đã gửi")
    assert Event.objects.get().kind == "harvesting"


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
    # The page tells how far the sheet is, and then that it can be printed.
    page.get_by_role("button", name=f"In {A4_65} tem").tap(timeout=60_000)
    heading(page, "Tờ in tem")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tờ in (PDF)").tap()
    run = LabelRun.objects.get()
    assert (run.state, run.verified_count, run.prints.count()) == ("ready", A4_65, 1)
    return download.value.path().read_bytes()


def read_labels(pdf: bytes) -> list[str]:
    """Every code of the sheet as a printer of 300 dpi would put it on paper, read by a stranger's decoder."""
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


def buy_without_javascript(browser: Browser, args: dict, uri: str, url: str) -> None:
    assert uri == uri.upper() and uri.startswith(url.upper())
    context = browser.new_context(**args, java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(uri)
    assert answer is not None and answer.status == 200 and answer.request.redirected_from is None
    verdict = page.get_by_role("status")
    expect(verdict).to_contain_text("Tem có trong sổ của Hội")
    expect(verdict).to_contain_text("Chưa ai quét tem này trước đây.")
    heading(page, "Mận hậu Mộc Châu")
    expect(page.locator("main")).to_contain_text("Phường Mộc Châu")
    expect(page.locator(".thread")).to_contain_text("Thu hoạch")
    assert not Scan.objects.exists(), "looking is not scanning"
    page.get_by_role("button", name="Kiểm tra tem").tap()
    expect(page.get_by_role("status")).to_contain_text("Đã quét 1 lần từ")
    assert [scan.verdict for scan in Scan.objects.all()] == ["valid"]
    context.close()


def buy_with_javascript(browser: Browser, args: dict, uri: str, url: str) -> None:
    context = browser.new_context(**args)
    page = context.new_page()
    page.goto(uri)
    expect(page.locator("[data-seen]")).to_contain_text("Đã quét 1 lần từ")
    expect(page.get_by_role("button", name="Kiểm tra tem")).to_have_count(0)
    assert sorted(LabelTally.objects.values_list("count", flat=True)) == [1, 1]
    path = page.evaluate("() => location.pathname")
    wait_until_kept(page, path)

    # The next day, in a cellar: the page opens, says how old it is, and judges nothing.
    context.set_offline(True)
    page.goto(uri)
    heading(page, "Mận hậu Mộc Châu")
    verdict = page.get_by_role("status")
    expect(verdict).to_contain_text("Chưa kiểm tra được: không có mạng")
    expect(verdict).to_contain_text("Dữ liệu lưu lúc")
    expect(page.locator("body")).not_to_contain_text("Tem có trong sổ của Hội")
    assert Scan.objects.count() == 2
    context.close()
