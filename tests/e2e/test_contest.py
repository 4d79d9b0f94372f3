"""A contest on phones, from its opening to the published list: an officer commits to the paper, Lan takes part, both check it."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from backend.ledger.models import Entry
from courses.models import ContestEntry, ContestRound
from members.models import Branch, User
from tests.e2e.phone import NewPhone, eventually, follow, give_pin, heading, log_in
from tests.factories.contests import a_contest, draft_round
from tests.factories.members import MemberFactory, chapter
from tests.live import LiveProject

pytestmark = pytest.mark.e2e


@pytest.mark.everything
def test_a_contest_goes_from_its_opening_to_the_published_list(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    url = live_project.url
    lan = MemberFactory(full_name="Lò Thị Lan", phone="+84912345671", branch=chapter(of=branch_of(officer)))
    give_pin(lan)
    contest = a_contest(officer, title="Tìm hiểu luật mới")
    round_ = draft_round(
        officer, contest=contest, prediction="participants", ranking=["right", "prediction", "early"],
        opens_at=timezone.now() + timedelta(days=1), time_limit_seconds=600,
    )  # fmt: skip
    page_of_round = f"/hoc/thi/{contest.slug}/{round_.number}/"
    desk_of_round = f"/hoc/thi/quan-ly/{contest.slug}/{round_.number}/"

    desk = new_phone()
    log_in(desk, url, officer.card_number, then=desk_of_round)
    # Only this tap has to be in time.
    ContestRound.objects.filter(pk=round_.pk).update(opens_at=timezone.now() + timedelta(seconds=10))
    desk.get_by_role("button", name="Chốt đề").tap()
    expect(desk.get_by_text("Đã chốt đề")).to_be_visible()
    round_.refresh_from_db()
    commitment = round_.commitment
    assert re.fullmatch(r"[0-9a-f]{64}", commitment)

    phone = new_phone()
    log_in(phone, url, lan.card_number, then=page_of_round)
    phone.get_by_text("Cách kiểm tra đề và kết quả").tap()
    expect(phone.get_by_text(commitment)).to_be_visible()
    wait_for_opening(phone, url + page_of_round)
    phone.get_by_role("button", name="Vào thi").tap()
    answer(phone, "Trả lời b")
    answer(phone, "Trả lời b")

    # The first phone's battery is empty. Lan continues on another one without scripts.
    other = new_phone(java_script_enabled=False)
    log_in(other, url, lan.card_number, then=page_of_round)
    other.get_by_role("link", name="Làm tiếp bài đang dở").tap()
    expect(other.get_by_text("3/4")).to_be_visible()
    other.get_by_role("button", name="Lưu, sang câu sau").tap()
    expect(other.get_by_role("alert")).to_contain_text("Chị chọn một câu trả lời")
    answer(other, "Trả lời a")
    other.get_by_label("Có bao nhiêu người dự thi?").fill("3")
    other.get_by_role("button", name="Lưu, xem lại bài").tap()
    heading(other, "Xem lại và nộp")
    other.get_by_role("button", name="Nộp bài").tap()
    heading(other, "Đã nộp bài")
    assert ContestEntry.objects.get().submitted_at is not None

    # The first phone still shows a question: its answer is too late and gets a message.
    answer(phone, "Trả lời a")
    expect(phone.locator("main")).to_contain_text("Bài này chị đã nộp lúc")

    desk.goto(url + desk_of_round)
    assert "Người dự thi" not in desk.locator("main").inner_text()
    desk.get_by_label("Vì sao").fill("Mọi người đã nộp xong")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Đóng vòng bây giờ").tap()
    eventually(lambda: ContestRound.objects.get().closed_at)
    desk.goto(url + desk_of_round)
    desk.get_by_role("button", name="Công bố").tap()
    desk.get_by_role("link", name="Xem kết quả đã công bố").tap()

    public = new_phone()
    public.goto(f"{url}{page_of_round}ket-qua/")
    heading(public, f"Kết quả vòng {round_.number}")
    expect(public.locator("main")).to_contain_text("L. T. L. · 091****671")
    expect(public.locator("main")).not_to_contain_text("Lò Thị Lan")
    expect(public.locator("main")).to_contain_text("Giải nhất")
    assert hashlib.sha256(public.request.get(f"{url}{page_of_round}de.json").body()).hexdigest() == commitment
    listed = public.request.get(f"{url}{page_of_round}ket-qua.json").body()
    assert live_project.manage("recompute_round", str(round_)).encode() == listed
    kinds = {"contest.committed", "contest.ended_early", "contest.closed", "contest.published"}
    assert set(Entry.objects.filter(kind__startswith="contest.").values_list("kind", flat=True)) == kinds


def branch_of(officer: User) -> Branch:
    return officer.role_grants.get().branch


def wait_for_opening(page: Page, address: str) -> None:
    """Reload the page until the server's clock allows it."""

    def begins() -> int:
        page.goto(address)
        return page.get_by_role("button", name="Vào thi").count()

    eventually(begins)


def answer(page: Page, words: str) -> None:
    page.get_by_label(words).check()
    follow(page, page.get_by_role("button", name="Lưu, sang câu sau"))
