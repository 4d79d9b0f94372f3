"""Compare published versions of courses with the ledger, both ways, for `./run audit_log`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, cast

import rfc8785

from backend.ledger.auditing import EntryPayload, Finding, entries_of, readable
from courses.authoring.models.courses import CourseVersion
from courses.authoring.publishing import media_ids
from courses.models import Asset
from members.people.audit_comparisons import differing, is_near, is_user

KINDS = ("course.published", "course.taken_in")
CHUNK = 20  # a version is a whole course


def compare_versions() -> Iterator[Finding | int]:
    """Yield a Finding for each version whose content differs from its entry, that has none, or is gone.

    Also for each file of lessons whose publicity differs from what the versions use.

    The last value yielded is the number of versions.
    """
    count, public = 0, set[str]()
    recorded = {(entry.subject, one["version"]): (entry, one) for entry, one in entries_of(*KINDS)}
    rows = CourseVersion.objects.select_related("course", "published_by").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        public |= media_ids(row.content)
        subject = f"course:{row.course.slug}"
        own = recorded.pop((subject, row.number), None)
        if own is None:
            yield Finding(subject, f"bản {row.number} không có mục / version {row.number} has no entry")
            continue
        found = readable(_differences(row, own))
        yield from differing(subject, f"bản {row.number}", f"version {row.number}", found)
    for subject, number in recorded:
        yield Finding(subject, f"bản {number} có mục mà đã mất / version {number} has an entry and is gone")
    yield from _public_files(public)
    yield count


def _public_files(public: set[str]) -> Iterator[Finding]:
    """Yield a Finding for each file that anybody may open although no version has it, or the other way round.

    Files that came with Piêu, which nobody uploaded, are public without a version, too.
    """
    for key, is_public, uploader in Asset.objects.values_list("pk", "is_public", "uploaded_by"):
        if is_public != (str(key) in public) and not (is_public and uploader is None):
            yield Finding(f"asset:{key}", "is_public của tệp bài học nói khác các bản đã đăng / it differs")


def _differences(row: CourseVersion, recorded: EntryPayload) -> Iterator[str]:
    entry, payload = recorded
    # A course taken in before the hash was added to its entry says only the hash of its pack.
    if row.content_sha256 != payload.get("contentSha256", row.content_sha256):
        yield "content_sha256"
    whole = {"content": cast(Any, row.content), "keys": row.keys}
    if hashlib.sha256(rfc8785.dumps(whole)).hexdigest() != row.content_sha256:
        yield "content"
    lessons = [lesson for module in row.content["modules"] for lesson in module["lessons"]]
    for name in ("minutes", "bytes"):
        if getattr(row, name) != sum(lesson[name] for lesson in lessons):
            yield name
    if not is_near(row.published_at, entry.recorded_at):
        yield "published_at"
    if not is_user(row.published_by, entry.by):
        yield "published_by"
