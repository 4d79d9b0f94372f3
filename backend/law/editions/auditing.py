"""Compare the texts of the law with the hashes in the ledger, for `./run audit_log`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import Q

from backend.law.editions.models import Edition
from backend.law.library.models import ProvisionText
from backend.law.library.texts import edition_digest, text_hash
from backend.ledger.auditing import CHUNK, Finding, entries_of
from members.people.audit_comparisons import is_near

ONE_DAY = dt.timedelta(days=1)


def compare_texts() -> Iterator[Finding | int]:
    """Compare editions and the texts that they wrote, and texts that people wrote, with their entries; and their ends."""
    yield from _editions()
    yield from _ends()
    count = 0
    for found in _written_by_people():
        if isinstance(found, int):
            count = found
        else:
            yield found
    yield count + ProvisionText.objects.exclude(edition=None).count()


def _editions() -> Iterator[Finding]:
    digests: dict[int, str] = {}
    for _entry, payload in entries_of("law.imported", "law.text"):
        digests |= {int(pk): digest for pk, digest in (payload.get("editions") or {}).items()}
    stated = {payload.get("edition"): (entry, payload) for entry, payload in entries_of("law.imported")}
    for row in Edition.objects.select_related("imported_by").order_by("pk").iterator(CHUNK):
        subject = f"law:{row.scope}"
        known = stated.pop(row.pk, None)
        if known is None:
            yield Finding(subject, f"bản nhập {row.pk} không có mục / edition {row.pk} has no entry")
            continue
        entry, payload = known
        by = row.imported_by.ref if row.imported_by else None
        is_same = (
            entry.subject == subject
            and payload["file"] == row.file_sha256
            and payload["layout"] == row.layout
            and payload["from"] == row.from_date.isoformat()
            and payload["ended"] == text_hash("\n".join(row.ended))
            and payload["editions"][str(row.pk)] == row.written_sha256
            and (by is None or entry.by == by)
            and is_near(row.imported_at, entry.recorded_at)
        )
        if not is_same:
            yield Finding(subject, f"bản nhập {row.pk} nói khác sổ cái / edition {row.pk} differs")
        if edition_digest(row.pk) != digests.get(row.pk):
            yield Finding(
                subject, f"lời văn của bản nhập {row.pk} đã khác / the texts of edition {row.pk} differ"
            )
    for pk, (entry, _payload) in stated.items():
        yield Finding(entry.subject, f"bản nhập {pk} đã mất / edition {pk} is gone")


def _written_by_people() -> Iterator[Finding | int]:
    stated = {
        (entry.subject, str(payload.get("ref")), str(payload.get("from"))): payload.get("sha256")
        for entry, payload in entries_of("law.text")
    }
    count = 0
    rows = ProvisionText.objects.filter(edition=None).select_related("provision__document").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        place = str(row.provision.ref or row.provision.eid)
        subject = f"law:{row.provision.document.number}"
        if stated.pop((subject, place, row.valid_from_date.isoformat()), None) != text_hash(row.text):
            yield Finding(subject, f"lời văn {place} nói khác sổ cái / the text of {place} differs")
    for about, named, day in stated:
        # An edition may have replaced the words since; then its own digest covers them.
        at = Q(provision__ref=named) | Q(provision__eid=named)
        number = about.removeprefix("law:")
        if not ProvisionText.objects.filter(
            at, provision__document__number=number, valid_from_date=str(day)
        ).exists():
            yield Finding(about, f"lời văn {named} đã mất / the text of {named} is gone")
    yield count


def _ends() -> Iterator[Finding]:
    """Compare the last day of each text with the next text and the editions, which alone end one."""
    editions = [
        (row.pk, row.from_date - ONE_DAY, frozenset(row.ended)) for row in Edition.objects.order_by("pk")
    ]
    rows = ProvisionText.objects.order_by("provision", "valid_from_date").values_list(
        "provision", "valid_from_date", "valid_to_date", "edition",
        "provision__document__number", "provision__ref", "provision__eid",
    )  # fmt: skip
    for _pk, group in groupby(rows.iterator(CHUNK), key=itemgetter(0)):
        texts = list(group)
        nexts = [*(text[1] for text in texts[1:]), None]
        for (_pk, first, last, edition, number, ref, eid), following in zip(texts, nexts, strict=True):
            later = [
                (max(day, first), ended) for pk, day, ended in editions if edition is None or pk > edition
            ]
            if last is None:
                is_right = following is None and not (
                    edition is not None and any(f"{number} {ref}" in ended for _day, ended in later)
                )
            else:
                is_right = (following is not None and last == following - ONE_DAY) or any(
                    last == day and (following is None or day < following) for day, _ended in later
                )
            if not is_right:
                place = ref or eid
                yield Finding(
                    f"law:{number}",
                    f"ngày hết hiệu lực của lời văn {place} không khớp / the last day of the text of {place} doesn't follow",
                )
