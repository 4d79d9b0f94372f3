"""A course requires a listed product; the member lists one with three photos, and the task completes by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.models import StepDone, TaskState
from members.models import Branch, User
from products.models import Product
from tests.e2e.conftest import MOC_CHAU
from tests.e2e.jobs import approve, complete_and_submit, put_product_in
from tests.e2e.phone import NewPhone, give_pin, log_in
from tests.factories.members import LanFactory
from tests.factories.products import picture
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e
COURSE, LESSON, STEP = "len-san-va-dan-tem", "gui-duyet-len-san", "viec-that"


@pytest.mark.everything
def test_practice_task_closes_when_the_member_lists_a_product(
    live_project: LiveProject, officer: User, new_phone: NewPhone
) -> None:
    url = live_project.url
    with building():
        lan = LanFactory(branch=Branch.objects.get(unit_id=MOC_CHAU))
        give_pin(lan)
    live_project.manage("load_courses", timeout=120)
    phone, desk = new_phone(), new_phone()
    log_in(phone, url, lan.card_number, then=f"/hoc/{COURSE}/")
    phone.get_by_role("button", name="Bắt đầu học").tap()
    expect(phone.locator("[data-lesson]")).to_be_visible()

    put_product_in(phone, url)
    preview = phone.url
    add_two_photos(phone, f"{url}/san-pham-cua-toi/{Product.objects.get().pk}/anh/")
    phone.goto(preview)
    complete_and_submit(phone)
    lesson = f"{url}/hoc/{COURSE}/{LESSON}/"
    task = open_task(phone, lesson)
    expect(task).to_contain_text("Piêu tự ghi nhận")
    assert not StepDone.objects.filter(step_key=STEP).exists()

    log_in(desk, url, officer.card_number, then="/can-bo/")
    approve(desk, url)
    state = TaskState.objects.get(enrolment__user=lan, lesson_key=LESSON, step_key=STEP)
    assert state.done_at is not None and state.subjects == [f"product:{Product.objects.get().pk}"]
    assert StepDone.objects.get(enrolment__user=lan, step_key=STEP).lesson_key == LESSON

    phone.goto(f"{url}/thong-bao/")
    expect(phone.get_by_text("Bài thực hành của chị đã xong")).to_be_visible()
    task = open_task(phone, lesson)
    expect(task).to_contain_text("Xong ngày")
    expect(task).to_contain_text("Mận hậu Mộc Châu")


def add_two_photos(page: Page, address: str) -> None:
    for number in (2, 3):
        page.goto(address)
        page.locator("input[type=file]").set_input_files(
            {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": picture(1200, 900, seed=number)}
        )
        page.get_by_role("button", name="Lưu ảnh").tap()
        expect(page.locator(".album > li")).to_have_count(number)


def open_task(page: Page, lesson: str) -> Locator:
    """The task is the lesson's last step; with scripts one step is visible at a time."""
    page.goto(lesson)
    page.wait_for_selector("[data-paged]")
    knots = page.locator("[data-knot] a")
    page.goto(f"{lesson}{knots.last.get_attribute('href')}")
    task = page.locator("[data-task=product_listed]")
    expect(task).to_be_visible()
    return task
