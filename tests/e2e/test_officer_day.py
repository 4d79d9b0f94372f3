"""An officer's day on a phone: members, a product that she returns with a suggested reason, then ten at a time, counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from members.branches.enums import MembershipState
from members.models import Branch, Membership, User
from products.models import Product
from tests.e2e.phone import Loads, NewPhone, Taps, heading, log_in
from tests.factories.members import UserFactory
from tests.factories.products import ProducerFactory, ProductFactory
from tests.live import LiveProject
from tests.products.listing.test_desk import HELP_WANTED, MOST_LOADS, MOST_TAPS, MOST_TAPS_WITH_HELP
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

DESK = "/can-bo/"

# What the lower right key of Android's keyboard does: in a line of text it leads to the form's next field for text;
# in a box of many lines it starts another line.
PRESS_NEXT = """box => {
    if (box.tagName !== "INPUT") return;
    const fields = [...box.form.elements].filter((each) => each.matches("input:not([type]), [type=text], textarea, select"));
    fields[fields.indexOf(box) + 1]?.focus();
}"""


def waiting(producer: Any, **fields: Any) -> Product:
    product = ProductFactory(producer=producer, state="submitted", submitted_at=timezone.now(), **fields)
    product.decisions.create(state="submitted")
    return product


def test_officer_confirms_returns_and_lists_without_leaving_her_queues(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    with building():
        branch = officer.role_grants.get().branch
        people = [UserFactory(full_name=name) for name in ("Cầm Thị Một", "Cầm Thị Hai")]
        for person in people:
            Membership.objects.create(user=person, branch=branch)
        producer = ProducerFactory(unit=branch.unit, branch=branch)
        poor = waiting(producer, name="Mận thiếu tháng", season_months=[])
        good = waiting(producer, name="Mận đủ")
    page = new_phone()
    log_in(page, live_project.url, officer.card_number, then="/can-bo/")
    confirm_first(page)
    return_with_edited_reason(page, poor)
    heading(page, "Mận đủ")
    expect(page.get_by_text("Đã gửi lại “Mận thiếu tháng” để bổ sung. Còn 1 việc chờ.")).to_be_visible()
    page.get_by_role("button", name="Duyệt, cho lên sàn").tap()
    heading(page, "Sản phẩm chờ duyệt")
    expect(page.get_by_text("Không còn sản phẩm nào chờ")).to_be_visible()
    good.refresh_from_db()
    assert good.state == "listed"
    states = Membership.objects.filter(user__in=people).order_by("pk").values_list("state", flat=True)
    assert list(states) == [MembershipState.CONFIRMED, MembershipState.REQUESTED]


def confirm_first(page: Page) -> None:
    """The confirmed row stays in its place, and the page is not loaded again."""
    page.evaluate("window.notLoadedAgain = true")
    rows = page.locator(".waiting-row", has_text="Cầm Thị")
    rows.first.get_by_role("button", name="Xác nhận").tap()
    expect(page.get_by_text("Đã xác nhận: Cầm Thị Một là hội viên.")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(page.locator("#waiting-count")).to_have_text("1")
    assert page.evaluate("window.notLoadedAgain")


def return_with_edited_reason(page: Page, product: Product) -> None:
    page.get_by_role("link", name="Xem lần lượt").first.tap()
    heading(page, product.name)
    page.get_by_text("Gửi lại để bổ sung").tap()
    words, suggested = page.get_by_label("Lời nhắn"), page.get_by_label("Chị chọn những tháng có hàng.")
    expect(words).to_have_value("Chị chọn những tháng có hàng.\nChị viết số lượng đang có, ví dụ: 50.")
    page.get_by_label("Ảnh chưa đúng sản phẩm.").tap()
    expect(words).to_have_value(
        "Chị chọn những tháng có hàng.\nChị viết số lượng đang có, ví dụ: 50.\nẢnh chưa đúng sản phẩm."
    )
    words.fill("Chị chọn tháng 5, 6 nếu đúng.\nẢnh chưa đúng sản phẩm.")
    expect(suggested).not_to_be_checked()
    page.get_by_role("button", name="Gửi lại").tap()
    heading(page, "Mận đủ")
    assert product.decisions.first().reasons == "Chị chọn tháng 5, 6 nếu đúng.\nẢnh chưa đúng sản phẩm."


def ten_waiting(branch: Branch, products: list[dict[str, Any]]) -> list[Product]:
    producer = ProducerFactory(unit=branch.unit, branch=branch)
    return [waiting(producer, **fields) for fields in products]


def at_the_desk(project: LiveProject, officer: User, new_phone: NewPhone) -> tuple[Page, Taps, Loads]:
    """Open the desk. Logging in doesn't count, loading the desk does."""
    page = new_phone()
    log_in(page, project.url, officer.card_number, then=DESK)
    taps, loads = Taps(), Loads(page)
    page.goto(f"{project.url}{DESK}")
    return page, taps, loads


def go(page: Page, taps: Taps, target: Locator) -> None:
    """Tap what leads to another page, and wait for its text and scripts, but not for photos."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        taps(target)


def test_ten_complete_products_cost_few_taps_and_pages(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    names = [f"Mận hậu {n}" for n in range(1, 11)]
    with building():
        branch = officer.role_grants.get().branch
        products = ten_waiting(branch, [{"name": name} for name in names])
    page, taps, loads = at_the_desk(live_project, officer, new_phone)
    go(page, taps, page.get_by_role("link", name="Xem lần lượt"))
    for name in names:
        heading(page, name)
        go(page, taps, page.get_by_role("button", name="Duyệt, cho lên sàn"))
        expect(page.get_by_text(f"“{name}” đã lên sàn.")).to_be_visible()
    expect(page.get_by_text("Không còn sản phẩm nào chờ")).to_be_visible()
    assert states(products) == {"listed"}
    assert (taps.count, loads.count) == (11, 12)
    assert taps.count <= MOST_TAPS and loads.count <= MOST_LOADS


@pytest.mark.everything
def test_ten_requests_for_help_cost_few_taps(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    little = {
        "help_asked_at": timezone.now(),
        "ocop_set": None,
        "origin": "",
        "story": "",
        "season_months": [],
    }
    with building():
        branch = officer.role_grants.get().branch
        asked = [{"name": name, "unit": unit, **little} for name, unit, _texts, _ticks in HELP_WANTED]
        products = ten_waiting(branch, asked)
    page, taps, _loads = at_the_desk(live_project, officer, new_phone)
    go(page, taps, page.get_by_role("link", name="Xem lần lượt"))
    for name, _unit, texts, ticks in HELP_WANTED:
        heading(page, name)
        fill_in(page, taps, texts, ticks)
        go(page, taps, page.get_by_role("button", name="Lưu", exact=True))
        heading(page, name)
        go(page, taps, page.get_by_role("button", name="Duyệt, cho lên sàn"))
        expect(page.get_by_text(f"“{name}” đã lên sàn.")).to_be_visible()
    assert states(products) == {"listed"}
    assert taps.count <= MOST_TAPS_WITH_HELP
    assert Product.objects.get(name="Mận tam hoa").season_months == [5, 6]


def fill_in(page: Page, taps: Taps, texts: dict[str, str], ticks: list[tuple[str, str]]) -> None:
    """Type `texts`. Only a field that the keyboard's own key didn't reach from the one before takes a tap."""
    for field, words in texts.items():
        box = page.locator(f"main form [name={field}]")
        if not box.evaluate("box => box === document.activeElement"):
            taps(box)
        expect(box).to_be_focused()
        page.keyboard.insert_text(words)
        box.evaluate(PRESS_NEXT)
    for field, value in ticks:
        taps(page.locator(f"main label:has([name={field}][value='{value}'])"))


def states(products: list[Product]) -> set[str]:
    return set(Product.objects.filter(pk__in=[each.pk for each in products]).values_list("state", flat=True))
