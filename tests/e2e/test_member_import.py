"""An officer brings a list of members: preview, a decision on a double, accounts, cards, and all of it back again."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from members.models import MemberImport, User
from tests.e2e.phone import NewPhone, heading, log_in
from tests.factories.members import MemberFactory, chapter
from tests.live import LiveProject
from tests.members.imports.tables import HEADING, xlsx
from tests.shared_rows import building

pytestmark = pytest.mark.e2e


def test_officer_imports_a_file_and_takes_it_back(
    live_project: LiveProject, officer: User, new_phone: NewPhone, tmp_path: Path
) -> None:
    with building():
        place = chapter("Chi hội bản Áng", of=officer.role_grants.get().branch)
        known = MemberFactory(full_name="Lò Thị Lan", birth_year=None, branch=place)
    file = tmp_path / "hội viên.xlsx"
    rows = [
        ["Lò Thị Mai", 1980, "bản Áng", "0912 000 111", "Thái"],
        ["Lò Thị Lan", 1984, "bản Áng", None, "Thái"],
    ]
    file.write_bytes(xlsx(*rows, heading=[*HEADING, "Dân tộc"]))
    page = new_phone()
    log_in(page, live_project.url, officer.card_number, then="/can-bo/")
    page.get_by_role("link", name="Đưa hội viên vào từ tệp").tap()
    page.get_by_label("Tệp Excel hoặc CSV").set_input_files(file)
    page.get_by_role("button", name="Xem trước").tap()
    heading(page, "hội viên.xlsx")
    expect(page.get_by_text("Piêu không nhận, không giữ các cột: Dân tộc.")).to_be_visible()
    page.get_by_role("button", name="Cùng là Lò Thị Lan").tap()
    expect(page.get_by_text("Sẽ bổ sung năm sinh.")).to_be_visible()
    assert not User.objects.filter(full_name="Lò Thị Mai").exists()
    page.get_by_role("button", name="Đưa 2 dòng vào").tap()
    expect(page.get_by_role("heading", name="Đã đưa vào 1 người")).to_be_visible()
    known.refresh_from_db()
    assert known.birth_year == 1984
    mai = User.objects.get(full_name="Lò Thị Mai")
    assert mai.card_number in cards(page)
    page.get_by_text("Rút lại tệp này").tap()
    page.get_by_role("button", name="Rút lại cả tệp").tap()
    expect(page.get_by_role("heading", name="Đã rút lại tệp này")).to_be_visible()
    mai.refresh_from_db()
    known.refresh_from_db()
    assert mai.erased_at and known.birth_year is None
    assert MemberImport.objects.get().state == "undone"


def cards(page: Page) -> str:
    """Return the digits on the sheet of cards that the page has drawn."""
    page.get_by_role("button", name="Làm 1 thẻ").tap()
    link = page.get_by_role("link", name="Tải 1 thẻ để in").get_attribute("href")
    response = page.request.get(f"{page.url.split('/can-bo/')[0]}{link}")
    text = pypdfium2.PdfDocument(response.body())[0].get_textpage().get_text_range()
    return "".join(char for char in text if char.isdigit())
