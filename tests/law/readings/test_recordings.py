from __future__ import annotations

from collections.abc import Callable
from copy import copy

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models.signals import pre_save
from django.urls import reverse

from backend.common.voice_files import AudioError, Voice
from backend.law.library.actions.documents import LawRefused
from backend.law.models import PlainWords, Provision, Recording
from backend.law.readings.actions.recordings import (
    Spoken,
    add_recording,
    prepare_recording,
    remove_recording,
    spoken_hash,
)
from backend.law.readings.actions.words import write_words
from backend.law.readings.readables import readable_of
from backend.law.readings.sound_files import MAX_BYTES
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.own_data.records import rows_of
from members.rules import NotAllowed
from tests.factories.law import a_document, a_provision
from tests.factories.members import LanFactory, LawyerFactory, OfficerFactory, province
from tests.traceability.auditing.test_audit import Undo, unlock

pytestmark = pytest.mark.django_db
OGG = b"OggS" + bytes(60)
NAMES = {"speaker": "Lò Thị Ban", "first_listener": "Cà Thị Mo", "second_listener": "Quàng Thị Hoa"}
SPOKEN = Spoken("blt", **NAMES)
type Commit = Callable[..., object]


@pytest.fixture
def article() -> Provision:
    row = a_provision("7", document=a_document(), text="Ai trồng mận thì ghi sổ.")
    write_words(actor=None, provision=row, text="Chị ghi sổ.")
    return row


def add(thing, data: bytes = OGG, by=None, spoken: Spoken = SPOKEN) -> Recording:
    return add_recording(
        actor=Actor.of(by or OfficerFactory()),
        thing=thing,
        spoken=spoken,
        voice=Voice("audio/ogg", "ogg", data),
        text_sha256=spoken_hash(thing),
    )


def page(client, article: Provision) -> str:
    return client.get(reverse("law:article", args=[article.document.slug, article.ref])).text


def test_a_recording_plays_on_the_page_and_is_marked_when_the_words_change(client, article):
    row = add(article)
    address = reverse("law:recording", args=[row.pk, row.address_name])
    text = page(client, article)
    assert f'src="{address}"' in text and "Tiếng Thái, Lò Thị Ban" in text and "Bản thu này đọc" not in text
    heard = client.get(address)
    assert (heard.getvalue(), heard["Content-Type"]) == (OGG, "audio/ogg")
    assert client.get(reverse("law:recording", args=[row.pk, "khac.ogg"])).status_code == 404
    write_words(actor=None, provision=article, text="Chị nộp sổ.")
    assert "Bản thu này đọc lời cũ." in page(client, article)


def test_a_situation_plays_its_recording(client):
    thing = readable_of("situation:cap-duong-sau-ly-hon")
    assert thing is not None
    row = add(thing, spoken=Spoken("hmn", **NAMES))
    text = client.get(thing.url).text
    assert "Tiếng Mông" in text and row.address_name in text and "Bản thu này đọc" not in text
    Recording.objects.update(text_sha256="0" * 64)
    assert "Bản thu này đọc lời cũ." in client.get(thing.url).text


def test_only_officers_record(article):
    for person in (LanFactory(), LawyerFactory()):
        with pytest.raises(NotAllowed):
            add(article, by=person)
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"speaker": " "}, {"second_listener": "cà thị mo"}, {"language": "fr"}, {"first_listener": "a" * 81}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_three_people_and_a_known_language_are_needed(article, wrong):
    with pytest.raises(LawRefused) as refused:
        add(article, spoken=Spoken(**{"language": "blt", **NAMES, **wrong}))
    assert refused.value.field == next(iter(wrong))
    assert not Recording.objects.exists()


def test_words_that_changed_since_they_were_spoken_take_no_recording(article):
    old = spoken_hash(article)
    write_words(actor=None, provision=article, text="Chị nộp sổ.")
    with pytest.raises(LawRefused):
        add_recording(
            actor=Actor.of(OfficerFactory()),
            thing=article,
            spoken=SPOKEN,
            voice=Voice("audio/ogg", "ogg", OGG),
            text_sha256=old,
        )
    assert not Recording.objects.exists()


def test_a_removed_recording_loses_its_file_and_names(
    client, article, django_capture_on_commit_callbacks: Commit
):
    row = add(article)
    name = row.file_name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        remove_recording(actor=Actor.of(OfficerFactory(branch=province())), recording=row)
    row.refresh_from_db()
    assert (row.speaker, row.first_listener, row.second_listener, row.file_name) == ("", "", "", "")
    assert not default_storage.exists(name)
    assert "law-recording" not in page(client, article)
    assert [found for found in compare_states("law.Recording") if isinstance(found, Finding)] == []


def test_who_added_a_recording_gets_its_three_names_in_the_export(article):
    officer = OfficerFactory()
    add(article, by=officer)
    (row,) = rows_of(officer)["law.Recording"]
    assert {name: row[name] for name in NAMES} == NAMES


def test_a_newer_recording_in_the_same_language_replaces_the_old_one(article):
    officer = OfficerFactory()
    first, second = add(article, by=officer), add(article, data=OGG + b"1", by=officer)
    first.refresh_from_db()
    assert first.removed_at is not None and list(Recording.objects.playable()) == [second]


def test_what_was_removed_or_replaced_is_visible_at_the_desk_only(article):
    officer, lan = OfficerFactory(), LanFactory()
    row = add(article, by=officer)
    remove_recording(actor=Actor.of(officer), recording=row)
    old = PlainWords.objects.get()
    write_words(actor=None, provision=article, text="Chị nộp sổ.")
    for model, gone in ((Recording, row), (PlainWords, old)):
        assert gone in model.objects.visible_to(officer)
        assert gone not in model.objects.visible_to(lan)


def test_another_officer_of_a_commune_neither_removes_nor_replaces_a_recording(client, article):
    adder, other = OfficerFactory(), OfficerFactory()
    row = add(article, by=adder)
    with pytest.raises(NotAllowed):
        remove_recording(actor=Actor.of(other), recording=row)
    with pytest.raises(NotAllowed):
        add(article, data=OGG + b"1", by=other)
    assert list(Recording.objects.playable()) == [row]
    address = reverse("law:record_provision", args=[article.pk])
    for person, is_shown in ((other, False), (adder, True)):
        client.force_login(person)
        assert ("Bỏ bản này" in client.get(address).text) is is_shown
    write_words(actor=None, provision=article, text="Chị nộp sổ.")
    fresh = add(article, data=OGG + b"1", by=other)  # the old one speaks the old words
    remove_recording(actor=Actor.of(other), recording=fresh)
    assert not Recording.objects.playable().exists()


def test_a_slower_upload_of_the_same_readable_is_refused_in_words():
    thing = readable_of("situation:cap-duong-sau-ly-hon")
    assert thing is not None

    def be_quicker(instance: Recording, **kw) -> None:
        """Store the other upload's row just before this one, as another process does."""
        pre_save.disconnect(be_quicker, sender=Recording)
        Recording.objects.bulk_create([copy(instance)])

    pre_save.connect(be_quicker, sender=Recording)
    try:
        with pytest.raises(LawRefused) as refused:
            add(thing)
    finally:
        pre_save.disconnect(be_quicker, sender=Recording)
    assert (refused.value.field, refused.value.code) == ("file", "law_recorded")


def test_equal_bytes_of_two_recordings_are_two_files(article, django_capture_on_commit_callbacks: Commit):
    """A file goes only with its own row, also while another row with the same bytes is being added."""
    adder = OfficerFactory()
    first = add(article, by=adder)
    second = add(article, by=adder, spoken=Spoken("hmn", **NAMES))
    assert first.file_sha256 == second.file_sha256 and first.file_name != second.file_name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        remove_recording(actor=Actor.of(adder), recording=first)
    assert default_storage.exists(second.file_name)


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh", bytes(MAX_BYTES + 1)], ids=["empty", "script", "large"])
def test_a_file_that_is_no_recording_is_refused(data):
    with pytest.raises(AudioError):
        prepare_recording(data)


def test_an_upload_is_read_once_and_stored_once(client, article):
    client.force_login(OfficerFactory())
    address = reverse("law:record_provision", args=[article.pk])
    sent = {
        "language": "blt",
        **NAMES,
        "is_agreed": "on",
        "sha256": spoken_hash(article),
        "idempotency_key": "k" * 20,
    }
    for _time in range(2):
        file = SimpleUploadedFile("loi.ogg", OGG)
        assert client.post(address, {**sent, "file": file}).status_code == 302
    row = Recording.objects.get()
    with default_storage.open(row.file_name) as stored:
        assert stored.read() == OGG
    assert "Bỏ bản này" in client.get(address).text


@pytest.mark.parametrize("missing", ["is_agreed", "file", "speaker"])
def test_a_form_that_lacks_something_stores_nothing(client, article, missing):
    client.force_login(OfficerFactory())
    sent = {"language": "blt", **NAMES, "is_agreed": "on", "sha256": spoken_hash(article)}
    sent["file"] = SimpleUploadedFile("loi.ogg", OGG)  # type: ignore[assignment]
    del sent[missing]
    assert client.post(reverse("law:record_provision", args=[article.pk]), sent).status_code == 400
    assert not Recording.objects.exists()


def test_no_name_is_in_the_ledger_and_the_audit_names_changed_recordings(article):
    add(article)
    assert not any("Lò Thị Ban" in entry.body for entry in Entry.objects.all())
    unlock("law_recording")
    changes = (
        lambda: Recording.objects.update(speaker="Người khác"),
        lambda: Recording.objects.update(file_sha256="0" * 64),
        lambda: Recording.objects.update(language="vi"),
        lambda: Recording.objects.all().delete(),
    )
    for change in changes:
        try:
            with transaction.atomic():
                change()
                found = [each for each in compare_states("law.Recording") if isinstance(each, Finding)]
                raise Undo
        except Undo:
            assert [each.subject for each in found] == [f"law:{article.document.number}"]
