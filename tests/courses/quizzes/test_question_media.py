"""Pictures and voice of a question: sent from the editor, bound to the text, audited, published, packed."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from courses.authoring.actions.builtin import FOLDER, load_course
from courses.authoring.actions.publishing import freeze_course
from courses.media import processing
from courses.media.speech import question_hash, words_of_question
from courses.media.voices import Figures, figures_of, state_of_question
from courses.meetings.actions import begin_meeting
from courses.models import Asset, Course, Question
from courses.packs.writing import write_pack
from courses.question_banks.actions import create_bank, save_question
from courses.question_banks.excel import read_excel, write_excel
from courses.question_banks.gift import read_gift
from courses.question_banks.gift_writing import write_gift
from courses.quizzes.actions.attempts import start_attempt
from courses.quizzes.actions.quizzes import put_quiz
from members.acting import Actor
from tests.courses import samples
from tests.courses.media.test_uploads import begin, send
from tests.factories.courses import make_asset, make_course, make_trainer
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory, chapter
from tests.factories.quizzes import QUESTIONS, make_quiz
from tests.layout import without_layout
from tests.shared_rows import begins_with, made

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def hanh(client):
    user = make_trainer()
    client.force_login(user)
    return user


@pytest.fixture
def bank(hanh):
    return create_bank(actor=Actor.of(hanh), title="Chụp ảnh", course=make_course(author=hanh))


@pytest.fixture
def question(bank, hanh):
    return save_question(actor=Actor.of(hanh), bank=bank, question=QUESTIONS[0])


def photo(colour: str, name: str = "anh.jpg") -> SimpleUploadedFile:
    """A phone's photo: with the place where it was taken, and rotated by 90°."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue())


def new(kind: str, bank) -> str:
    return reverse("courses:question_new", args=[bank.pk, kind])


@pytest.mark.slow
def test_pictures_come_with_the_question_and_keep_nothing_of_the_place_they_were_taken_at(client, bank, hanh):
    fields = {
        "text": "Ảnh nào đẹp?", "points": "1", "right": "0", "photo": photo("red"),
        "choices.0.photo": photo("green"), "choices.1.photo": photo("blue"), "choices.0.text": "", "choices.1.text": "",
    }  # fmt: skip
    assert client.post(new("picture_choice", bank), fields).status_code == 302
    body = Question.objects.get().body
    pictures = [body["picture"], *(row["picture"] for row in body["choices"])]
    assert len({media["id"] for media in pictures}) == 3
    assert [row["fraction"] for row in body["choices"]] == [100, 0]
    for asset in Asset.objects.all():
        assert (asset.uploaded_by, asset.is_public) == (hanh, False)
        for variant in asset.variants:
            with default_storage.open(variant["name"]) as file, Image.open(file) as image:
                assert image.height > image.width  # upright
                assert not image.getexif()


@pytest.mark.slow
def test_a_picture_stays_chosen_while_something_else_is_put_right(client, bank):
    url = new("picture_choice", bank)
    rows = {"choices.0.text": "Sáng", "choices.1.text": "Tối", "choices.0.photo": photo("green")}
    page = client.post(url, {"text": "Ảnh nào?", **rows, "add": "choices"}).text
    asset = Asset.objects.get()
    assert f'<option value="{asset.pk}" selected>' in page and asset.variants[0]["sha256"][:16] in page
    rows["choices.0.photo"] = photo("green")
    answer = client.post(url, {"text": "Ảnh nào?", **rows, "points": "1", "right": "0"})
    assert answer.status_code == 400 and "Mỗi lựa chọn cần một hình." in answer.text
    # The same photo again is the same picture.
    assert Asset.objects.get() == asset and not Question.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"), [(samples.SVG, "SVG"), (samples.ZIP, "tệp nén"), (b"\xff\xd8\xff broken", "Chị")]
)
def test_a_file_that_is_no_photo_is_refused_at_its_field_and_nothing_is_stored(client, bank, data, words):
    fields = {
        "text": "Ảnh nào?", "points": "1", "right": "0", "choices.0.text": "Sáng", "choices.1.text": "Tối",
        "choices.1.photo": SimpleUploadedFile("anh.jpg", data),
    }  # fmt: skip
    answer = client.post(new("picture_choice", bank), fields)
    assert answer.status_code == 400
    assert words in answer.text.split('id="r1p_error"')[1].split("</p>")[0]
    assert 'value="Sáng"' in answer.text
    assert not Question.objects.exists() and not Asset.objects.exists()


def test_a_strangers_photo_is_not_even_looked_at(client, bank):
    client.force_login(make_trainer())
    assert client.post(new("one_choice", bank), {"text": "Nào?", "photo": photo("red")}).status_code == 404
    client.force_login(LanFactory())
    assert client.post(new("one_choice", bank), {"text": "Nào?", "photo": photo("red")}).status_code == 403
    assert not Asset.objects.exists()


def test_a_co_author_sees_a_drafts_picture_in_a_question_and_a_stranger_doesnt(client, bank, hanh):
    asset = make_asset(b"RIFF x", content_type="image/webp", kind="picture", uploaded_by=hanh)
    save_question(
        actor=Actor.of(hanh),
        bank=bank,
        question={**QUESTIONS[0], "picture": {"id": str(asset.pk), "files": []}},
    )
    url = Question.objects.get().body["picture"]["files"][0]["url"]
    other, stranger = make_trainer(), make_trainer()
    bank.course.authors.add(other)
    for user, status in ((other, 200), (stranger, 404), (LanFactory(), 404)):
        client.force_login(user)
        answer = client.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
        assert answer.status_code == status
    client.force_login(other)
    part = client.get(url, headers={"Range": "bytes=0-3"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"RIFF")


@pytest.mark.slow
def test_a_voice_comes_by_pieces_and_is_bound_to_the_words_it_reads(client, hanh, question):
    data = samples.recording(1)
    fields = {"kind": "audio", "place": "voice", "question": question.pk, "step": "", "course": ""}
    answer = begin(client, len(data), **fields, text_hash=question_hash(question.body))
    assert answer.status_code == 201
    send(client, answer["Location"], 0, data)
    asset = Asset.objects.get()
    assert processing.process(asset.pk)
    question.refresh_from_db()
    body = question.body
    assert (body["audio"]["id"], body["audio_source"]) == (str(asset.pk), "recorded")
    assert body["audio"]["files"][0]["content_type"] == "audio/ogg"
    assert state_of_question(body) == "recorded"
    assert figures_of([question.bank.course])[question.bank.course_id].recorded == 1
    # Another comma in a choice makes the recording outdated; the voice stays until it is recorded again.
    fields = {
        "text": body["text"], "points": "1", "right": "0", "choices.0.text": "Tháng năm", "choices.0.key": "a",
        "choices.1.text": "Tháng 11", "choices.1.key": "b",
    }  # fmt: skip
    url = reverse("courses:question_edit", args=[question.bank_id, question.pk])
    assert "Giọng người" in client.get(url).text
    client.post(url, fields)
    question.refresh_from_db()
    assert question.body["audio"]["id"] == str(asset.pk)
    assert state_of_question(question.body) == "outdated"
    for page in (url, reverse("courses:bank", args=[question.bank_id])):
        assert "Đang đọc lời cũ" in client.get(page).text
    client.post(reverse("courses:question_voice_off", args=[question.bank_id, question.pk]))
    question.refresh_from_db()
    assert not {"audio", "audio_source", "audio_text_hash"} & question.body.keys()


def test_a_voice_by_a_plain_form_and_an_invalid_one(client, hanh, question):
    url = reverse("courses:question_voice", args=[question.bank_id, question.pk])
    fields = {"kind": "audio", "place": "voice", "text_hash": question_hash(question.body)}
    answer = client.post(url, {**fields, "file": SimpleUploadedFile("a.webm", samples.SVG)}, follow=True)
    assert "SVG" in answer.text and not Asset.objects.exists()
    answer = client.post(url, {**fields, "file": SimpleUploadedFile("a.webm", samples.recording(1))})
    assert answer["Location"] == (
        reverse("courses:question_edit", args=[question.bank_id, question.pk]) + "#tieng"
    )
    assert Asset.objects.get().goes_to == {"question": question.pk, "text_hash": fields["text_hash"]}


def test_voice_of_a_question_needs_the_right_to_edit_the_bank(client, question):
    shared = create_bank(actor=Actor.of(StaffFactory()), title="Chung")
    row = shared.questions.create(kind="true_false", body=QUESTIONS[1])
    fields = {"kind": "audio", "place": "voice", "step": "", "course": "", "text_hash": "0" * 64}
    assert begin(client, 9, **fields, question=row.pk).status_code == 404  # a trainer may only read it
    assert (
        begin(
            client, 9, **{**fields, "place": "picture", "kind": "picture"}, question=question.pk
        ).status_code
        == 400
    )
    client.force_login(make_trainer())
    assert begin(client, 9, **fields, question=question.pk).status_code == 404
    assert (
        client.post(reverse("courses:question_voice", args=[question.bank_id, question.pk])).status_code
        == 404
    )
    off = reverse("courses:question_voice_off", args=[question.bank_id, question.pk])
    assert client.post(off).status_code == 404
    assert not Asset.objects.exists()


def test_the_audit_and_the_course_page_list_questions_without_a_voice(client, question, hanh, capsys):
    course = question.bank.course
    shared = create_bank(actor=Actor.of(StaffFactory()), title="Chung")
    shared.questions.create(kind="true_false", body=QUESTIONS[1])
    call_command("audio_audit")
    output = capsys.readouterr().out
    assert "ban-hang: missing 7, outdated 0" in output
    assert "  missing: Chụp ảnh › Mận chín tháng mấy? [vi]" in output
    assert output.endswith("*\n  missing: Chung › Tem có mã QR. [vi]\n")
    voice = make_asset(uploaded_by=hanh)
    read = {**question.body, "audio": {"id": str(voice.pk), "files": []}, "audio_text_hash": "0" * 64}
    save_question(actor=Actor.of(hanh), bank=question.bank, question=read, row=question)
    assert figures_of([course])[course.pk] == Figures(missing=6, outdated=1)
    with pytest.raises(SystemExit):
        call_command("audio_audit")
    assert "  outdated: Chụp ảnh › Mận chín tháng mấy? [vi]" in capsys.readouterr().out
    page = client.get(reverse("courses:edit", args=[course.slug])).text
    assert "7 chỗ cần thu giọng" in page
    assert reverse("courses:question_edit", args=[question.bank_id, question.pk]) + "#tieng" in page


def test_a_voice_named_by_a_program_is_bound_to_the_words_of_that_moment(hanh, bank):
    voice = make_asset(uploaded_by=hanh)
    given = {**QUESTIONS[0], "audio": {"id": str(voice.pk), "files": []}}
    row = save_question(actor=Actor.of(hanh), bank=bank, question=given)
    assert (row.body["audio_source"], state_of_question(row.body)) == ("recorded", "recorded")


def test_a_voice_is_published_packed_and_survives_a_file(client, hanh):
    quiz = make_quiz(make_course(author=hanh), feedback="after")
    row = quiz.bank.questions.get(key="q1")
    voice = make_asset(uploaded_by=hanh)
    row = save_question(
        actor=Actor.of(hanh),
        bank=quiz.bank,
        question={**row.body, "audio": {"id": str(voice.pk), "files": []}},
        row=row,
    )
    version = freeze_course(course=quiz.bank.course)
    asked = version.content["modules"][0]["lessons"][0]["steps"][-1]["quiz"]["questions"][0]
    assert (asked["audio"]["id"], asked["audio_source"]) == (str(voice.pk), "recorded")
    voice.refresh_from_db()
    assert voice.is_public
    pack = io.BytesIO()
    write_pack(version, pack)
    assert [name for name in zipfile.ZipFile(pack).namelist() if voice.variants[0]["sha256"] in name]
    for again in (
        read_excel(write_excel([row.body]))[0].question,
        read_gift(write_gift([row.body], category="x"))[0].question,
    ):
        assert again == row.body


@pytest.mark.slow
@pytest.mark.parametrize("source", ["machine", "recorded"])
def test_question_voice_plays_in_quiz_preview_and_meeting(client, hanh, source):
    quiz = make_quiz(make_course(author=hanh), feedback="at_once")
    voice = make_asset()
    media = {"id": str(voice.pk), "files": []}
    read = {**QUESTIONS[0], "audio": media, "audio_source": source, "audio_text_hash": "1" * 64}
    with_known = save_question(
        actor=Actor.of(StaffFactory()),
        bank=quiz.bank,
        question=read,
        row=quiz.bank.questions.get(key="q1"),
    )
    version = freeze_course(course=quiz.bank.course)
    address = with_known.body["audio"]["files"][0]["url"]
    officer = OfficerFactory()
    meeting = begin_meeting(actor=Actor.of(officer), branch=chapter(), version=version, lesson_key="mot")
    lan = LanFactory()
    attempt = start_attempt(actor=Actor.of(lan), version=version, lesson_key="mot", step_key="hoi")
    pages = {
        lan: reverse("courses:quiz_question", args=[attempt.pk, 1]),
        hanh: reverse("courses:try_question", args=["ban-hang", "mot", "hoi", 1]),
        officer: reverse("courses:meeting", args=[meeting.pk]),
    }
    image = reverse("courses:pack_quiz", args=["ban-hang", 1, "mot", "hoi"])
    for user, page in [*pages.items(), (hanh, image)]:
        client.force_login(user)
        answer = client.get(page)
        assert answer.status_code == 200
        assert f'src="{address}" aria-label="Nghe câu hỏi"' in without_layout(answer.text)
        assert ("Giọng máy đọc" in answer.text) is (source == "machine")


def make_built_in() -> None:
    load_course(FOLDER / "fanpage-dau-tien")


@begins_with(make_built_in)
@pytest.fixture
def built_in(db) -> None:
    made(make_built_in)


@pytest.mark.slow
def test_a_persons_voice_in_a_built_in_question_is_never_replaced_by_the_machines(built_in, hanh):
    course = Course.objects.get()
    row = Question.objects.asked().filter(body__audio_source="machine").first()
    assert state_of_question(row.body) == "machine" and words_of_question(row.body)
    voice = make_asset(b"OggS hers")
    voice.goes_to = {"question": row.pk, "text_hash": question_hash(row.body)}
    assert processing.place(voice)
    load_course(FOLDER / "fanpage-dau-tien")
    row.refresh_from_db()
    course.refresh_from_db()
    assert (course.is_builtin, state_of_question(row.body)) == (True, "recorded")
    # Later changes by the author remain, too: from then on the course belongs to its trainers.
    course.authors.add(hanh)
    body = {**row.body, "text": "Lời của chị?"}
    save_question(actor=Actor.of(hanh), bank=row.bank, question=body, row=row)
    load_course(FOLDER / "fanpage-dau-tien")
    row.refresh_from_db()
    assert row.body["text"] == "Lời của chị?"


@pytest.mark.slow
def test_every_question_that_comes_with_pieu_is_read_by_the_machine(built_in):
    states = {state_of_question(row.body) for row in Question.objects.asked()}
    assert states == {"machine"}


def test_right_halves_are_read_by_the_alphabet():
    pairs = [{"left": "Mận", "right": "kg"}, {"left": "Khăn", "right": "cái"}]
    words = words_of_question({"kind": "matching", "text": "Ghép.", "pairs": pairs, "extra_rights": ["hũ"]})
    assert words == "Ghép.\nMận\nKhăn\ncái\nhũ\nkg"


def test_put_quiz_again_with_a_machine_voice_updates_it(hanh):
    quiz = make_quiz(make_course(author=hanh))
    voice = make_asset()
    media = {"id": str(voice.pk), "kind": "audio", "files": []}
    read = {**QUESTIONS[0], "audio": media, "audio_source": "machine", "audio_text_hash": "1" * 64}
    put_quiz(step=quiz.step, settings={}, questions=[read])
    put_quiz(step=quiz.step, settings={}, questions=[{**read, "audio_text_hash": "2" * 64}])
    assert quiz.bank.questions.get(key="q1").body["audio_text_hash"] == "2" * 64
