"""A commune officer answers a question, does a directive and fills in a report: few taps, half of them without a connection."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from members.acting import Actor
from tests.e2e.conftest import OwnPhone
from tests.e2e.phone import (
    NewPhone,
    Taps,
    eventually,
    follow,
    give_pin,
    heading,
    log_in,
    ready,
    sent,
    sms_code,
    wait_until_stored,
)
from tests.e2e.test_diary_offline import LOSE_ANSWERS
from tests.factories.members import OfficerFactory, commune, province
from tests.factories.products import picture
from tests.factories.union import a_question
from tests.live import LiveProject
from tests.shared_rows import building
from tests.union.issues.issuing import issued, receipt_of
from union.models import Answer, Question, Receipt, Report, ReportValue
from union.reports.actions.forms import FormFacts, begin_form, publish_form, put_field
from union.reports.actions.periods import open_period
from union.reports.definition import Field

pytestmark = pytest.mark.e2e
MOST_TAPS = 30
WORK, DESK, REPORTS = "/cong-viec-hoi/", "/hoi-dap/viec/", "/cong-viec-hoi/bao-cao/"


@pytest.fixture
def office(live_project: LiveProject) -> SimpleNamespace:
    """van: an officer of a commune, above: of its province. A question, a directive and a report wait for the commune."""
    with building():
        van, above = OfficerFactory(branch=commune()), OfficerFactory(branch=province())
        give_pin(van)
        actor = Actor.of(above)
        question, receipt = a_question(), receipt_of(issued(above, commune()))
        form = begin_form(actor=actor, branch=province(), facts=FormFacts("Báo cáo tháng"))
        for each in (
            Field("", "Hội viên", unit="người"),
            Field("", "Buổi họp"),
            Field("", "Việc hay", kind="text"),
        ):
            form = put_field(actor=actor, form=form, field=each)
        period = open_period(form=publish_form(actor=actor, form=form), day=timezone.localdate())
    return SimpleNamespace(
        van=van, above=above, question=question, receipt=receipt, report=period.reports.get(branch=commune())
    )


class Type:
    """Tap a field, then type. Only the tap counts."""

    def __init__(self, page: Page, taps: Taps) -> None:
        self.page, self.taps = page, taps

    def __call__(self, label: str, text: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        self.taps(field)
        expect(field).to_be_focused()
        self.page.keyboard.insert_text(text)


def report(page: Page, taps: Taps, write: Type) -> None:
    taps(page.locator(f"main a[href^='{REPORTS}']").first)
    heading(page, "Báo cáo tháng")
    ready(page)
    write("Hội viên", "64")
    write("Buổi họp", "3")
    write("Việc hay", "Góp vốn mua bò")
    taps(page.get_by_role("button", name="Gửi báo cáo"))


def finish(page: Page, taps: Taps, write: Type) -> None:
    taps(page.get_by_role("link", name="Rà soát hội viên nghèo"))
    heading(page, "Rà soát hội viên nghèo")
    taps(page.get_by_role("link", name="Báo đã làm xong"))
    heading(page, "Báo đã làm xong")
    ready(page)
    write("Đã làm gì", "Đã họp 3 chi hội, 64 chị dự.")


def answer(page: Page, taps: Taps, write: Type) -> None:
    taps(page.get_by_role("link", name="Chủ nợ hai tháng lương"))
    taps(page.get_by_role("link", name="Viết câu trả lời"))
    heading(page, "Viết câu trả lời")
    ready(page)
    write("Trả lời chị ấy", "Chị gửi đơn tới nơi này, mang theo giấy tờ.")
    place = page.get_by_label("Chỉ chị ấy tới")
    taps(place)  # opens the list of the phone; the second tap chooses
    taps.count += 1
    place.select_option("ubnd-xa")
    taps(page.get_by_role("button", name="Gửi trả lời"))


def waiting(page: Page, kind: str) -> Any:
    return page.locator(f"main [data-outbox-list={kind}] > li")


def carried_out(page: Page, office: SimpleNamespace) -> BrowserContext:
    """Open the three lists, so that the phone fetches what waits, and go where there is no signal."""
    # A page is kept when the phone's worker fetches it, so not the first one.
    page.wait_for_function("() => navigator.serviceWorker.controller")
    paths = []
    for start, *more in (
        (WORK, f"{WORK}viec/{office.receipt.pk}/", f"{WORK}viec/{office.receipt.pk}/da-xong/"),
        (DESK, f"{DESK}{office.question.pk}/", f"{DESK}{office.question.pk}/tra-loi/"),
        (REPORTS, f"{REPORTS}{office.report.ref}/"),
    ):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + start)
        paths += [start, *more]
        wait_until_stored(page, *paths, "union/offline", "theme/outbox")
    page.context.set_offline(True)
    return page.context


def test_everything_is_done_without_a_connection_and_sent_once(
    live_project: LiveProject, office: SimpleNamespace, phone: OwnPhone
) -> None:
    page = phone().new_page()
    log_in(page, live_project.url, office.van.card_number, then=WORK)
    context = carried_out(page, office)
    taps = Taps()
    write = Type(page, taps)

    page.goto(live_project.url + WORK)
    finish(page, taps, write)
    page.locator("[name=file]").set_input_files(
        {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": picture(3000, 2000)}
    )
    taps.count += 2  # the button, and the picture in the phone's own list
    expect(page.locator(".photo-preview img")).to_be_visible()
    taps(page.get_by_label("Không có dấu nào"))
    taps(page.get_by_role("button", name="Báo đã xong"))
    sent(page, WORK)
    expect(waiting(page, "directive")).to_contain_text("chờ gửi")
    page.goto(live_project.url + DESK)
    answer(page, taps, write)
    sent(page, DESK)
    expect(waiting(page, "answer")).to_contain_text("chờ gửi")
    page.goto(live_project.url + REPORTS)
    report(page, taps, write)
    sent(page, REPORTS)
    expect(waiting(page, "report")).to_contain_text("chờ gửi")
    # One tap on each of the three addresses above.
    assert taps.count + 3 <= MOST_TAPS, taps.count
    assert not Answer.objects.exists() and not ReportValue.objects.exists()
    assert Receipt.objects.get(pk=office.receipt.pk).state == "delivered"

    # What waits is shown in its form, and typed over, not sent twice.
    page.goto(f"{live_project.url}{REPORTS}{office.report.ref}/")
    ready(page)
    expect(page.get_by_label("Việc hay")).to_have_value("Góp vốn mua bò")
    page.get_by_label("Hội viên", exact=True).fill("65")
    page.get_by_role("button", name="Gửi báo cáo").tap()
    sent(page, REPORTS)
    expect(waiting(page, "report")).to_have_count(1)

    # A weak signal: everything arrives, and the first two answers are lost.
    page.evaluate(LOSE_ANSWERS, 2)
    context.set_offline(False)

    def left() -> int:
        page.evaluate("() => pieu.outbox.flush()")
        return int(page.evaluate("async () => (await pieu.outbox.list()).length"))

    eventually(left, until=lambda count: count == 0)
    assert page.evaluate("() => window.sent") == 5
    found = Receipt.objects.get(pk=office.receipt.pk)
    assert (found.state, found.proof_text) == ("done", "Đã họp 3 chi hội, 64 chị dự.")
    assert found.proof_file.name.endswith(".jpg") and found.done_by == office.van
    assert Answer.objects.get().state == "sent" and Question.objects.get().state == "answered"
    assert Report.objects.get(pk=office.report.pk).state == "sent"
    assert dict(ReportValue.objects.values_list("code", "number")) == {
        "hoi_vien": 65,
        "buoi_hop": 3,
        "viec_hay": None,
    }


def test_what_the_server_refused_leads_back_to_its_form(
    live_project: LiveProject, office: SimpleNamespace, phone: OwnPhone
) -> None:
    page = phone().new_page()
    log_in(page, live_project.url, office.van.card_number, then=WORK)
    context = carried_out(page, office)
    taps = Taps()
    page.goto(live_project.url + WORK)
    finish(page, taps, Type(page, taps))
    page.get_by_label("Đã làm gì").fill("Kế hoạch TỐI MẬT")
    page.get_by_role("button", name="Báo đã xong").tap()
    sent(page, WORK)
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    expect(waiting(page, "directive")).to_contain_text("Piêu không nhận tài liệu mật")
    follow(page, waiting(page, "directive").get_by_role("link", name="Mở ra sửa"))
    ready(page)
    expect(page.get_by_label("Đã làm gì")).to_have_value("Kế hoạch TỐI MẬT")
    expect(page.locator("main form").get_by_role("alert")).to_contain_text("Piêu không nhận tài liệu mật")
    page.get_by_label("Đã làm gì").fill("Đã họp 3 chi hội.")
    page.get_by_role("button", name="Báo đã xong").tap()
    sent(page, f"{WORK}viec/{office.receipt.pk}/")
    expect(waiting(page, "directive")).to_have_count(0)
    assert Receipt.objects.get(pk=office.receipt.pk).proof_text == "Đã họp 3 chi hội."


def test_asking_and_the_three_work_without_javascript(
    live_project: LiveProject, office: SimpleNamespace, new_phone: NewPhone
) -> None:
    asker = new_phone(java_script_enabled=False)
    asker.goto(f"{live_project.url}/hoi-dap/hoi/")
    asker.get_by_label("Chị muốn hỏi gì").fill("Em muốn vay vốn nuôi bò thì hỏi ai")
    follow(asker, asker.get_by_role("button", name="Tiếp"))
    asker.get_by_label("Về chuyện gì").select_option("lao-dong")
    asker.get_by_label("Gửi cho Hội ở đâu").select_option(label=commune().name)
    asker.get_by_label("Số điện thoại của chị").fill("0912 345 688")
    follow(asker, asker.get_by_role("button", name="Gửi câu hỏi"))
    asker.get_by_label("Mã").fill(sms_code(live_project))
    follow(asker, asker.get_by_role("button", name="Gửi câu hỏi"))
    heading(asker, "Câu hỏi của chị")

    page = new_phone(java_script_enabled=False)
    log_in(page, live_project.url, office.van.card_number, then=WORK)
    follow(page, page.get_by_role("link", name="Rà soát hội viên nghèo"))
    follow(page, page.get_by_role("link", name="Báo đã làm xong"))
    page.get_by_label("Đã làm gì").fill("Đã họp 3 chi hội.")
    follow(page, page.get_by_role("button", name="Báo đã xong"))
    expect(page.get_by_role("main")).to_contain_text("Đã họp 3 chi hội.")
    page.goto(live_project.url + DESK)
    follow(page, page.get_by_role("link", name="Em muốn vay vốn"))
    follow(page, page.get_by_role("link", name="Viết câu trả lời"))
    page.get_by_label("Trả lời chị ấy").fill("Chị gửi đơn tới nơi này.")
    page.get_by_label("Chỉ chị ấy tới").select_option("ubnd-xa")
    follow(page, page.get_by_role("button", name="Gửi trả lời"))
    expect(page.get_by_role("main")).to_contain_text("Đã trả lời")
    page.goto(live_project.url + REPORTS)
    follow(page, page.locator(f"main a[href^='{REPORTS}']").first)
    for label, text in (("Hội viên", "64"), ("Buổi họp", "3"), ("Việc hay", "Góp vốn")):
        page.get_by_label(label, exact=True).fill(text)
    follow(page, page.get_by_role("button", name="Gửi báo cáo"))
    expect(page.get_by_role("main")).to_contain_text("Đã gửi")
    asker.reload()
    expect(asker.get_by_role("main")).to_contain_text("Chị gửi đơn tới nơi này.")
    assert Receipt.objects.get(pk=office.receipt.pk).state == "done"
    assert (Question.objects.latest("pk").state, Report.objects.get(pk=office.report.pk).state) == (
        "answered",
        "sent",
    )
