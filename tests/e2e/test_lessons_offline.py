"""A lesson and its quiz online, then offline in a restarted browser, then online again: the server agrees."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from courses.authoring.actions.publishing import freeze_course
from courses.models import Answer, Asked, Attempt, DeviceRecord, Step, StepDone, StepText
from courses.quizzes.draw import draw_questions, fnv1a32, mixed
from courses.quizzes.scoring import score
from members.models import User
from tests.e2e.phone import PIN, eventually, give_pin, log_in
from tests.factories.courses import make_asset, make_course
from tests.factories.members import LanFactory, MinhFactory
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.live import LiveProject
from tests.shared_rows import building

pytestmark = pytest.mark.e2e

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content" / "fanpage-dau-tien"
LESSON, QUIZ = "/hoc/ban-hang/mot/", "/hoc/lam-bai/ban-hang/mot/hoi/"


@pytest.fixture
def course(live_project: LiveProject):
    """One lesson with a picture, a voice and a quiz with immediate results; choice "a" of the first question is right."""
    with building():
        made = make_course()
        voice = make_asset(next((CONTENT / "audio").glob("*.opus")).read_bytes(), is_public=True)
        picture = make_asset(
            next((CONTENT / "pictures").glob("*.webp")).read_bytes(),
            content_type="image/webp",
            kind="picture",
            is_public=True,
        )
        StepText.objects.filter(step__key="a").update(audio=voice, audio_text_hash="0" * 64)
        Step.objects.filter(key="a").update(picture=picture)
        make_quiz(made, feedback="at_once", shuffle=True)
        freeze_course(course=made)
    return made


@pytest.fixture
def lan(live_project: LiveProject) -> User:
    with building():
        lan = LanFactory(full_name="Lò Thị Lan")
        give_pin(lan)
    return lan


@pytest.fixture
def minh(live_project: LiveProject) -> User:
    with building():
        minh = MinhFactory(full_name="Hà Văn Minh")
        give_pin(minh)
    return minh


def download_course(page: Page, url: str) -> None:
    page.goto(f"{url}/hoc/ban-hang/")
    panel = page.locator("[data-keep]")
    expect(panel).to_be_visible()
    panel.locator("[data-wifi]").uncheck()
    panel.get_by_role("button", name="Tải về máy").tap()
    expect(panel).to_have_attribute("data-state", "kept")


def fill_pin(page: Page, pin: str) -> None:
    form = page.locator("[data-set-pin]")
    form.locator("[name=pin]").fill(pin)
    form.get_by_role("button", name="Dùng mã PIN này").tap()


def forget_pin(page: Page) -> None:
    """Leave the vault as after a log-in without a PIN, such as by a passkey."""
    page.evaluate(
        """async () => {
          await pieu.vault.ready;
          await pieu.vault.made;
          await import(document.querySelector("script[data-unlock]").dataset.unlock);
          const { owner, name, key } = await pieu.vault.fetchKey();
          await pieu.vault.put("profiles", { owner, name });
          await pieu.vault.openWith(owner, key);
        }"""
    )


def opened_by_log_in(page: Page, url: str) -> None:
    """Check that the PIN typed to log in opens the vault, so that no other is asked."""
    page.goto(f"{url}/hoc/tren-may/")
    expect(page.locator("[data-people-list]")).to_contain_text("đang mở")
    expect(page.locator("[data-lock]")).to_be_visible()
    expect(page.locator("[data-set-pin]")).to_be_hidden()


def unlock(page: Page, name: str, pin: str = PIN) -> None:
    page.locator("[data-people-list] button", has_text=name).tap()
    page.locator("#unlock_pin").fill(pin)
    page.get_by_role("button", name="Mở", exact=True).tap()


def go_through_steps(page: Page, count: int = 3) -> None:
    for _step in range(count):
        link = page.locator(".step[data-shown] [data-next]")
        target = link.get_attribute("href")
        link.tap()
        page.locator(f"{target}[data-shown]").wait_for()


def take_quiz(page: Page) -> None:
    """Answer the quiz of QUESTIONS correctly on the stored page."""
    right = {question["key"]: question for question in QUESTIONS}
    page.get_by_role("button", name="Bắt đầu").tap()
    form = page.locator("[data-form]")
    for number, _question in enumerate(QUESTIONS, start=1):
        expect(form).to_be_visible()
        expect(page.locator("[data-bar]")).to_have_js_property("value", number)
        text = form.locator(".quiz-question").inner_text()
        key = next(key for key, question in right.items() if question["text"] in text)
        if key == "q1":
            form.locator("input[value=a]").check()
        elif key == "q2":
            form.locator("input[value=true]").check()
        elif key == "q3":
            form.locator("[name=answer]").fill("120,0")
        else:
            for place, item in enumerate("xyz", start=1):
                form.locator(f"[name=place-{item}]").select_option(str(place))
        form.get_by_role("button", name="Trả lời").tap()
        expect(page.locator("[data-told]")).to_contain_text("Đúng")
        form.get_by_role("button", name="Tiếp", exact=True).tap()
    page.get_by_role("button", name="Nộp bài").tap()
    expect(page.locator("[data-score]")).to_have_text("100 %")


def restart(phone, project: LiveProject) -> tuple[BrowserContext, Page]:
    """Close the browser and start it far from any mast. A worker that has just woken up may not have heard of
    set_offline yet, so the server is gone, too."""
    phone.started[-1].close()
    if "web" in project.processes:
        project.stop("web")
    context = phone()
    context.set_offline(True)
    return context, context.new_page()


def waiting(page: Page) -> list[dict]:
    return page.evaluate("async () => await pieu.outbox.list()")


def wait_for(page: Page, count: int) -> list[dict]:
    """Return the phone's waiting entries once there are `count`: a page shows the next step while the last is being stored."""
    return eventually(lambda: waiting(page), until=lambda entries: len(entries) == count)


def back_online(context: BrowserContext, page: Page, project: LiveProject) -> None:
    if "web" not in project.processes:
        project.start("web")
    context.set_offline(False)
    page.evaluate("() => pieu.outbox.flush()")
    eventually(lambda: page.evaluate("async () => (await pieu.outbox.list()).length"), until=lambda n: n == 0)


def test_a_lesson_and_its_quiz_without_a_connection_after_a_restart(live_project, course, lan, phone):
    page = phone().new_page()
    requests: list[str] = []
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    # With a connection: the first lesson's first step.
    page.goto(live_project.url + LESSON)
    go_through_steps(page, 1)
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 1)
    download_course(page, live_project.url)
    # Again after deleting nothing: everything is there, nothing is fetched twice.
    page.on("request", lambda request: requests.append(request.url))
    page.evaluate(
        "async () => { const pack = await pieu.packs.get('ban-hang'); pack.state = 'loading'; await pieu.packs.save(pack); }"
    )
    page.reload()
    expect(page.locator("[data-keep]")).to_have_attribute("data-state", "kept")
    assert not [url for url in requests if "/hoc/tep/" in url and ".opus" in url]
    assert not [url for url in requests if "/hoc/goi/" in url]

    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/")
    page.locator("main").get_by_role("link", name="Bán hàng").tap()
    expect(page.locator("[data-lesson-row=mot] [data-count]")).to_have_text("1")
    page.locator("[data-lesson-row=mot] a").tap()
    expect(page.locator("h1")).to_have_text("Bài một")
    picture = page.locator(".step[data-shown] img")
    assert picture.evaluate("async (image) => (await image.decode(), image.naturalWidth)") > 0
    # Voices are requested in ranges.
    voice = page.locator("audio").first.get_attribute("src")
    part = page.evaluate(
        "async (url) => { const a = await fetch(url, {headers: {Range: 'bytes=2-5'}});"
        " return [a.status, a.headers.get('Content-Range'), (await a.arrayBuffer()).byteLength]; }",
        voice,
    )
    size = next((CONTENT / "audio").glob("*.opus")).stat().st_size
    assert part == [206, f"bytes 2-5/{size}", 4]
    page.locator("[data-play]").first.tap()
    assert eventually(lambda: page.evaluate("() => document.querySelector('audio').currentTime"))
    go_through_steps(page)
    page.locator("[data-quiz] a").tap()
    take_quiz(page)
    expect(page.locator("[data-unsent]")).to_be_visible()
    page.goto(f"{live_project.url}{LESSON}hoi/?step=b")
    page.locator("[name=text]").fill("Tôi dùng tên bản được không?")
    page.get_by_role("button", name="Lưu câu hỏi").tap()
    page.wait_for_url(lambda url: url.endswith("#hoi-dap"))
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert (Attempt.objects.count(), StepDone.objects.count(), Asked.objects.count()) == (0, 1, 0)

    # Closed once more: the waiting entries are still there; then they are sent, once.
    kinds = [entry["record"]["kind"] for entry in wait_for(page, 2 + 1 + len(QUESTIONS) + 1 + 1)]
    assert kinds == [
        *["step_done"] * 2,
        *["attempt_started", *["answer"] * len(QUESTIONS), "attempt_finished"],
        "asked",
    ]
    stored = len(kinds)
    context, page = restart(phone, live_project)
    page.goto(live_project.url + LESSON)
    wait_for(page, stored)
    back_online(context, page, live_project)
    page.evaluate("() => pieu.outbox.flush()")
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed, attempt.user) == (10_000, True, lan)
    assert Answer.objects.filter(counts=True).count() == len(QUESTIONS)
    assert sorted(StepDone.objects.values_list("step_key", flat=True)) == ["a", "b", "c", "hoi"]
    assert Asked.objects.get().step_key == "b"
    assert set(DeviceRecord.objects.values_list("state", flat=True)) == {"saved"}
    page.goto(live_project.url + LESSON)
    expect(page.locator("[data-step=hoi]")).to_contain_text("Đạt 100 %")

    # A step undone on the server is open again on the phone.
    known = "async () => Object.keys((await pieu.learning.of('ban-hang')).done).sort()"
    everything = ["mot/a", "mot/b", "mot/c", "mot/hoi"]
    eventually(lambda: page.evaluate(known), until=lambda done: done == everything)
    StepDone.objects.filter(step_key="hoi").delete()
    page.goto(live_project.url + LESSON)
    eventually(lambda: page.evaluate(known), until=lambda done: done == everything[:-1])


def on_disk(page: Page) -> tuple[list[dict], list[dict], str]:
    """Return the content of the phone's databases: the outbox's entries, the vault's copies, and both as text."""
    stored = page.evaluate(
        """async () => {
          const all = (name, store) => new Promise((resolve, reject) => {
            const open = indexedDB.open(name);
            open.onsuccess = () => {
              const request = open.result.transaction(store).objectStore(store).getAll();
              request.onsuccess = () => resolve(request.result);
            };
            open.onerror = () => reject(open.error);
          });
          const found = [await all("pieu-outbox", "entries"), await all("pieu-vault", "copies")];
          return JSON.stringify(found);
        }"""
    )
    return *json.loads(stored), stored


def log_out(page: Page, url: str) -> None:
    page.goto(f"{url}/tai-khoan/dang-xuat/")
    page.locator("main form button[type=submit]").first.tap()
    page.wait_for_url(lambda address: "dang-xuat" not in address)


def test_member_without_a_pin_loses_no_progress_and_the_next_member_sees_none(
    live_project, course, lan, minh, phone
):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    page.goto(live_project.url + LESSON)
    forget_pin(page)
    expect(page.locator("[data-pin-ask]")).to_be_hidden()
    page.route("**/hoc/dong-bo/", lambda route: route.abort())  # the server is not reached in time
    go_through_steps(page, 2)
    eventually(lambda: len(waiting(page)), until=lambda n: n == 2)
    log_out(page, live_project.url)

    # Minh logs in without a PIN. Lan's data is encrypted and its key is gone; the phone is shared, so Minh is asked for
    # the PIN of the account.
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    forget_pin(page)
    page.reload()
    expect(page.locator("[data-pin-ask]")).to_be_visible()
    entries, _copies, stored = on_disk(page)
    assert [set(entry) for entry in entries] == [{"seq", "id", "owner", "sealed"}] * 2
    assert "Bước" not in stored
    assert waiting(page) == []
    assert page.evaluate("(ref) => pieu.outbox.list(ref)", str(lan.ref)) == []
    page.get_by_role("link", name="Nhập mã PIN của chị").tap()
    fill_pin(page, "864200")
    expect(page.locator("[data-set-pin] [data-error]")).to_have_text("Mã PIN chưa đúng.")
    fill_pin(page, PIN)
    page.wait_for_url("**/hoc/ban-hang/")
    expect(page.locator("[data-pin-ask]")).to_be_hidden()
    page.goto(f"{live_project.url}/hoc/tren-may/")
    row = page.locator("[data-people-list] li", has_text="Lan")
    expect(row).to_contain_text("Khi có mạng, chị đăng nhập để mở.")
    assert StepDone.objects.count() == 0

    # Lan logs in again: the key comes from the server, and the waiting entries are sent as Lan's.
    log_out(page, live_project.url)
    page.unroute("**/hoc/dong-bo/")
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 2)
    assert set(StepDone.objects.values_list("enrolment__user", flat=True)) == {lan.pk}


@pytest.mark.everything
def test_two_people_on_one_phone_see_nothing_of_each_other(live_project, course, lan, minh, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    opened_by_log_in(page, live_project.url)
    download_course(page, live_project.url)
    page.goto(live_project.url + LESSON)
    page.context.set_offline(True)
    go_through_steps(page, 2)
    wait_for(page, 2)
    page.route("**/hoc/dong-bo/", lambda route: route.abort())  # the server is not reached in time
    page.context.set_offline(False)
    page.goto(f"{live_project.url}/tai-khoan/dang-xuat/")
    page.locator("main form button[type=submit]").first.tap()
    page.wait_for_url(lambda url: "dang-xuat" not in url)
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    opened_by_log_in(page, live_project.url)
    page.goto(live_project.url + LESSON)
    assert waiting(page) == []

    # Both offline, after a restart of the browser. Minh can work with the PIN; Lan's data is neither visible nor readable.
    context, page = restart(phone, live_project)
    page.goto(f"{live_project.url}/hoc/tren-may/")
    unlock(page, "Minh")
    expect(page.locator("[data-people-list] li", has_text="Minh")).to_contain_text("đang mở")
    assert waiting(page) == []
    entries, copies, stored = on_disk(page)
    assert len(entries) == 2
    assert all(set(entry) == {"seq", "id", "owner", "sealed"} for entry in entries)
    assert copies
    assert all("value" not in copy for copy in copies)
    assert "Bước" not in stored
    page.goto(f"{live_project.url}/hoc/ban-hang/")
    expect(page.locator("[data-lesson-row=mot] [data-count]")).to_have_text("0")

    # Lan unlocks the data without a connection; a wrong PIN unlocks nothing.
    page.goto(f"{live_project.url}/hoc/tren-may/")
    unlock(page, "Lan", "000000")
    expect(page.locator("[data-unlock] [data-error]")).to_contain_text("Mã PIN chưa đúng")
    unlock(page, "Lan")
    expect(page.locator("[data-people-list] li", has_text="Lan")).to_contain_text("đang mở")
    wait_for(page, 2)
    page.goto(f"{live_project.url}/hoc/ban-hang/")
    expect(page.locator("[data-lesson-row=mot] [data-count]")).to_have_text("2")

    # The log-ins ended with the browser. Minh logs in: Lan's entries are not sent under that name.
    live_project.start("web")
    context.set_offline(False)
    log_in(page, live_project.url, minh.card_number, then="/hoc/ban-hang/")
    page.evaluate("() => pieu.outbox.flush()")
    assert (len(waiting(page)), StepDone.objects.count()) == (0, 0)
    # Lan logs in: the key comes from the server, and the waiting entries are sent.
    log_out(page, live_project.url)
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    eventually(lambda: StepDone.objects.count(), until=lambda n: n == 2)
    assert set(StepDone.objects.values_list("enrolment__user", flat=True)) == {lan.pk}


def test_a_phone_with_a_wrong_clock_shows_a_message_and_loses_nothing(live_project, course, lan, phone):
    context = phone()
    page = context.new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)
    # Without the half hour of the PIN: only the page's clock is wrong here, the worker's isn't.
    forget_pin(page)
    # Two days fast while the member answers, then set back by a day.
    page.clock.install(time=timezone.now() + timedelta(days=2))
    context.set_offline(True)
    page.goto(live_project.url + QUIZ)
    take_quiz(page)
    page.clock.set_system_time(timezone.now() + timedelta(days=1))
    page.goto(live_project.url + LESSON)
    go_through_steps(page, 1)
    moments = [entry["record"]["at"] for entry in wait_for(page, 1 + len(QUESTIONS) + 1 + 1)]
    assert moments == sorted(moments)
    back_online(context, page, live_project)
    expect(page.locator("[data-clock]")).to_contain_text("Đồng hồ máy này nhanh")
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.passed) == (10_000, True)
    assert StepDone.objects.filter(done_at__lte=timezone.now()).count() == StepDone.objects.count() == 2


def test_the_phone_draws_and_scores_as_the_server_does(live_project, course, lan, phone):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    download_course(page, live_project.url)
    page.context.set_offline(True)
    page.goto(live_project.url + QUIZ)
    # What an attempt draws and scores with is loaded from the phone's store when the attempt continues.
    page.evaluate(
        "() => Promise.all(document.querySelector('[data-later]').dataset.later.split(' ').map((one) => import(one)))"
    )
    draw = "(all) => all.map(([name, ...args]) => pieu.draw[name](...args))"
    assert page.evaluate(draw, [["fnv1a32", ""], ["fnv1a32", "foobar"], ["fnv1a32", "mận hậu"]]) == [
        fnv1a32(""),
        fnv1a32("foobar"),
        fnv1a32("mận hậu"),
    ]
    questions = [{"key": f"c{n}", "bank": "ab"[n % 2]} for n in range(12)]
    draws = [{"bank": "a", "count": 3}]
    for n in range(20):
        attempt = f"00000000-0000-4000-8000-{n:012}"
        there = page.evaluate(
            draw,
            [
                ["questions", questions, draws, {"attempt": attempt, "shuffle": bool(n % 2)}],
                ["mixed", attempt, "c1", ["x", "y", "z"]],
            ],
        )
        assert there == [
            draw_questions(questions, draws, attempt_id=attempt, shuffle=bool(n % 2)),
            mixed(attempt, "c1", ["x", "y", "z"]),
        ]
    cases = scored_cases()
    shares = page.evaluate(
        "(cases) => cases.map(([question, response]) => pieu.score.share(question, response))",
        phone_cases(cases),
    )
    assert [round(share, 6) for share in shares] == [round(float(score(*case)), 6) for case in cases]


def scored_cases() -> list[tuple[dict, dict]]:
    choices = [
        {"key": k, "text": k, "fraction": f, "feedback": ""} for k, f in [("a", 60), ("b", 40), ("c", -50)]
    ]
    several = {"kind": "several_choice", "points": 1, "choices": choices}
    short = {
        "kind": "short_answer",
        "points": 1,
        "forgive_accents": False,
        "forgive_case": True,
        "answers": [
            {"text": "hòa bình", "fraction": 100, "feedback": ""},
            {"text": "*tươi", "fraction": 50, "feedback": ""},
        ],
    }
    loose = {**short, "forgive_accents": True}
    number = {
        "kind": "numerical",
        "points": 1,
        "answers": [
            {"value": "0.3", "tolerance": "0.1", "fraction": 100, "feedback": ""},
            {"min": "1000", "max": "1500", "fraction": 50, "feedback": ""},
        ],
    }
    pairs = {
        "kind": "matching",
        "points": 1,
        "pairs": [{"key": "1", "left": "a", "right": "x"}, {"key": "2", "left": "b", "right": "y"}],
    }
    order = {"kind": "ordering", "points": 1, "items": [{"key": k, "text": k} for k in "xyz"]}
    truth = {"kind": "true_false", "points": 1, "correct": True}
    return [
        *[(several, {"choices": list(c)}) for c in ["a", "ab", "abc", "c", "ac"]],
        *[(short, {"text": t}) for t in ["Hoà  bình", "hoa binh", "mận tươi", "tươi", "tuoi"]],
        *[(loose, {"text": t}) for t in ["HOA BINH", "man tuoi"]],
        *[(number, {"text": t}) for t in ["0,4", "0,41", "1.200", "1,200.5", "−0,3", "3e-1"]],
        *[(pairs, {"pairs": p}) for p in [{"1": "x"}, {"1": "x", "2": "y"}, {"1": "y"}]],
        *[(order, {"order": list(o)}) for o in ["xyz", "xzy", "zxy"]],
        (truth, {"value": True}),
        (truth, {"value": False}),
        (truth, {}),
    ]  # fmt: skip


def phone_cases(cases: list[tuple[dict, dict]]) -> list[tuple[dict, dict]]:
    """As quiz_data writes them: items to order are their keys."""
    return [
        (
            {**question, "items": [item["key"] for item in question["items"]]}
            if "items" in question
            else question,
            response,
        )
        for question, response in cases
    ]


def test_what_is_done_while_the_vault_is_locked_or_opening_keeps_the_earlier_progress(
    live_project, course, lan, phone
):
    page = phone().new_page()
    log_in(page, live_project.url, lan.card_number, then="/hoc/ban-hang/")
    page.goto(live_project.url + LESSON)
    page.evaluate("async () => { await pieu.vault.ready; await pieu.vault.made; }")
    page.route("**/hoc/dong-bo/", lambda route: route.abort())  # the server is not reached in time
    go_through_steps(page, 1)
    wait_for(page, 1)
    # Locked after half an hour: the next record opens the vault again with the server's key.
    page.evaluate("() => pieu.vault.lock()")
    go_through_steps(page, 1)
    wait_for(page, 2)
    entries, _copies, stored = on_disk(page)
    assert [set(entry) for entry in entries] == [{"seq", "id", "owner", "sealed"}] * 2
    # The server answers with the key only after the change began.
    asked: list[Route] = []
    answers = []
    page.route("**/may/chia-khoa/", lambda route: route.continue_() if answers else asked.append(route))
    page.evaluate("() => pieu.vault.lock()")
    page.reload()
    page.evaluate(
        "() => { window.changed = pieu.learning.change('ban-hang', (state) => (state.done['mot/c'] = true)); }"
    )
    while not asked:
        page.wait_for_timeout(50)
    # The page before the reload may have asked, too: answer whatever asks from now on.
    answers.append(True)
    for route in asked:
        route.continue_()
    page.evaluate("() => window.changed")
    done = page.evaluate("async () => Object.keys((await pieu.learning.of('ban-hang')).done).sort()")
    assert done == ["mot/a", "mot/b", "mot/c"]
