from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind
from courses.models import Question, QuestionBank, Quiz
from courses.question_banks.actions import BankError, create_bank, import_questions, save_question
from courses.question_banks.excel import read_excel
from courses.question_banks.files import read_questions, unpack
from courses.question_banks.gift import read_gift
from courses.question_banks.gift_writing import write_gift
from courses.quizzes.actions.quizzes import QuizInvalid, put_quiz, set_quiz
from courses.quizzes.importing import ImportRefused
from courses.quizzes.pictures import media_in
from courses.quizzes.published_quizzes import AskedQuiz
from courses.quizzes.questions import QuestionInvalid, complete
from courses.quizzes.showing import question_result
from members.acting import Actor
from members.rules import NotAllowed
from tests.factories.courses import make_asset, make_course, make_trainer
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import HoaFactory, LanFactory, StaffFactory
from tests.factories.quizzes import QUESTIONS, make_quiz, quiz_version

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def hanh(client):
    user = make_trainer()
    client.force_login(user)
    return user


@pytest.fixture
def bank(hanh):
    return create_bank(actor=Actor.of(hanh), title="Chụp ảnh", course=make_course(author=hanh))


def picture():
    return make_asset(
        b"RIFF picture", content_type="image/webp", kind=AssetKind.PICTURE, original_name="man.webp"
    )


SENT = {
    "one_choice": {"choices.0.text": "Sáng", "choices.1.text": "Tối", "choices.1.fraction": "25", "right": "0"},
    "several_choice": {
        "choices.0.text": "Sáng", "choices.0.fraction": "50", "choices.2.text": "Gần", "choices.2.fraction": "50",
        "choices.3.text": "Mờ", "choices.3.fraction": "-12,5",
    },
    "true_false": {"correct": "false", "feedback_true": "Không phải.", "feedback_false": ""},
    "short_answer": {"answers.0.text": "sáng", "answers.0.fraction": "100", "forgive_accents": "on"},
    "numerical": {"answers.0.value": "2..4", "answers.0.fraction": "100", "answers.1.value": "5", "answers.1.fraction": "50"},
    "matching": {"pairs.0.left": "a", "pairs.0.right": "1", "pairs.1.left": "b", "pairs.1.right": "2", "extra_rights": "3\n4"},
    "ordering": {"items.0.text": "Hái", "items.1.text": "Sao"},
    "essay": {},
    "description": {},
}  # fmt: skip


@pytest.fixture(autouse=True)
def law():
    a_provision("23(7)", document=a_document("37/2026/NĐ-CP", kind="decree", **READ))


@pytest.mark.parametrize("kind", sorted(SENT))
def test_a_trainer_writes_every_kind_and_finds_it_again_in_its_page(client, bank, kind):
    fields = {
        "text": "Ảnh nào đẹp?", "format": "markdown", "points": "2", **SENT[kind],
    }  # fmt: skip
    assert client.get(reverse("courses:question_new", args=[bank.pk, kind])).status_code == 200
    chosen = {"citations-add": "37/2026/NĐ-CP 23(7)"}
    answer = client.post(reverse("courses:question_new", args=[bank.pk, kind]), fields | chosen)
    assert answer["Location"] == reverse("courses:bank", args=[bank.pk])
    row = Question.objects.get()
    assert (row.kind, row.body["points"], row.citations) == (
        kind, 2, [{"document": "37/2026/NĐ-CP", "article": "23(7)", "date": timezone.localdate().isoformat()}],
    )  # fmt: skip
    before = row.body
    url = reverse("courses:question_edit", args=[bank.pk, row.pk])
    page = client.get(url).text
    assert "Ảnh nào đẹp?" in page and "37/2026/NĐ-CP" in page
    keys = {
        f"{name}.{n}.key": each["key"]
        for name in ("choices", "pairs", "items")
        for n, each in enumerate(row.body.get(name, []))
    }
    if kind == "several_choice":
        fields = {name.replace(".2.", ".1.").replace(".3.", ".2."): value for name, value in fields.items()}
    client.post(url, {**fields, **keys, "citations": "37/2026/NĐ-CP 23(7)"})
    row.refresh_from_db()
    assert row.body == before


def test_pictures_are_chosen_for_the_question_and_its_choices(client, bank, hanh):
    own = picture()
    own.uploaded_by = hanh
    own.save()
    url = reverse("courses:question_new", args=[bank.pk, "picture_choice"])
    assert "man.webp" in client.get(url).text
    fields = {
        "text": "Hình?",
        "picture": str(own.pk),
        "choices.0.picture": str(own.pk),
        "choices.1.picture": str(own.pk),
        "right": "1",
    }
    client.post(url, fields)
    body = Question.objects.get().body
    assert media_in(body) == {str(own.pk)}
    assert [row["fraction"] for row in body["choices"]] == [0, 100]
    assert body["picture"]["files"][0]["sha256"] == own.variants[0]["sha256"]


def test_rows_come_and_go_by_buttons_and_nothing_is_stored_yet(client, bank):
    url = reverse("courses:question_new", args=[bank.pk, "one_choice"])
    fields = {"text": "Ảnh nào?", "choices.0.text": "Sáng", "choices.1.text": "Tối", "right": "0"}
    page = client.post(url, {**fields, "add": "choices"}).text
    assert 'name="choices.2.text"' in page and 'value="Sáng"' in page and 'value="Tối"' in page
    page = client.post(url, {**fields, "remove": "choices.0"}).text
    assert 'value="Sáng"' not in page and 'value="Tối"' in page
    page = client.post(url, {**fields, "citations-find": "1", "citations-words": "23(7) 37/2026"}).text
    assert (
        'name="citations-add" value="37/2026/NĐ-CP 23(7)"' in " ".join(page.split())
        and 'value="Sáng"' in page
    )
    assert not Question.objects.exists()


def test_a_provision_that_is_unknown_is_refused_beside_its_field(client, bank):
    url = reverse("courses:question_new", args=[bank.pk, "essay"])
    for sent, error in (
        ({"citations-add": "37/2026/NĐ-CP 99"}, "Thư viện luật chưa có Điều 99 Nghị định 37/2026/NĐ-CP."),
        ({"citations-words": "nhãn"}, "Chị bấm Tìm rồi chọn trong danh sách, hoặc xoá chữ ở ô tìm."),
    ):
        answer = client.post(url, {"text": "Vì sao?", **sent})
        assert answer.status_code == 400 and error in answer.text
    assert not Question.objects.exists()


def test_invalid_question_shows_errors_and_the_input(client, bank):
    url = reverse("courses:question_new", args=[bank.pk, "one_choice"])
    answer = client.post(
        url, {"text": "", "choices.0.text": "Sáng", "choices.2.text": "Tối", "points": "nhiều"}
    )
    assert answer.status_code == 400
    for words in ("Chị viết câu hỏi.", "Điểm là số từ 0 đến 100.", 'value="Sáng"', 'value="nhiều"'):
        assert words in answer.text
    assert "dict_items" not in answer.text
    assert not Question.objects.exists()


def test_archived_question_is_not_asked_until_it_is_restored(client, bank, hanh):
    row = save_question(actor=Actor.of(hanh), bank=bank, question=QUESTIONS[0])
    url = reverse("courses:question_put_away", args=[bank.pk, row.pk])
    client.post(url)
    assert not Question.objects.asked().exists()
    assert "1 câu đã cất" in client.get(reverse("courses:bank", args=[bank.pk])).text
    client.post(url, {"restore": "1"})
    assert Question.objects.asked().exists()


def test_questions_are_put_in_order_by_buttons_and_by_dragging(client, bank, hanh):
    rows = [save_question(actor=Actor.of(hanh), bank=bank, question=one).pk for one in QUESTIONS]
    url = reverse("courses:questions_arrange", args=[bank.pk])

    def order() -> list[int]:
        return [rows.index(pk) for pk in bank.questions.values_list("pk", flat=True)]

    answer = client.post(url, {"id": rows[2], "do": "up"})
    assert answer["Location"] == reverse("courses:bank", args=[bank.pk]) + f"#question-{rows[2]}"
    assert order() == [0, 2, 1, 3]
    client.post(url, {"id": rows[0], "do": "down"})
    assert order() == [2, 0, 1, 3]
    client.post(url, {"id": rows[2], "do": "up"})  # the first stays the first
    assert order() == [2, 0, 1, 3]
    client.post(url, {"id": rows[3], "order": f"{rows[3]},{rows[0]},x,999999"})
    assert order() == [3, 0, 2, 1]
    client.force_login(make_trainer())
    assert client.post(url, {"id": rows[0], "do": "down"}).status_code == 404
    assert order() == [3, 0, 2, 1]


GIFT = b"::Mua::M\xe1\xba\xadn? {=th\xc3\xa1ng 5 ~th\xc3\xa1ng 11}\n\nTem l\xc3\xa0 QR {T}\n"


def upload(client, bank, data: bytes, name: str = "a.txt"):
    return client.post(
        reverse("courses:questions_import", args=[bank.pk]), {"file": SimpleUploadedFile(name, data)}
    )


def packed_of(page: str) -> str:
    return page.split('name="packed" value="')[1].split('"')[0]


def test_file_of_questions_is_previewed_and_then_imported_once(client, bank):
    page = upload(client, bank, GIFT).text
    assert "Tệp có 2 câu." in page and "dòng 3" in page
    assert not Question.objects.exists()
    fields = {"packed": packed_of(page), "idempotency_key": "c" * 32}
    url = reverse("courses:questions_import", args=[bank.pk])
    for _turn in range(2):
        assert client.post(url, fields)["Location"] == reverse("courses:bank", args=[bank.pk])
    assert [row.body["title"] for row in Question.objects.all()] == ["Mua", ""]
    page = upload(client, bank, GIFT).text
    assert page.count("Sửa câu đã có") == 2


def test_a_broken_line_is_named_and_nothing_is_stored(client, bank):
    answer = upload(client, bank, b"A {T}\n\nB {=x\n\nC {T}")
    assert answer.status_code == 400
    assert "Dòng 3: Thiếu dấu } để đóng phần trả lời." in answer.text
    assert 'name="packed"' not in answer.text
    assert not Question.objects.exists()


@pytest.mark.parametrize("packed", ["x", "eJw=", "aGVsbG8=", "eJyLjgUAARUAuQ=="])
def test_a_preview_that_was_changed_on_its_way_is_refused(client, bank, packed):
    answer = client.post(reverse("courses:questions_import", args=[bank.pk]), {"packed": packed})
    assert answer.status_code == 400 and "Bản xem trước đã hỏng" in answer.text
    with pytest.raises(ImportRefused):
        unpack(packed)


def test_bank_exported_as_gift_or_excel_is_imported_unchanged(client, bank, hanh):
    for question in QUESTIONS:
        save_question(actor=Actor.of(hanh), bank=bank, question=question)
    wanted = [row.body for row in Question.objects.all()]
    gift = client.get(reverse("courses:questions_export", args=[bank.pk, "gift"]))
    assert gift["Content-Disposition"] == 'attachment; filename="chup-anh.gift"'
    assert [row.question for row in read_gift(gift.text)] == wanted
    excel = client.get(reverse("courses:questions_export", args=[bank.pk, "xlsx"]))
    assert [row.question for row in read_excel(excel.content)] == wanted
    assert import_questions(actor=Actor.of(hanh), bank=bank, found=read_gift(gift.text)) == (0, 0)
    assert len(read_excel(client.get(reverse("courses:excel_form")).content)) == 3


def test_aiken_is_recognised_by_its_answers():
    [row] = read_questions("Mận?\nA. Tháng 5\nB. Tháng 11\nANSWER: A".encode())
    assert row.question["kind"] == "one_choice"


def test_a_file_cannot_show_or_publish_foreign_pictures(bank, hanh):
    """A comment may name any picture: one of another server, or one in another author's draft."""
    foreign = picture()
    for media in (
        {"id": str(foreign.pk), "kind": "picture", "files": [{"url": "https://x.example/a.png"}]},
        {"id": "https://x.example", "kind": "picture", "files": []},
    ):
        text = write_gift([complete({**QUESTIONS[1], "picture": media})])
        with pytest.raises(ImportRefused, match="Tệp này không có trên máy chủ"):
            import_questions(actor=Actor.of(hanh), bank=bank, found=read_gift(text))
        with pytest.raises(QuestionInvalid):
            save_question(actor=Actor.of(hanh), bank=bank, question={**QUESTIONS[1], "picture": media})
    assert not Question.objects.exists()


def test_only_the_courses_author_writes_its_questions(client, bank):
    actor = Actor.of(make_trainer())
    for call in (
        lambda: create_bank(actor=actor, title="Khác", course=bank.course),
        lambda: create_bank(actor=actor, title="Chung"),
        lambda: save_question(actor=actor, bank=bank, question=QUESTIONS[0]),
        lambda: import_questions(actor=actor, bank=bank, found=read_gift("A {T}")),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert (QuestionBank.objects.count(), Question.objects.count()) == (1, 0)


def test_members_and_strangers_see_no_banks(client, bank):
    for user in (LanFactory(), HoaFactory()):
        client.force_login(user)
        assert client.get(reverse("courses:banks")).status_code == 403
        assert client.get(reverse("courses:bank", args=[bank.pk])).status_code == 403
    client.force_login(make_trainer())
    assert client.get(reverse("courses:bank", args=[bank.pk])).status_code == 404
    assert "Chưa có ngân hàng nào" in client.get(reverse("courses:banks")).text


def test_a_shared_bank_is_read_by_trainers_and_written_by_staff(client, hanh):
    staff = Actor.of(StaffFactory())
    shared = create_bank(actor=staff, title="Luật chung")
    row = save_question(actor=staff, bank=shared, question=QUESTIONS[0])
    page = client.get(reverse("courses:bank", args=[shared.pk])).text
    assert "Mận chín" in page and "Nhập từ tệp" not in page
    assert client.get(reverse("courses:question_edit", args=[shared.pk, row.pk])).status_code == 403


@pytest.mark.slow
def test_trainer_changes_quiz_settings(client, hanh):
    quiz = make_quiz(make_course(author=hanh))
    shared = create_bank(actor=Actor.of(StaffFactory()), title="Luật chung")
    url = reverse("courses:quiz_settings", args=[quiz.step_id])
    assert "Luật chung" in client.get(url).text
    fields = {
        "title": "Thử", "pass_percent": "80", "attempts_allowed": "3", "minutes": "7.5", "offline_grace_hours": "24",
        "feedback": "none", "shuffle": "on", f"draw_{shared.pk}": "2",
    }  # fmt: skip
    assert client.post(url, fields)["Location"] == reverse("courses:bank", args=[quiz.bank_id])
    quiz = Quiz.objects.get()
    assert (quiz.time_limit_seconds, quiz.draws, quiz.pass_percent, quiz.shuffle) == (
        450, [{"bank": shared.key, "count": 2}], 80, True,
    )  # fmt: skip
    assert client.post(url, {**fields, "pass_percent": "101"}).status_code == 400
    quiz.refresh_from_db()
    assert quiz.pass_percent == 80


def test_only_the_author_changes_quiz_settings(client, hanh):
    quiz = make_quiz(make_course(author=hanh))
    other = make_trainer()
    client.force_login(other)
    assert client.get(reverse("courses:quiz_settings", args=[quiz.step_id])).status_code == 404
    with pytest.raises(NotAllowed):
        set_quiz(actor=Actor.of(other), step=quiz.step, settings={"pass_percent": 1})
    with pytest.raises(QuizInvalid):
        set_quiz(actor=Actor.of(hanh), step=quiz.step, settings={"pass_percent": 1000})
    quiz.refresh_from_db()
    assert quiz.pass_percent == 60


def test_a_key_taken_is_refused(bank, hanh):
    actor = Actor.of(hanh)
    save_question(actor=actor, bank=bank, question=QUESTIONS[0])
    with pytest.raises(BankError):
        save_question(actor=actor, bank=bank, question=QUESTIONS[0])
    assert Question.objects.count() == 1


def test_a_built_in_quiz_loaded_again_is_no_new_version():
    version = quiz_version()
    step = Quiz.objects.get().step
    put_quiz(step=step, settings={}, questions=QUESTIONS)
    assert freeze_course(course=version.course) == version
    put_quiz(step=step, settings={}, questions=QUESTIONS[:3])
    assert freeze_course(course=version.course).number == 2


@pytest.mark.parametrize("count", [1, 3])
def test_a_bank_asks_a_fixed_number_of_queries(client, bank, hanh, django_assert_num_queries, count):
    for question in QUESTIONS[:count]:
        save_question(actor=Actor.of(hanh), bank=bank, question=question)
    client.get(reverse("courses:bank", args=[bank.pk]))
    with django_assert_num_queries(11):
        client.get(reverse("courses:bank", args=[bank.pk]))


def test_profile_links_to_question_banks_for_trainers_only(client, hanh):
    url = reverse("courses:banks")
    assert url in client.get(reverse("members:profile")).text
    client.force_login(LanFactory())
    assert url not in client.get(reverse("members:profile")).text


@pytest.mark.parametrize("number", ["9" * 40, "9" * 5_000, "²", ""], ids=["far", "long", "sign", "none"])
def test_a_number_that_cannot_be_moves_no_question(client, bank, number):
    for question in QUESTIONS[:2]:
        save_question(actor=Actor.of(bank.course.authors.get()), bank=bank, question=question)
    before = list(bank.questions.values_list("pk", "position"))
    place = reverse("courses:questions_arrange", args=[bank.pk])
    for body in ({"order": number}, {"id": number, "do": "up"}):
        assert client.post(place, body).status_code == 302
    assert list(bank.questions.values_list("pk", "position")) == before


def test_a_picture_with_an_invalid_id_is_refused_at_its_field(client, bank):
    place = reverse("courses:question_new", args=[bank.pk, "picture_choice"])
    body = {"text": "Ảnh nào?", "choices.0.picture": "x" * 36, "choices.1.picture": "9" * 40, "right": "0"}
    answer = client.post(place, body)
    assert (answer.status_code, sorted(answer.context["editor"].errors)[0]) == (400, "choices.0.picture")
    assert not Question.objects.exists()


def test_imported_text_keeps_its_format_when_its_question_is_saved_again(client, bank):
    gift = (
        "// [id:Câu 1]\n[plain]Mận?{=Có#[html]<b>Đúng</b> ~Không#[markdown]**chưa**####[html]<i>Hết</i>}\n\n"
        "// [id:Câu 2]\n[plain]Ghép{=[html]<b>Mận</b> -> Mộc Châu =Chè -> Tà Xùa}\n\n"
        "// [id:Câu 3]\n[plain]Tem?{T#[html]<b>Sai</b>#[html]<i>Đúng</i>}"
    )
    import_questions(actor=Actor.of(bank.course.authors.get()), bank=bank, found=read_gift(gift))
    for row in bank.questions.all():
        place = reverse("courses:question_edit", args=[bank.pk, row.pk])
        sent = {
            name: unescape(value)
            for name, value in re.findall(
                r'<input\s+type="(?:hidden|text)"[^>]*\sname="([^"]+)"[^>]*\svalue="([^"]*)"',
                client.get(place).text,
            )
        }
        sent |= {"text": row.body["text"], "feedback": row.body["feedback"], "format": "plain", "right": "0"}
        sent |= {"correct": "true"} if row.kind == "true_false" else {}
        assert client.post(place, sent).status_code == 302
        assert bank.questions.get(pk=row.pk).body == row.body


def test_a_feedback_is_shown_in_the_format_it_was_written_in():
    question = read_gift("[plain]Mận?{=Có#[html]<b>Đúng</b> ~Không#[markdown]**chưa**####a < b}")[0].question
    asked = AskedQuiz(1, "mot", "hoi", {"feedback": "at_once"}, {"q": question}, {"q": question})  # type: ignore[typeddict-item]
    for row, expected in zip(
        question["choices"], ["<b>Đúng</b>", "<p><strong>chưa</strong></p>"], strict=True
    ):
        feedback = question_result(asked, "q", {"choice": row["key"]}, 0)["feedback"]
        assert [text.strip() for text in feedback] == [expected, "<p>a &lt; b</p>"]


def test_categories_of_a_file_are_exported_again_without_the_banks_own(client, bank):
    gift = "$CATEGORY: Mận/Tem\n\n[plain]A {T}\n\n[plain]B {F}\n\n$CATEGORY: Chụp ảnh\n\n[plain]C {T}\n"
    place = reverse("courses:questions_import", args=[bank.pk])
    sent = {"file": SimpleUploadedFile("de.gift", gift.encode())}
    packed = client.post(place, sent).context["packed"]
    assert client.post(place, {"packed": packed}).status_code == 302
    assert [row.body.get("category") for row in bank.questions.all()] == ["Mận/Tem", "Mận/Tem", None]
    file = client.get(reverse("courses:questions_export", args=[bank.pk, "gift"])).text
    assert re.findall(r"\$CATEGORY: (.*)|\](\w) ", file) == [
        ("Mận/Tem", ""), ("", "A"), ("", "B"), ("Chụp ảnh", ""), ("", "C")
    ]  # fmt: skip
    before = [row.body for row in bank.questions.all()]
    import_questions(
        actor=Actor.of(bank.course.authors.get()), bank=bank, found=read_questions(file.encode())
    )
    assert [row.body for row in bank.questions.all()] == before


def test_active_content_is_refused_at_its_field(client, bank):
    url = reverse("courses:question_new", args=[bank.pk, "true_false"])
    fields = {"format": "markdown", "points": "1", "correct": "true"}
    bad = client.post(url, fields | {"text": "Bấm <a href='javascript:x()'>đây</a>"})
    assert (bad.status_code, "Chỗ này có mã chạy được" in bad.text, bank.questions.count()) == (400, True, 0)
    # In plain letters nothing runs: a question about scripts may show one.
    client.post(url, fields | {"format": "plain", "text": "<script> là gì?"})
    assert bank.questions.get().body["text"] == "<script> là gì?"
