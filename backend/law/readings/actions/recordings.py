"""Add a recording of plain words or of a readable, and remove one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.reading import read
from backend.common.storing import store_whole
from backend.common.text import nfc
from backend.common.voice_files import Voice
from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Provision
from backend.law.library.texts import text_hash
from backend.law.readings.enums import SpokenLanguage
from backend.law.readings.models import PlainWords, Recording, about
from backend.law.readings.readables import Readable
from backend.law.readings.rules import may_record, may_remove_recording
from backend.law.readings.sound_files import read_recording
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require

MOST_OF_NAME = 80


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who speaks which language, and the two people who listened to it and understand that language."""

    language: str
    speaker: str
    first_listener: str
    second_listener: str


def prepare_recording(upload: Any) -> Voice:
    """Check an upload in the child process. Call it before a transaction. Raises AudioError, ReadingRefused."""
    return read(read_recording, upload)


def spoken_hash(thing: Provision | Readable) -> str:
    """Return the hash of the text to record: current plain words or a readable; "" without words."""
    if isinstance(thing, Readable):
        return thing.sha256
    words = PlainWords.objects.current().filter(provision=thing).first()
    return text_hash(words.text) if words else ""


@transaction.atomic
def add_recording(
    *, actor: Actor, thing: Provision | Readable, spoken: Spoken, voice: Voice, text_sha256: str
) -> Recording:
    """Add a recording of the words with the hash `text_sha256`. It replaces the one in the same language.

    voice: from `prepare_recording`. Raises NotAllowed, also for another officer's recording of the same words, and
    LawRefused for missing or equal names, and if the words or their recording changed meanwhile.
    """
    require(not actor.is_helping and may_record(actor.member))
    names = _names(spoken)
    if isinstance(thing, Provision):
        Provision.objects.select_for_update().get(pk=thing.pk)
    if not text_sha256 or text_sha256 != spoken_hash(thing):
        raise LawRefused(_("Lời vừa đổi. Chị thu lại theo lời mới."), field="file", code="law_text_changed")
    digest = hashlib.sha256(voice.data).hexdigest()
    # Each row has a file of its own: who removes one deletes no bytes that another row has just begun to use.
    own = f"{digest}-{uuid4().hex[:12]}"
    name = f"law/{digest[:2]}/{own}.{voice.extension}"
    store_whole(name, ContentFile(voice.data))
    same = Recording.objects.playable().filter(**about(thing), language=spoken.language)
    known = list(same.select_for_update())
    for each in known:
        require(
            each.text_sha256 != text_sha256 or may_remove_recording(actor.member, each),
            _("Lời này đã có bản thu của người khác. Chị nhờ người ấy hoặc cán bộ Hội tỉnh bỏ bản cũ trước."),
        )
    old = [_end(row) for row in known]
    row = _put(
        Recording(
            **about(thing),
            text_sha256=text_sha256,
            language=spoken.language,
            **names,
            file_name=name,
            file_type=voice.content_type,
            file_sha256=digest,
            added_by=actor.by,
            added_at=timezone.now(),
        )
    )
    _note("law.recording", actor, *old, row)
    return row


@transaction.atomic
def remove_recording(*, actor: Actor, recording: Recording) -> Recording:
    """Remove a recording: its file and its three names. Raises NotAllowed."""
    row = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    require(not actor.is_helping and may_remove_recording(actor.member, row))
    if row.removed_at is None:
        _note("law.recording_removed", actor, _end(row))
    return row


def subject_of(row: Recording) -> str:
    return f"law:{row.provision.document.number}" if row.provision else f"law:{row.readable}"


def _names(spoken: Spoken) -> dict[str, str]:
    names = {
        "speaker": nfc(spoken.speaker),
        "first_listener": nfc(spoken.first_listener),
        "second_listener": nfc(spoken.second_listener),
    }
    for field, name in names.items():
        if not 0 < len(name) <= MOST_OF_NAME:
            raise LawRefused(_("Chị ghi họ tên, nhiều nhất 80 ký tự."), field=field, code="law_name")
    if len({name.casefold() for name in names.values()}) < len(names):
        raise LawRefused(
            _("Người nói và hai người nghe là ba người khác nhau."), field="second_listener", code="law_name"
        )
    if spoken.language not in SpokenLanguage.values:
        raise LawRefused(_("Chị chọn tiếng."), field="language", code="law_language")
    return names


def _put(row: Recording) -> Recording:
    """Insert a row. Raises LawRefused if another upload was quicker: a readable has no row to lock."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise LawRefused(
            _("Vừa có bản thu khác của lời này. Chị mở lại trang để nghe."), field="file", code="law_recorded"
        ) from error
    return row


def _end(row: Recording) -> Recording:
    name = row.file_name
    row.removed_at, row.file_name, row.salt = timezone.now(), "", None
    row.speaker = row.first_listener = row.second_listener = ""
    row.save()
    transaction.on_commit(lambda: _delete_unused(name))
    return row


def _delete_unused(name: str) -> None:
    if name and not Recording.objects.filter(file_name=name).exists():
        default_storage.delete(name)


def _note(kind: str, actor: Actor, *rows: Recording) -> None:
    append_entry(kind=kind, subject=subject_of(rows[-1]), payload=states(*rows), **actor.ledger_refs())
