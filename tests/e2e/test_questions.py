"""A woman asks the Union on a phone, is answered, lets others read it, and takes that back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from members.acting import Actor
from tests.e2e.phone import NewPhone, follow, give_pin, heading, log_in, sms_code
from tests.factories.members import OfficerFactory, commune
from tests.live import LiveProject
from tests.shared_rows import building
from union.models import PublicAnswer, Question
from union.questions.actions.publishing import Reworded, publish_answer

pytestmark = pytest.mark.e2e
PHONE = "0912 345 699"
TITLE = "Chủ nợ lương thì đòi ở đâu"


def test_she_asks_is_answered_consents_and_withdraws(
    live_project: LiveProject, page: Page, new_phone: NewPhone
) -> None:
    with building():
        officer = OfficerFactory()
        give_pin(officer)
    page.goto(f"{live_project.url}/luat/")
    follow(page, page.get_by_role("link", name="Hỏi Hội Phụ nữ"))
    page.get_by_label("Chị muốn hỏi gì").fill("Chủ nợ hai tháng lương chưa trả, em phải làm gì")
    page.get_by_role("button", name="Tiếp").tap()
    heading(page, "Gửi cho ai trả lời")
    page.get_by_label("Về chuyện gì").select_option("lao-dong")
    page.get_by_label("Gửi cho Hội ở đâu").select_option(label=commune().name)
    page.get_by_label("Số điện thoại của chị").fill(PHONE)
    page.get_by_role("button", name="Gửi câu hỏi").tap()
    heading(page, "Nhập mã trong tin nhắn")
    page.get_by_label("Mã").fill(sms_code(live_project))
    page.get_by_role("button", name="Gửi câu hỏi").tap()
    heading(page, "Câu hỏi của chị")
    expect(page.get_by_role("main")).to_contain_text(commune().name)
    hers = page.url

    desk = new_phone()
    log_in(desk, live_project.url, officer.card_number, then="/hoi-dap/viec/")
    follow(desk, desk.get_by_role("link", name=re.compile("Chủ nợ hai tháng lương")))
    follow(desk, desk.get_by_role("link", name="Viết câu trả lời"))
    desk.get_by_label("Trả lời chị ấy").fill("Chị gửi đơn tới nơi này, mang theo giấy tờ.")
    desk.get_by_label("Chỉ chị ấy tới").select_option("ubnd-xa")
    desk.get_by_role("button", name="Gửi trả lời").tap()
    expect(desk.get_by_role("main")).to_contain_text("Đã trả lời")

    page.goto(hers)
    expect(page.get_by_role("main")).to_contain_text("Chị gửi đơn tới nơi này")
    page.get_by_role("button", name="Tôi đồng ý").tap()
    expect(page.get_by_role("button", name="Rút lại đồng ý")).to_be_visible()
    with building():
        words = Reworded(TITLE, "Làm thuê mà chủ chưa trả lương.", "Chị gửi đơn tới nơi này.")
        publish_answer(actor=Actor.of(officer), question=Question.objects.get(), words=words)
    page.goto(f"{live_project.url}/hoi-dap/")
    follow(page, page.get_by_role("link", name=TITLE))
    heading(page, TITLE)
    public = page.url

    page.goto(hers)
    page.get_by_role("button", name="Rút lại đồng ý").tap()
    expect(page.get_by_role("button", name="Tôi đồng ý")).to_be_visible()
    response = page.goto(public)
    assert response is not None and response.status == 404
    assert PublicAnswer.objects.get().text == ""
