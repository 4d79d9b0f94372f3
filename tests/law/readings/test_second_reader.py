from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from backend.law.catalogue import load_catalogue
from backend.law.library.actions.documents import LawRefused
from backend.law.library.actions.texts import put_text
from backend.law.models import PlainWords, Provision
from backend.law.readings.actions.words import mark_words_read, write_words
from members.acting import Actor
from members.models import Consent
from members.rules import NotAllowed
from tests.factories.law import BEGIN, READ, a_document, a_provision
from tests.factories.members import LanFactory, LawyerFactory, OfficerFactory, province

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def article() -> Provision:
    return a_provision("7", document=a_document(), text="Ai trồng mận thì ghi sổ.")


@pytest.fixture
def huong():
    return OfficerFactory(branch=province(), full_name="Cầm Thị Hương")


def page(client, article: Provision) -> str:
    return client.get(reverse("law:article", args=[article.document.slug, article.ref])).text


def test_officers_of_the_province_write_and_others_do_not(article, huong):
    for person in (OfficerFactory(), LanFactory(), LawyerFactory()):
        with pytest.raises(NotAllowed):
            write_words(actor=Actor.of(person), provision=article, text="Chị ghi sổ.")
    assert not PlainWords.objects.exists()
    row = write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.", audience="chị trồng mận")
    assert (row.written_by, row.audience) == (huong, "chị trồng mận")


def test_another_officer_reads_them_and_the_writer_does_not(client, article, huong):
    words = write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.")
    assert "Chưa có người thứ hai đọc lại." in page(client, article)
    for person in (huong, LanFactory(), LawyerFactory()):
        with pytest.raises(NotAllowed):
            mark_words_read(actor=Actor.of(person), words=words)
    words.refresh_from_db()
    assert words.read_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        PlainWords.objects.update(read_by=huong)
    thu = OfficerFactory()
    first = mark_words_read(actor=Actor.of(thu), words=words)
    assert mark_words_read(actor=Actor.of(OfficerFactory()), words=words).read_by == first.read_by == thu
    text = page(client, article)
    assert "Người thứ hai đọc lại: cán bộ Hội" in text and thu.full_name not in text
    Consent.objects.create(user=thu, purpose="public_name", wording="Đồng ý", recorded_by=thu)
    assert f"Người thứ hai đọc lại: {thu.full_name}" in page(client, article)


@pytest.mark.parametrize("what", ["text", "words"])
def test_words_that_changed_since_are_not_marked_as_read(article, huong, what):
    words = write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.")
    if what == "text":
        put_text(actor=None, provision=article, text="Ai trồng mận thì nộp sổ.", from_date=BEGIN)
    else:
        write_words(actor=Actor.of(huong), provision=article, text="Chị nộp sổ.")
    with pytest.raises(LawRefused):
        mark_words_read(actor=Actor.of(OfficerFactory()), words=words)
    assert not PlainWords.objects.exclude(read_at=None).exists()


def test_new_words_wait_for_a_second_person_again(article, huong):
    words = write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.")
    thu = OfficerFactory()
    mark_words_read(actor=Actor.of(thu), words=words)
    assert not PlainWords.objects.waiting_for(thu).exists()
    newer = write_words(actor=Actor.of(huong), provision=article, text="Chị nộp sổ.")
    assert list(PlainWords.objects.waiting_for(thu)) == [newer]
    assert not PlainWords.objects.waiting_for(huong).exists()


def test_the_desk_counts_what_waits_for_this_officer(client, article, huong):
    write_words(actor=Actor.of(huong), provision=article, text="Chị ghi sổ.")
    for person, count in ((huong, 0), (OfficerFactory(), 1)):
        client.force_login(person)
        assert f"Lời dễ hiểu chờ người thứ hai đọc ({count})" in client.get(reverse("members:desk")).text
    client.force_login(LanFactory())
    assert client.get(reverse("law:words")).status_code == 403


def test_an_officer_opens_writes_and_another_reads_on_the_pages(client, article, huong):
    client.force_login(huong)
    assert client.get(reverse("law:words"), {"dieu": "không phải"}).status_code == 400
    assert "chưa có điều này" in client.get(reverse("law:words"), {"dieu": "901/2019/QH99 8"}).text
    address = reverse("law:provision_words", args=[article.pk])
    assert client.get(reverse("law:words"), {"dieu": "901/2019/QH99 7"})["Location"] == address
    assert client.post(address, {"text": ""}).status_code == 400
    assert client.post(address, {"text": "Chị ghi sổ."}).status_code == 302
    words = PlainWords.objects.get()
    read = reverse("law:words_read", args=[words.pk])
    assert read not in client.get(address).text
    client.force_login(OfficerFactory())
    assert read in client.get(address).text and 'name="text"' not in client.get(address).text
    assert client.post(read)["Location"] == reverse("law:words")
    words.refresh_from_db()
    assert words.read_at is not None


def test_an_officer_writes_on_an_absent_text_only_if_the_document_was_read(client, huong):
    client.force_login(huong)
    unseen = a_provision("1", document=a_document("902/2019/QH99"))
    address = reverse("law:provision_words", args=[unseen.pk])
    shown = client.get(address).text
    assert "không có lời văn" in shown and "902/2019/QH99" in shown and "https://vbpl.vn" in shown
    assert 'name="text"' not in shown
    answer = client.post(address, {"text": "Chị ghi sổ."})
    assert (answer.status_code, PlainWords.objects.exists()) == (400, False)
    assert "chưa viết lời dễ hiểu được" in answer.text
    read = a_provision("1", document=a_document("903/2019/QH99", **READ))
    address = reverse("law:provision_words", args=[read.pk])
    assert 'name="text"' in client.get(address).text
    assert client.post(address, {"text": "Chị ghi sổ."}).status_code == 302


def test_a_lawyer_is_led_to_the_official_text_that_is_not_here(client):
    row = a_provision("1", document=a_document("902/2019/QH99"))
    client.force_login(LawyerFactory())
    shown = client.get(reverse("law:lawyer_provision", args=[row.pk])).text
    assert "gõ số 902/2019/QH99" in shown and "https://vbpl.vn" in shown


@pytest.mark.parametrize(
    "typed", ["điều 7 luật 901/2019", "7 901/2019", "dieu 7 901/2019/QH99", "901/2019/QH99 7"]
)
def test_a_place_opens_however_it_is_typed(client, article, huong, typed):
    a_provision("7(1)", document=article.document)
    a_provision("70", document=article.document)
    client.force_login(huong)
    address = reverse("law:provision_words", args=[article.pk])
    assert client.get(reverse("law:words"), {"dieu": typed})["Location"] == address


def test_a_place_in_several_documents_is_not_guessed(client, article, huong):
    a_provision("7", document=a_document("901/2019/NĐ-CP", kind="decree"))
    client.force_login(huong)
    answer = client.get(reverse("law:words"), {"dieu": "điều 7 901/2019"})
    assert answer.status_code == 400 and "nhiều chỗ" in answer.text


def test_loading_the_catalogue_leaves_the_words_of_officers_and_aged_ones(huong):
    load_catalogue()
    shipped = PlainWords.objects.current().filter(written_by=None)
    own, aged = (row.provision for row in shipped[:2])
    write_words(actor=Actor.of(huong), provision=own, text="Lời của Hương.")
    put_text(actor=None, provision=aged, text="Lời văn mới.", from_date=BEGIN)
    before = list(PlainWords.objects.order_by("pk").values_list("pk", "replaced_at"))
    load_catalogue()
    assert list(PlainWords.objects.order_by("pk").values_list("pk", "replaced_at")) == before
