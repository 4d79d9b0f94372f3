"""Làm hộ: Bà Mai has no phone. The officer lists, records harvests from paper and prints for the member; everything is
stored as Bà Mai's, who sees it with a card and a PIN."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from backend.ledger.models import Entry
from members.models import User
from products.models import Product, ProductDecision
from tests.e2e.jobs import A4_65, approve, complete_and_submit, print_labels, put_product_in, read_labels
from tests.e2e.phone import NewPhone, heading, log_in, sent
from tests.live import LiveProject
from traceability.models import Event, LabelPrint, LabelRun

pytestmark = pytest.mark.e2e

NEW_PIN = "529306"
HELPED_KINDS = {"product.drafted", "product.submitted", "lot.opened", "event", "labels.run", "labels.printed"}


@pytest.mark.everything
def test_an_officer_does_everything_for_a_member_without_a_phone(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    url = live_project.url
    desk = new_phone()
    log_in(desk, url, officer.card_number, then="/lam-ho/")
    code = open_account(desk)
    mai = User.objects.get(full_name="Lường Thị Mai")
    assert (mai.phone, mai.has_usable_password()) == (None, False)

    desk.get_by_role("link", name="Làm hộ tiếp").tap()
    expect(desk.get_by_role("region", name="Đang làm hộ")).to_contain_text("Lường Thị Mai")
    product = put_product_in(desk, url)
    complete_and_submit(desk)
    print_harvest_sheet(desk, url)
    stop_helping(desk)

    approve(desk, url)
    product.refresh_from_db()
    assert product.state == "listed"

    help_again(desk, url)
    enter_harvest_sheet(desk, url)
    codes = read_labels(print_labels(desk, url))
    assert len(codes) == len(set(codes)) == A4_65
    stop_helping(desk)

    check_entries_on_behalf(officer=officer, mai=mai, product=product)
    come_back_alone(new_phone(), url, mai=mai, code=code, officer=officer)


def open_account(page: Page) -> str:
    """Enter the code on the paper that the member takes home."""
    page.get_by_role("link", name="Mở tài khoản cho hội viên").tap()
    page.get_by_label("Họ và tên").fill("Lường Thị Mai")
    page.get_by_label("Năm sinh").fill("1954")
    expect(page.get_by_label("Chi hội").locator("option:checked")).to_have_text(re.compile("Mộc Châu"))
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(0)
    page.get_by_role("button", name="Mở tài khoản và in giấy").tap()
    heading(page, "Đã mở tài khoản cho Lường Thị Mai")
    paper = printed(page)
    mai = User.objects.get(full_name="Lường Thị Mai")
    code = page.locator(".big-code").inner_text().strip()
    assert mai.card_number in re.sub(r"\s", "", paper)
    assert re.sub(r"\s", "", code) in re.sub(r"\s", "", paper)
    return code


def print_harvest_sheet(page: Page, url: str) -> None:
    page.goto(f"{url}/nhat-ky/")
    page.get_by_role("link", name="In phiếu giấy").tap()
    heading(page, "Phiếu ghi thu hoạch")
    paper = " ".join(printed(page).split())
    for words in ("Phiếu ghi thu hoạch", "Lường Thị Mai", "Mận hậu Mộc Châu"):
        assert words in paper
    page.go_back()


def enter_harvest_sheet(page: Page, url: str) -> None:
    """Two lines of the paper, on one screen."""
    page.goto(f"{url}/nhat-ky/")
    page.get_by_role("link", name="Chép phiếu giấy").tap()
    heading(page, "Chép phiếu thu hoạch")
    expect(page.locator("main")).to_contain_text("Phiếu của Lường Thị Mai")
    for number, (day, quantity) in enumerate((("23/11/2025", "12,5"), ("24/11/2025", "30"))):
        line = page.locator("table.enter tbody tr").nth(number)
        line.locator("[name$=date]").fill(day)
        line.locator("[name$=quantity]").fill(quantity)
        line.locator("[name$=product]").select_option(label="Mận hậu Mộc Châu")
    page.get_by_role("button", name="Ghi cả phiếu").tap()
    expect(page.get_by_text("Đã ghi 2 dòng từ phiếu.")).to_be_visible()


def stop_helping(page: Page) -> None:
    page.get_by_role("button", name="Thôi làm hộ").tap()
    sent(page, "/lam-ho/")
    expect(page.get_by_role("region", name="Đang làm hộ")).to_have_count(0)


def help_again(page: Page, url: str) -> None:
    page.goto(f"{url}/lam-ho/")
    page.get_by_role("button", name=re.compile("Lường Thị Mai")).tap()
    expect(page.get_by_role("region", name="Đang làm hộ")).to_contain_text("Lường Thị Mai")


def check_entries_on_behalf(*, officer: User, mai: User, product: Product) -> None:
    assert list(product.producer.people.values_list("user", flat=True)) == [mai.pk]
    submitted = ProductDecision.objects.get(product=product, state="submitted")
    listed = ProductDecision.objects.get(product=product, state="listed")
    assert (submitted.by, submitted.on_behalf_of) == (officer, mai)
    assert (listed.by, listed.on_behalf_of) == (officer, None)
    assert set(Event.objects.values_list("kind", "by_ref", "on_behalf_ref")) == {
        ("harvesting", officer.ref, mai.ref)
    }
    assert Event.objects.count() == 2
    for row, who in ((LabelRun.objects.get(), "requested_by"), (LabelPrint.objects.get(), "by")):
        assert (getattr(row, who), row.on_behalf_of) == (officer, mai)
    helped_entries = Entry.objects.filter(kind__in=HELPED_KINDS)
    assert set(helped_entries.values_list("kind", flat=True)) == HELPED_KINDS
    assert set(helped_entries.values_list("by", "on_behalf_of")) == {(officer.ref, mai.ref)}


def come_back_alone(page: Page, url: str, *, mai: User, code: str, officer: User) -> None:
    """Set a PIN by the paper that the officer doesn't know; then log in with card and PIN."""
    page.goto(f"{url}/lay-lai/")
    page.get_by_label("Số thẻ").fill(mai.card_number)
    page.get_by_label("Mã trên phiếu").fill(code)
    page.get_by_label("Mã PIN chị tự đặt", exact=True).fill(NEW_PIN)
    page.get_by_role("button", name="Đặt mã PIN").tap()
    heading(page, "Chào chị Mai")
    page.get_by_role("button", name="Đổi người").tap()
    heading(page, "Ai dùng máy này?")
    log_in(page, url, mai.card_number, NEW_PIN)
    page.goto(f"{url}/toi/ai-lam-ho/")
    heading(page, "Ai đã làm hộ tôi")
    acts = page.locator("main .rows > li")
    expect(acts.first).to_contain_text(str(officer))
    assert acts.count() >= 6
    page.goto(f"{url}/san-pham-cua-toi/")
    expect(page.locator("main")).to_contain_text("Mận hậu Mộc Châu")
    page.goto(f"{url}/tem/")
    expect(page.locator("main .rows > li")).to_contain_text("Đã in")
    page.goto(f"{url}/can-bo/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Bàn việc của cán bộ")


def printed(page: Page) -> str:
    """Return the text of the page as it is printed."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    try:
        texts = []
        for number in range(len(document)):
            sheet = document[number]
            text = sheet.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            sheet.close()
        return "\n".join(texts)
    finally:
        document.close()
