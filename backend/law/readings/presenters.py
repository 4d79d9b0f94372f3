"""What pages show of readings: who read a text, plain words with their state, and recordings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.law.library.enums import ReadState
from backend.law.library.models import Document, Provision
from backend.law.library.texts import text_hash, whole_hashes
from backend.law.readings.models import LawyerReading, PlainWords, Recording
from members.consent.enums import ConsentPurpose
from members.models import Consent, User


@dataclass(frozen=True, slots=True)
class LawyerMark:
    """A lawyer's reading that was not withdrawn. place: empty for a whole document. is_old: the text changed since."""

    place: str
    name: str
    capacity: str
    at: dt.datetime
    is_right: bool
    is_old: bool


@dataclass(frozen=True, slots=True)
class Played:
    """A recording as a page plays it. is_old: the words changed since."""

    recording: Recording
    url: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class ShownWords:
    """Plain words with their state. writer and reader: as the public reads them; "" if nobody read them yet."""

    words: PlainWords
    writer: str
    reader: str
    has_aged: bool
    recordings: tuple[Played, ...]


@dataclass(frozen=True, slots=True)
class ArticleReadings:
    """What the page of an article shows. has_wrong: words were taken off the page because a lawyer found them wrong."""

    document: Document
    marks: tuple[LawyerMark, ...]
    words: tuple[ShownWords, ...]
    has_wrong: bool


def article_readings(article: Provision) -> ArticleReadings:
    """Return the readings of an article and of all below it. Up to eight queries."""
    below = Provision.objects.filter(document=article.document_id, sort__startswith=article.sort)
    rows = list(
        PlainWords.objects.current()
        .filter(provision__in=below)
        .select_related("provision__document", "written_by", "read_by")
        .order_by("provision__sort")
    )
    readings = list(LawyerReading.objects.about(below))
    touched = {row.provision_id: row.provision for row in rows}
    touched |= {row.provision.pk: row.provision for row in readings if row.provision is not None}
    hashes = whole_hashes(touched.values()) if touched else {}
    words = {row.provision_id: row for row in rows}
    wrong = {
        row.provision_id
        for row in readings
        if not row.is_right and row.words_id and _has_its_words(row, words)
    }
    shown = [row for row in rows if row.provision_id not in wrong]
    recordings = Recording.objects.playable().filter(provision__in=[row.provision_id for row in shown])
    played = list(recordings) if shown else []
    names = public_names(person for row in shown for person in (row.written_by, row.read_by))
    return ArticleReadings(
        document=article.document,
        marks=tuple(_mark(row, hashes, words) for row in sorted(readings, key=_by_place)),
        words=tuple(_shown(row, hashes, names, played) for row in shown),
        has_wrong=len(shown) < len(rows),
    )


def lawyer_read(provisions: Collection[Provision]) -> set[int]:
    """Return the ids of those provisions that a lawyer found right as they read today. Up to five queries.

    Select their documents beforehand.
    """
    return set(_right_readings(provisions))


def lawyer_lines(*, provisions: Collection[Provision]) -> dict[int, str]:
    """Return each provision's newest reading as a sentence, for the port of citing. Up to five queries."""
    marks = {pk: _marked("", row, False) for pk, row in _right_readings(provisions).items()}
    return {
        pk: _("%(state)s: %(who)s, ngày %(day)s")
        % {
            "state": ReadState.LAWYER.label,
            "who": ", ".join(filter(None, (mark.name, mark.capacity))),
            "day": format_date(timezone.localdate(mark.at)),
        }
        for pk, mark in marks.items()
    }


def _right_readings(provisions: Collection[Provision]) -> dict[int, LawyerReading]:
    """Return the newest reading of each provision that every lawyer found right as it reads today."""
    readings = list(LawyerReading.objects.about([row.pk for row in provisions]))
    if not readings:
        return {}
    asked = {row.provision_id for row in readings}
    current = PlainWords.objects.current().filter(provision__in=asked)
    words = {row.provision_id: row for row in current}
    hashes = whole_hashes([row for row in provisions if row.pk in asked])
    fresh = [row for row in readings if _is_current(row, hashes, words)]
    wrong = {row.provision_id for row in fresh if not row.is_right}
    # The newest come first; the last one set for a key stays.
    return {
        row.provision_id: row for row in reversed(fresh) if row.provision_id and row.provision_id not in wrong
    }


def readable_readings(key: str, sha256: str) -> dict[str, Any]:
    """Return {lawyers, recordings} of a readable whose texts have this hash. Two queries."""
    return readings_of_readables({key: sha256})[key]


def readings_of_readables(hashes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return {key: {lawyers, recordings}} of readables by the hash of their texts. Two queries."""
    readings, recordings = defaultdict(list), defaultdict(list)
    for row in LawyerReading.objects.about_readables(hashes):
        readings[row.readable].append(_marked(_("Trang này"), row, row.text_sha256 != hashes[row.readable]))
    for each in Recording.objects.playable().filter(readable__in=hashes):
        recordings[each.readable].append(each)
    return {
        key: {"lawyers": readings[key], "recordings": _played(recordings[key], sha256)}
        for key, sha256 in hashes.items()
    }


def public_names(people: Iterable[User | None]) -> dict[int | None, str]:
    """Return {user's id: the name that visitors may read}. Nobody's id, None, is Piêu's own. One query at most."""
    found = {person.pk: person for person in people if person is not None}
    agreed = set(
        Consent.objects.filter(
            user__in=found, purpose=ConsentPurpose.PUBLIC_NAME, withdrawn_at=None
        ).values_list("user", flat=True)
        if found
        else ()
    )
    named = {pk: person.full_name if pk in agreed else "" for pk, person in found.items()}
    return {None: _("Piêu")} | {pk: name or _("cán bộ Hội") for pk, name in named.items()}


def played_of(thing: Provision | None, key: str, sha256: str) -> tuple[Played, ...]:
    """Return the recordings of a provision's words, or of a readable."""
    rows = Recording.objects.playable()
    return _played(rows.filter(provision=thing) if thing else rows.filter(readable=key), sha256)


def _shown(
    row: PlainWords,
    hashes: Mapping[int, str],
    names: Mapping[int | None, str],
    played: Iterable[Recording],
) -> ShownWords:
    return ShownWords(
        words=row,
        writer=names[row.written_by_id],
        reader=names[row.read_by_id] if row.read_at else "",
        has_aged=bool(row.explains_sha256) and row.explains_sha256 != hashes[row.provision_id],
        recordings=_played(
            [each for each in played if each.provision_id == row.provision_id], text_hash(row.text)
        ),
    )


def _played(rows: Iterable[Recording], sha256: str) -> tuple[Played, ...]:
    return tuple(
        Played(row, reverse("law:recording", args=[row.pk, row.address_name]), row.text_sha256 != sha256)
        for row in rows
    )


def _is_current(row: LawyerReading, hashes: Mapping[int, str], words: Mapping[int, PlainWords]) -> bool:
    provision = row.provision_id or 0
    return row.is_of(hashes.get(provision, ""), words.get(provision))


def _has_its_words(row: LawyerReading, words: Mapping[int, PlainWords]) -> bool:
    # Words that were wrong stay wrong when only the text changes.
    return words.get(row.provision_id or 0) == row.words


def _mark(row: LawyerReading, hashes: Mapping[int, str], words: Mapping[int, PlainWords]) -> LawyerMark:
    place = row.provision.place.words() if row.provision else ""
    return _marked(place, row, not _is_current(row, hashes, words))


def _marked(place: str, row: LawyerReading, is_old: bool) -> LawyerMark:
    # The name of an erased account is gone.
    name = row.read_by.full_name if row.read_by else ""
    return LawyerMark(place, name or _("một luật sư"), row.grant.capacity, row.read_at, row.is_right, is_old)


def _by_place(row: LawyerReading) -> str:
    return row.provision.sort if row.provision else ""
