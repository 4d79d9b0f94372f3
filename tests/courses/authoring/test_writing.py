from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.authoring.actions.builtin import load_course
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.authoring.locks import lock_of
from courses.models import Course, Lesson, Module, Quiz, Removed, Step, StepText
from tests.factories.courses import make_course, make_trainer, published_course
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import HoaFactory, LanFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def trainer():
    return make_trainer()


@pytest.fixture
def course(trainer):
    return make_course(author=trainer)


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


def at(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def words(**given: str) -> dict[str, str]:
    fields = {
        f"{code}_{name}": ""
        for code in ("vi", "blt", "hmn", "en")
        for name in ("title", "text", "picture_alt")
    }
    return {**fields, **given}


def order_of(course: Course) -> list[tuple[str, list[str]]]:
    return [
        (module.title, [lesson.title for lesson in module.lessons.all()]) for module in course.modules.all()
    ]


@pytest.mark.slow
def test_a_trainer_makes_a_course_from_nothing_and_publishes_it(trainer_client, trainer):
    trainer_client.post(at("author_new"), {"title": "Livestream bán mận", "topic": "business"})
    course = Course.objects.get()
    assert (course.slug, list(course.authors.all())) == ("livestream-ban-man", [trainer])
    module = course.modules.get()
    response = trainer_client.post(at("edit", course.slug), {"module": module.pk, "title": "Chuẩn bị"})
    lesson = Lesson.objects.get()
    assert response["Location"] == at("edit_lesson", course.slug, lesson.pk)
    assert "Bài chưa có bước nào" in trainer_client.get(at("publish", course.slug)).text
    trainer_client.post(at("edit_lesson", course.slug, lesson.pk), {"kind": "text"})
    step = Step.objects.get()
    assert "Bước này chưa có lời" in trainer_client.get(at("edit_lesson", course.slug, lesson.pk)).text
    saved = words(lock=lock_of(step), vi_title="Chào", vi_text="Chị **chào** khách.", en_text="Greet.")
    assert trainer_client.post(at("edit_step", course.slug, step.pk), saved).status_code == 302
    assert {text.language: text.text for text in step.texts.all()} == {
        "vi": "Chị **chào** khách.",
        "en": "Greet.",
    }
    trainer_client.post(at("publish", course.slug), {"note": "Bản đầu"})
    version = course.versions.get()
    assert (version.number, version.note, version.content["languages"]) == (1, "Bản đầu", ["vi", "en"])
    trainer_client.force_login(LanFactory())
    assert (
        "Chị <strong>chào</strong> khách." in trainer_client.get(at("lesson", course.slug, lesson.key)).text
    )


@pytest.mark.slow
def test_a_title_that_is_an_address_of_ours_gets_another(trainer_client):
    for title in ("Soạn", "Mới", "Mới"):
        trainer_client.post(at("author_new"), {"title": title, "topic": "law"})
    slugs = sorted(Course.objects.values_list("slug", flat=True))
    assert slugs == ["moi-2", "moi-3", "soan-2"]
    for slug in slugs:
        assert trainer_client.get(at("edit", slug)).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("who", ["hoa", "lan", "other"])
def test_a_stranger_finds_nothing_and_changes_nothing(client, course, who):
    client.force_login({"hoa": HoaFactory, "lan": LanFactory, "other": lambda: make_trainer()}[who]())
    module = course.modules.get()
    lesson, step = module.lessons.first(), Step.objects.first()
    before = (lock_of(course), lock_of(step), Step.objects.count())
    pages = [
        at("edit", course.slug),
        at("edit_settings", course.slug),
        at("publish", course.slug),
        at("versions", course.slug),
        at("preview", course.slug),
        at("preview_lesson", course.slug, "mot"),
        at("edit_module", course.slug, module.pk),
        at("edit_lesson", course.slug, lesson.pk),
        at("edit_step", course.slug, step.pk),
    ]
    assert {client.get(page).status_code for page in pages} == {404}
    for page in [
        *pages[:3],
        *pages[6:],
        at("arrange", course.slug),
        at("retire", course.slug),
        at("upload_file", course.slug),
    ]:
        data = {"title": "x", "what": "step", "id": step.pk, "do": "remove", **words(lock=lock_of(step))}
        assert client.post(page, data).status_code == 404
    course.refresh_from_db()
    assert (lock_of(course), lock_of(step), Step.objects.count()) == before
    assert not course.versions.exists() and course.retired_at is None


def test_two_trainers_at_one_step_get_a_conflict_and_no_text_is_lost(trainer_client, course, client):
    step = Step.objects.first()
    lock = lock_of(step)
    page = at("edit_step", course.slug, step.pk)
    assert trainer_client.post(page, words(lock=lock, vi_text="Lời của Hạnh.")).status_code == 302
    response = trainer_client.post(page, words(lock=lock, vi_text="Lời của Mai."))
    assert response.status_code == 409
    assert "Lời của Hạnh." in response.text and "Lời của Mai." in response.text
    assert step.texts.get().text == "Lời của Hạnh."
    fresh = re.search(r'name="lock" value="(\w+)"', response.text)[1]
    assert trainer_client.post(page, words(lock=fresh, vi_text="Lời của cả hai.")).status_code == 302
    assert step.texts.get().text == "Lời của cả hai."


@pytest.mark.parametrize("what", ["settings", "lesson", "module"])
def test_two_trainers_at_one_title_get_a_conflict(trainer_client, course, what):
    module = course.modules.get()
    lesson = module.lessons.first()
    page, row, data = {
        "settings": (at("edit_settings", course.slug), course, {"topic": "law"}),
        "lesson": (at("edit_lesson", course.slug, lesson.pk), lesson, {"minutes": 5}),
        "module": (at("edit_module", course.slug, module.pk), module, {}),
    }[what]
    lock = lock_of(row)
    assert trainer_client.post(page, {**data, "title": "Của Hạnh", "lock": lock}).status_code == 302
    response = trainer_client.post(page, {**data, "title": "Của Mai", "lock": lock})
    row.refresh_from_db()
    assert (response.status_code, row.title) == (409, "Của Hạnh")
    assert "Của Hạnh" in response.text and "Của Mai" in response.text


def test_lessons_and_steps_move_and_a_lesson_goes_over_to_the_next_part(trainer_client, course):
    second = Module.objects.create(course=course, title="Phần hai", position=1)
    mot, hai = Lesson.objects.order_by("position")

    def move(lesson, do):
        trainer_client.post(at("arrange", course.slug), {"what": "lesson", "id": lesson.pk, "do": do})

    move(mot, "down")
    assert order_of(course) == [("Phần một", ["Bài hai", "Bài một"]), ("Phần hai", [])]
    move(mot, "down")
    assert order_of(course) == [("Phần một", ["Bài hai"]), ("Phần hai", ["Bài một"])]
    move(mot, "up")
    assert order_of(course) == [("Phần một", ["Bài hai", "Bài một"]), ("Phần hai", [])]
    move(hai, "up")
    assert order_of(course) == [("Phần một", ["Bài hai", "Bài một"]), ("Phần hai", [])]
    trainer_client.post(at("arrange", course.slug), {"what": "module", "id": second.pk, "do": "up"})
    assert [title for title, _lessons in order_of(course)] == ["Phần hai", "Phần một"]


def test_a_drag_sends_the_whole_order_and_strange_ids_are_passed_over(trainer_client, course):
    a, b, c = Step.objects.filter(lesson__key="mot")
    other = Step.objects.filter(lesson__key="hai").first()
    data = {"what": "step", "id": c.pk, "order": f"{c.pk},{other.pk},x,{'9' * 5000},²,{a.pk}"}
    trainer_client.post(at("arrange", course.slug), data)
    assert list(a.lesson.steps.values_list("key", flat=True)) == ["c", "a", "b"]
    assert Step.objects.get(pk=other.pk).lesson.key == "hai"
    for strange in ({"what": "step", "id": "9" * 5000}, {"restore": "9" * 5000}):
        assert trainer_client.post(at("arrange", course.slug), strange).status_code == 404


def test_removed_step_is_restored_unchanged(trainer_client, course):
    step = Step.objects.filter(lesson__key="mot", key="b").get()
    StepText.objects.create(step=step, language="en", text="English")
    before = lock_of(step)
    trainer_client.post(at("arrange", course.slug), {"what": "step", "id": step.pk, "do": "remove"})
    assert not Step.objects.filter(lesson__key="mot", key="b").exists()
    trainer_client.post(at("arrange", course.slug), {"restore": Removed.objects.get().pk})
    again = Step.objects.get(lesson__key="mot", key="b")
    assert (lock_of(again), Removed.objects.count()) == (before, 0)
    assert list(again.lesson.steps.values_list("key", flat=True)) == ["a", "b", "c"]


def test_a_lesson_comes_back_with_its_steps_and_quiz_and_a_step_not_without_its_lesson(
    trainer_client, course
):
    lesson = Lesson.objects.get(key="mot")
    step = Step.objects.create(lesson=lesson, key="hoi", kind=StepKind.QUIZ, position=9)
    trainer_client.post(
        at("quiz_settings", step.pk),
        {
            "pass_percent": 70,
            "attempts_allowed": 2,
            "minutes": 0,
            "offline_grace_hours": 72,
            "feedback": "after",
        },
    )
    quiz = Quiz.objects.get()
    content_before = [(row.key, row.kind) for row in lesson.steps.all()]
    first = Step.objects.filter(lesson=lesson).first()
    trainer_client.post(at("arrange", course.slug), {"what": "step", "id": first.pk, "do": "remove"})
    trainer_client.post(at("arrange", course.slug), {"what": "lesson", "id": lesson.pk, "do": "remove"})
    removed_step = Removed.objects.get(what="step")
    response = trainer_client.post(at("arrange", course.slug), {"restore": removed_step.pk}, follow=True)
    assert "Chị lấy lại bài trước" in response.text and Removed.objects.count() == 2
    trainer_client.post(at("arrange", course.slug), {"restore": Removed.objects.get(what="lesson").pk})
    trainer_client.post(at("arrange", course.slug), {"restore": removed_step.pk})
    again = Lesson.objects.get(key="mot")
    assert [(row.key, row.kind) for row in again.steps.all()] == content_before
    stored = Quiz.objects.get()
    assert (stored.bank_id, stored.pass_percent, stored.attempts_allowed) == (quiz.bank_id, 70, 2)


def test_removing_twice_by_a_repeated_request_removes_once(trainer_client, course):
    step = Step.objects.first()
    data = {"what": "step", "id": step.pk, "do": "remove", "idempotency_key": "k" * 20}
    answers = [trainer_client.post(at("arrange", course.slug), data)["Location"] for _ in range(2)]
    assert answers == [at("edit", course.slug)] * 2
    assert Removed.objects.count() == 1


def test_prerequisites_in_a_circle_are_refused(trainer_client, course, trainer):
    other = make_course(slug="hai", title="Hai", author=trainer)
    third = published_course(slug="ba", title="Ba", author=trainer).course
    other.prerequisites.add(course)
    third.prerequisites.add(other)
    data = {"title": "Bán hàng", "topic": "law", "prerequisites": [third.pk], "lock": lock_of(course)}
    response = trainer_client.post(at("edit_settings", course.slug), data)
    assert response.status_code == 400 and "Chị bỏ bớt một đằng" in response.text
    course.refresh_from_db()
    assert (course.prerequisites.count(), course.topic) == (0, "business")


@pytest.mark.slow
def test_a_draft_cannot_come_first(trainer_client, course, trainer):
    """Nobody could finish it."""
    draft = make_course(slug="nhap", title="Bản nháp", author=trainer)
    first = published_course(slug="ba", title="Bài ra rồi").course
    page = trainer_client.get(at("edit_settings", course.slug)).text
    assert ("Bản nháp" in page, "Bài ra rồi" in page) == (False, True)
    data = {"title": "Bán hàng", "topic": "law", "lock": lock_of(course)}
    assert (
        trainer_client.post(
            at("edit_settings", course.slug), {**data, "prerequisites": [draft.pk]}
        ).status_code
        == 400
    )
    assert not course.prerequisites.exists()
    trainer_client.post(at("edit_settings", course.slug), {**data, "prerequisites": [first.pk]})
    assert list(course.prerequisites.all()) == [first]


def test_the_names_in_other_languages_are_stored_and_none_is_invented(trainer_client, course):
    data = {
        "title": "Bán hàng",
        "topic": "law",
        "summary": "Bán được.",
        "en_title": "Selling",
        "hmn_title": " ",
        "lock": lock_of(course),
    }
    assert trainer_client.post(at("edit_settings", course.slug), data).status_code == 302
    course.refresh_from_db()
    assert (course.translations, course.topic) == ({"en": {"title": "Selling"}}, "law")


def test_author_is_added_by_card_number_and_the_last_author_cannot_be_removed(
    trainer_client, course, trainer, client
):
    mai = make_trainer()
    lan = LanFactory()
    trainer_client.post(at("edit_authors", course.slug), {"login": lan.card_number})
    assert list(course.authors.all()) == [trainer]
    trainer_client.post(at("edit_authors", course.slug), {"login": mai.card_number})
    assert set(course.authors.all()) == {trainer, mai}
    trainer_client.post(at("edit_authors", course.slug), {"remove": mai.pk})
    trainer_client.post(at("edit_authors", course.slug), {"remove": trainer.pk})
    assert list(course.authors.all()) == [trainer]


def test_a_draft_is_previewed_in_the_members_templates_and_nothing_is_stored(trainer_client, course):
    page = trainer_client.get(at("preview_lesson", course.slug, "mot"))
    assert "Lời của bước <strong>a</strong>." in page.text and "Bản xem trước" in page.text
    assert "data-keeps" not in page.text
    assert at("preview_lesson", course.slug, "hai") in page.text
    outline = trainer_client.get(at("preview", course.slug)).text
    assert (
        at("preview_lesson", course.slug, "mot") in outline
        and at("lesson", course.slug, "mot") not in outline
    )
    step = Step.objects.filter(lesson__key="mot").first()
    Step.objects.filter(pk=step.pk).update(kind=StepKind.QUIZ)
    assert trainer_client.get(at("preview_lesson", course.slug, "mot")).status_code == 200
    Step.objects.filter(pk=step.pk).update(
        kind=StepKind.TASK, settings={"kind": "labels_printed", "count": 1}
    )
    assert trainer_client.get(at("preview_lesson", course.slug, "mot")).status_code == 200


def test_versions_page_lists_the_changes_of_each_version(trainer_client, course):
    freeze_course(course=course)
    step = Step.objects.filter(lesson__key="hai").first()
    step.texts.update(text="Lời mới.")
    Lesson.objects.create(module=course.modules.get(), key="ba", title="Bài ba", position=5)
    Step.objects.create(lesson=Lesson.objects.get(key="ba"), kind=StepKind.TEXT).texts.create(text="Ba")
    trainer_client.post(at("publish", course.slug), {"note": "Thêm bài ba"})
    page = trainer_client.get(at("versions", course.slug)).text
    for words_ in ("Thêm bài “Bài ba”.", "Bài “Bài hai”: sửa 1 bước.", "Bản đầu: 2 bài.", "Thêm bài ba"):
        assert words_ in page


def test_a_retired_course_is_offered_no_more_and_comes_back(client, trainer):
    course = published_course(author=trainer).course
    client.force_login(trainer)
    client.post(at("retire", course.slug))
    assert "Bán hàng" not in client.get(at("list")).text.partition("<main")[2].split("course-grid")[-1]
    client.post(at("retire", course.slug), {"reopen": "1"})
    course.refresh_from_db()
    assert course.retired_at is None


def test_a_built_in_course_is_its_trainers_from_the_first_change_on(trainer_client, trainer, tmp_path):
    folder = tmp_path / "khoa"
    (folder / "lessons").mkdir(parents=True)
    (folder / "course.yaml").write_text(
        "slug: khoa\ntitle: Khoá có sẵn\nmodules: [{key: p, title: Phần, lessons: [mot]}]\n"
    )
    (folder / "lessons" / "mot.yaml").write_text(
        "key: mot\ntitle: Bài\nminutes: 3\nsteps: [{key: a, kind: text, title: Đầu, text: Lời gốc}]\n"
    )
    course = load_course(folder).course
    trainer_client.post(at("adopt", "khoa"))
    course.refresh_from_db()
    assert (course.is_builtin, list(course.authors.all())) == (True, [trainer])
    step = Step.objects.get()
    trainer_client.post(
        at("edit_step", "khoa", step.pk), words(lock=lock_of(step), vi_title="Đầu", vi_text="Lời của chị")
    )
    load_course(folder)
    course.refresh_from_db()
    assert (course.is_builtin, step.texts.get().text) == (False, "Lời của chị")


def test_a_built_in_course_that_somebody_writes_is_not_taken(client, course, trainer):
    Course.objects.update(is_builtin=True)
    client.force_login(make_trainer())
    client.post(at("adopt", course.slug))
    assert list(course.authors.all()) == [trainer]


def test_list_of_own_courses_takes_a_fixed_number_of_queries(
    trainer_client, trainer, django_assert_num_queries
):
    make_course(author=trainer)
    trainer_client.get(at("author_home"))
    with django_assert_num_queries(12):
        trainer_client.get(at("author_home"))
    for number in range(2):
        make_course(slug=f"khoa-{number}", author=trainer)
    with django_assert_num_queries(12):
        trainer_client.get(at("author_home"))


def test_staff_write_everywhere_and_a_member_has_no_such_page(client, course):
    client.force_login(StaffFactory())
    assert client.get(at("edit", course.slug)).status_code == 200
    client.force_login(LanFactory())
    for name in ("author_home", "author_new"):
        assert client.get(at(name)).status_code == 404
    assert "Soạn khoá học" not in client.get(at("list")).text


def test_a_trainer_finds_a_provision_for_a_step_without_javascript(trainer_client, course):
    a_provision("3", document=a_document(**READ), title="Hái mận")
    a_provision("5", document=a_document("902/2019/QH99"))
    step = Step.objects.first()
    page = at("edit_step", course.slug, step.pk)
    typed = words(lock=lock_of(step), vi_text="Lời chưa lưu.")
    found = trainer_client.post(page, {**typed, "citations-find": "1", "citations-words": "3 901/2019"})
    assert found.status_code == 200
    shown = " ".join(found.text.split())
    assert "Lời chưa lưu." in shown and 'name="citations-add" value="901/2019/QH99 3"' in shown
    assert "đã đọc" in found.text and "Hái mận" in found.text
    step.refresh_from_db()
    assert step.citations == []
    refused = trainer_client.post(page, {**typed, "citations-words": "901/2019/QH99 99"})
    assert refused.status_code == 400
    assert "Thư viện luật chưa có Điều 99 Luật Trồng mận" in refused.text
    refused = trainer_client.post(page, {**typed, "citations-add": "902/2019/QH99 5"})
    assert refused.status_code == 400
    assert "Piêu chưa thấy văn bản này, nên chưa dẫn được." in refused.text
    step.refresh_from_db()
    assert step.citations == []
    assert trainer_client.post(page, {**typed, "citations-add": "901/2019/QH99 3"}).status_code == 302
    step.refresh_from_db()
    today = timezone.localdate().isoformat()
    assert step.citations == [{"document": "901/2019/QH99", "article": "3", "date": today}]
    shown = trainer_client.get(at("preview_lesson", course.slug, step.lesson.key)).text
    assert f'href="{reverse("law:article", args=["901-2019-qh99", "3"])}"' in shown
