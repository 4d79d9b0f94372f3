"""A certificate from the member's phone to paper, and from its QR code to a visitor without an account."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from backend.common import qr
from courses.credentials.actions import revoke_credential
from courses.credentials.verifying import verify_badge
from courses.models import Credential
from members.acting import Actor
from tests.courses.credentials.test_issuing import issued
from tests.e2e.phone import NewPhone, give_pin, heading, log_in
from tests.factories.courses import make_trainer
from tests.factories.members import LanFactory
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e


def test_certificate_is_verified_from_its_qr_by_someone_not_logged_in(
    live_project: LiveProject, new_phone: NewPhone, tmp_path: Path
) -> None:
    with building():
        lan, trainer = LanFactory(), make_trainer()
        give_pin(lan)
        credential = issued(lan, author=trainer)
    phone = new_phone()
    log_in(phone, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    phone.get_by_role("link", name="Xem chứng nhận").tap()
    heading(phone, "Chứng nhận")
    expect(phone.get_by_text("Đã in 65 tem truy xuất: Mận hậu Mộc Châu")).to_be_visible()
    phone.get_by_label("Các kết quả thật").check()
    phone.get_by_role("button", name="Lưu").tap()
    expect(phone.get_by_text("Đã lưu. Trang của chứng nhận đã theo ý chị.")).to_be_visible()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Tải bản giấy (PDF)").tap()
    paper = tmp_path / "paper.pdf"
    download.value.save_as(paper)

    page = pypdfium2.PdfDocument(paper)[0]
    assert "Lò Thị Lan" in page.get_textpage().get_text_bounded()
    (address,) = qr.decode(page.render(scale=3).to_pil())
    assert address == f"{live_project.url}/chung-nhan/{credential.code}/"

    # A buyer without an account and without scripts.
    buyer = new_phone(java_script_enabled=False)
    buyer.goto(address)
    heading(buyer, "Chứng nhận còn hiệu lực")
    expect(buyer.get_by_text("Hội LHPN tỉnh Sơn La")).to_be_visible()
    expect(buyer.get_by_text("Đã in 65 tem truy xuất: Mận hậu Mộc Châu")).to_be_visible()
    expect(buyer.get_by_text("Lò Thị Lan")).to_have_count(0)
    token = buyer.request.get(f"{address}huy-hieu.jwt").text()
    assert verify_badge(token).credential["id"] == address

    revoke_credential(
        actor=Actor.of(trainer),
        credential=Credential.objects.get(pk=credential.pk),
        reason="not_true",
        note="Ảnh không phải của chị.",
    )
    buyer.reload()
    heading(buyer, "Chứng nhận đã thu hồi")
    expect(buyer.get_by_text("Kết quả ghi trong chứng nhận không đúng sự thật")).to_be_visible()
    expect(buyer.get_by_text("Mận hậu")).to_have_count(0)
    buyer.goto(f"{live_project.url}/chung-nhan/0000000000000000000A/")
    heading(buyer, "Không có chứng nhận này")
