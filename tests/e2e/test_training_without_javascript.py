"""Training in a browser without scripts: a quiz with a question of every kind, and a contest to its published list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.media.media_files import media_of
from courses.models import Attempt, ContestEntry, ContestRound
from courses.quizzes.kinds import found_kinds
from members.models import User
from tests.e2e.phone import NewPhone, eventually, follow, give_pin, heading, log_in
from tests.e2e.test_contest import answer as answer_in_contest
from tests.e2e.test_contest import branch_of, wait_for_opening
from tests.factories.contests import a_contest, draft_round
from tests.factories.courses import make_asset
from tests.factories.members import LanFactory, MemberFactory, chapter
from tests.factories.quizzes import quiz_version
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
PICTURES = Path(__file__).resolve().parents[2] / "courses" / "content" / "fanpage-dau-tien" / "pictures"


def every_kind() -> list[dict[str, Any]]:
    """A question of each kind, named by the kind."""
    drawn = sorted(PICTURES.glob("*.webp"))[:2]
    media = [
        media_of(make_asset(path.read_bytes(), content_type="image/webp", kind="picture", is_public=True))
        for path in drawn
    ]
    halves = [{"key": "x", "text": "X", "fraction": 50}, {"key": "y", "text": "Y", "fraction": 50}]
    pairs = [{"key": "x", "left": "mận", "right": "Mộc Châu"}, {"key": "y", "left": "chè", "right": "Tà Xùa"}]
    pictures = [
        {"key": key, "text": f"Ảnh {key}", "fraction": worth, "picture": picture}
        for key, worth, picture in zip("xy", (100, 0), media, strict=True)
    ]
    made: dict[str, dict[str, Any]] = {
        "one_choice": {"choices": [{"key": "x", "text": "Nên", "fraction": 100}, {"key": "y", "text": "Đừng", "fraction": 0}]},
        "several_choice": {"choices": [*halves, {"key": "z", "text": "Z", "fraction": -100}]},
        "picture_choice": {"choices": pictures},
        "true_false": {"correct": True},
        "short_answer": {"answers": [{"text": "hoà", "fraction": 100}], "forgive_accents": True},
        "numerical": {"answers": [{"value": "12,5", "fraction": 100}]},
        "matching": {"pairs": pairs, "extra_rights": ["Hà Nội"]},
        "ordering": {"items": [{"key": key, "text": f"Việc {key}"} for key in "xyz"]},
        "essay": {},
        "description": {},
    }  # fmt: skip
    return [{"key": kind, "kind": kind, "text": f"Câu {kind}", **fields} for kind, fields in made.items()]


def answer(page: Page, kind: str) -> None:
    """Give the right answer with taps."""
    form = page.locator("main form").first
    if kind in ("one_choice", "picture_choice"):
        form.locator("input[value=x]").check()
    elif kind == "several_choice":
        for key in "xy":
            form.locator(f"input[value={key}]").check()
    elif kind == "true_false":
        form.locator("input[value=true]").check()
    elif kind in ("short_answer", "numerical", "essay"):
        form.locator("[name=answer]").fill({"short_answer": "HOA", "numerical": "12,5"}.get(kind, "Nhà tôi."))
    elif kind == "matching":
        for key, right in (("x", "Mộc Châu"), ("y", "Tà Xùa")):
            form.locator(f"[name=pair-{key}]").select_option(right)
    elif kind == "ordering":
        for place, key in enumerate("xyz", start=1):
            form.get_by_label(f"Việc {key}").select_option(str(place))


def test_a_quiz_with_a_question_of_every_kind(live_project: LiveProject, new_phone: NewPhone) -> None:
    with building():
        lan = LanFactory()
        give_pin(lan)
        questions = every_kind()
        quiz_version(questions=questions, feedback="after", shuffle=True)
    page = new_phone(java_script_enabled=False)
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/mot/")
    follow(page, page.get_by_role("button", name="Trả lời 10 câu"))
    asked = set()
    for _question in questions:
        kind = page.locator(".quiz-question").inner_text().split()[1]
        asked.add(kind)
        for picture in page.locator(".quiz-pictures img").all():
            box = picture.bounding_box()
            assert box is not None and box["width"] > 80 and box["height"] > 40
        answer(page, kind)
        follow(page, page.locator("main form").first.locator("button[type=submit]").first)
    assert asked == set(found_kinds())
    follow(page, page.get_by_role("button", name="Nộp bài"))
    expect(page.locator("main")).to_contain_text("Chờ giảng viên chấm")
    attempt = Attempt.objects.get()
    # Eight of nine points: the trainer has yet to read the essay.
    assert (attempt.score, attempt.waits_for_grade) == (8_888, True)


def test_a_contest_from_its_opening_to_its_published_list(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    with building():
        lan = MemberFactory(
            full_name="Lò Thị Lan", phone="+84912345671", branch=chapter(of=branch_of(officer))
        )
        give_pin(lan)
        contest = a_contest(officer, title="Thi không kịch bản")
        round_ = draft_round(
            officer, contest=contest, prediction="participants", ranking=["right", "prediction", "early"],
            opens_at=timezone.now() + timedelta(days=1), time_limit_seconds=600,
        )  # fmt: skip
    page_of_round = f"/hoc/thi/{contest.slug}/{round_.number}/"
    desk_of_round = f"/hoc/thi/quan-ly/{contest.slug}/{round_.number}/"

    desk = new_phone(java_script_enabled=False)
    log_in(desk, live_project.url, officer.card_number, then=desk_of_round)
    ContestRound.objects.filter(pk=round_.pk).update(opens_at=timezone.now() + timedelta(seconds=10))
    follow(desk, desk.get_by_role("button", name="Chốt đề"))
    expect(desk.locator("main")).to_contain_text("Đã chốt đề")

    phone = new_phone(java_script_enabled=False)
    log_in(phone, live_project.url, lan.card_number, then=page_of_round)
    wait_for_opening(phone, live_project.url + page_of_round)
    follow(phone, phone.get_by_role("button", name="Vào thi"))
    for _question in range(3):
        answer_in_contest(phone, "Trả lời b")
    phone.get_by_label("Có bao nhiêu người dự thi?").fill("1")
    follow(phone, phone.get_by_role("button", name="Lưu, xem lại bài"))
    heading(phone, "Xem lại và nộp")
    follow(phone, phone.get_by_role("button", name="Nộp bài"))
    heading(phone, "Đã nộp bài")

    desk.goto(live_project.url + desk_of_round)
    desk.get_by_label("Vì sao").fill("Mọi người đã nộp xong")
    follow(desk, desk.get_by_role("button", name="Đóng vòng bây giờ"))
    eventually(lambda: ContestRound.objects.get().closed_at)
    desk.goto(live_project.url + desk_of_round)
    follow(desk, desk.get_by_role("button", name="Công bố"))
    follow(desk, desk.get_by_role("link", name="Xem kết quả đã công bố"))

    public = new_phone(java_script_enabled=False)
    public.goto(f"{live_project.url}{page_of_round}ket-qua/")
    heading(public, f"Kết quả vòng {round_.number}")
    expect(public.locator("main")).to_contain_text("L. T. L. · 091****671")
    assert ContestEntry.objects.get().submitted_at is not None
