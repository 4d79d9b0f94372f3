"""Write the versions of bulletins: begin, edit, submit, return, publish, correct, withdraw, discard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import filled, nfc
from backend.law.bulletins.checks import BulletinRefused, require_sound, require_whole
from backend.law.bulletins.content import Content
from backend.law.bulletins.enums import OPEN, PUBLIC, VersionState
from backend.law.bulletins.models import Bulletin, BulletinVersion
from backend.law.bulletins.rules import may_edit, may_read, may_withdraw, may_write
from backend.law.bulletins.tasks import ping_hub, tell_followers
from backend.law.library.models import Document
from backend.law.situations.stock import stock
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.notices.actions.notices import notify
from members.rules import require


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer typed. note: what changed since the version before; empty in the first."""

    title: str
    from_date: dt.date | None
    content: Content
    note: str = ""


@transaction.atomic
def begin_bulletin(
    *, actor: Actor, document: Document, topic: str, draft: Draft, is_another: bool = False
) -> Bulletin:
    """Begin a bulletin about a document with a first draft.

    is_another: the officer knows that the document has a bulletin, or a draft of one, and wants another.
    Raises NotAllowed, BulletinRefused, FieldErrors.
    """
    _require_writer(actor)
    if topic not in stock().topics:
        raise BulletinRefused(_("Chị chọn một chủ đề."), field="topic", code="bulletin_topic")
    Document.objects.select_for_update().get(pk=document.pk)
    if not is_another and Bulletin.objects.filter(document=document).exists():
        raise BulletinRefused(
            _("Văn bản này đã có bản tin. Chị xem bản ấy, hoặc đánh dấu là chị viết thêm một bản khác."),
            field="document",
            code="bulletin_another",
        )
    bulletin = Bulletin.objects.create(
        document=document, topic=topic, slug=_free_slug(document), started_at=timezone.now()
    )
    version = _new_version(actor, bulletin, draft, number=1)
    _append("law.bulletin_written", actor, version, bulletin)
    return bulletin


@transaction.atomic
def edit_version(
    *, actor: Actor, version: BulletinVersion, draft: Draft, is_for_reading: bool = False
) -> BulletinVersion:
    """Replace the words of a draft. Raises NotAllowed, BulletinRefused, FieldErrors.

    is_for_reading: it is submitted next, so a refusal also names all that `submit_version` would refuse.
    """
    _require_writer(actor)
    row = _locked(version, VersionState.DRAFT)
    require(may_edit(actor.member, row), _("Bản này do người khác soạn."))
    _put(row, actor, draft, is_for_reading=is_for_reading)
    row.save()
    _append("law.bulletin_written", actor, row)
    return row


@transaction.atomic
def submit_version(*, actor: Actor, version: BulletinVersion) -> BulletinVersion:
    """Let another officer read a draft. Raises NotAllowed, BulletinRefused, FieldErrors if something is missing."""
    _require_writer(actor)
    row = _locked(version, VersionState.DRAFT)
    require(may_edit(actor.member, row), _("Bản này do người khác soạn."))
    require_whole(row)
    row.state, row.written_by = VersionState.WAITING, actor.member
    row.save(update_fields=["state", "written_by"])
    _append("law.bulletin_submitted", actor, row)
    return row


@transaction.atomic
def return_version(*, actor: Actor, version: BulletinVersion, reason: str) -> BulletinVersion:
    """Make a waiting version a draft again: the reader with a reason, the writer without one.

    Raises NotAllowed, BulletinRefused.
    """
    _require_writer(actor)
    row = _locked(version, VersionState.WAITING)
    is_reader, reason = may_read(actor.member, row), nfc(reason)
    require(is_reader or may_edit(actor.member, row), _("Bản này do người khác soạn."))
    if is_reader and not reason:
        raise BulletinRefused(_("Chị ghi cần sửa gì."), field="reason", code="bulletin_no_reason")
    row.state, row.returned_reason = VersionState.DRAFT, reason[:400]
    row.save(update_fields=["state", "returned_reason"])
    _append("law.bulletin_returned", actor, row)
    if is_reader and row.written_by is not None:
        notify(
            user=row.written_by,
            kind="law.bulletin_returned",
            title=gettext_lazy("Bản tin luật cần sửa"),
            body=filled(gettext_lazy("“%(title)s”: %(why)s"), {"title": row.title, "why": reason}),
            url=reverse("law:bulletin_manage", args=[row.bulletin_id]),
        )
    return row


@transaction.atomic
def publish_version(*, actor: Actor, version: BulletinVersion, mark: str) -> BulletinVersion:
    """Publish a waiting version that another officer wrote, as an officer of the province. It replaces the public one of its bulletin.

    Followers of the topic get a notice, once for a version; that of a later one is marked as a correction.
    mark: BulletinVersion.mark of the words that the reader read. Raises NotAllowed, BulletinRefused, FieldErrors.
    """
    _require_writer(actor)
    row = _locked(version, VersionState.WAITING)
    require(row.written_by_id != actor.member.pk, _("Người soạn không tự duyệt bản của mình."))
    require(may_read(actor.member, row), _("Cán bộ Hội tỉnh mới đăng và rút được bản tin."))
    if mark != row.mark:
        raise BulletinRefused(
            _("Bản tin đã đổi sau khi chị mở. Chị đọc lại rồi hãy đăng."), code="bulletin_changed"
        )
    require_whole(row)
    earlier = list(BulletinVersion.objects.filter(bulletin=row.bulletin_id, state__in=PUBLIC))
    for each in earlier:
        each.state = VersionState.REPLACED
        each.save(update_fields=["state"])
    row.state, row.read_by, row.published_at = VersionState.PUBLISHED, actor.member, timezone.now()
    row.returned_reason = ""
    row.save(update_fields=["state", "read_by", "published_at", "returned_reason"])
    _append("law.bulletin", actor, row, *earlier)
    tell_followers.enqueue(bulletin_id=row.bulletin_id)
    ping_hub.enqueue(topic=row.bulletin.topic)
    return row


@transaction.atomic
def correct_bulletin(*, actor: Actor, bulletin: Bulletin) -> BulletinVersion:
    """Begin a new version with the words of the public one, or return the open one. Raises NotAllowed."""
    _require_writer(actor)
    Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    versions = BulletinVersion.objects.filter(bulletin=bulletin)
    known = versions.filter(state__in=OPEN).first()
    if known is not None:
        return known
    last = versions.get(state__in=PUBLIC)
    number = (versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = Draft(last.title, last.from_date, last.words)
    version = _new_version(actor, bulletin, draft, number=number)
    _append("law.bulletin_written", actor, version)
    return version


@transaction.atomic
def withdraw_bulletin(*, actor: Actor, version: BulletinVersion, reason: str) -> BulletinVersion:
    """Take a published version back: its page shows the reason alone. Raises NotAllowed, BulletinRefused."""
    _require_writer(actor)
    require(may_withdraw(actor.member), _("Cán bộ Hội tỉnh mới đăng và rút được bản tin."))
    reason = nfc(reason)
    if not reason:
        raise BulletinRefused(_("Chị ghi lý do rút lại."), field="reason", code="bulletin_no_reason")
    row = _locked(version, VersionState.PUBLISHED)
    row.state, row.withdrawn_by = VersionState.WITHDRAWN, actor.member
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason[:400]
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    _append("law.bulletin_withdrawn", actor, row)
    ping_hub.enqueue(topic=row.bulletin.topic)
    return row


@transaction.atomic
def discard_draft(*, actor: Actor, version: BulletinVersion) -> None:
    """Delete a draft, and its bulletin if it has no other version. Raises NotAllowed, BulletinRefused."""
    _require_writer(actor)
    row = _locked(version, VersionState.DRAFT)
    require(may_edit(actor.member, row), _("Bản này do người khác soạn."))
    gone: list[BulletinVersion | Bulletin] = [row]
    if not BulletinVersion.objects.filter(bulletin=row.bulletin_id).exclude(pk=row.pk).exists():
        gone.append(row.bulletin)
    append_entry(
        kind="law.bulletin_written",
        subject=f"law:{row.bulletin.document.number}",
        payload={"bulletin": row.bulletin.slug, "version": row.number, **states(gone=gone)},
        **actor.ledger_refs(),
    )
    BulletinVersion.objects.filter(pk=row.pk).delete()
    if len(gone) > 1:
        Bulletin.objects.filter(pk=row.bulletin_id).delete()


def _require_writer(actor: Actor) -> None:
    """Refuse members, and officers who act on behalf: a second reader is another person at the keyboard."""
    require(may_write(actor.member) and not actor.is_helping)


def _locked(version: BulletinVersion, state: VersionState) -> BulletinVersion:
    """Return the row under a lock, with its bulletin. Raises BulletinRefused unless it is in `state`."""
    Bulletin.objects.select_for_update().get(pk=version.bulletin_id)
    rows = BulletinVersion.objects.select_related(
        "bulletin__document", "written_by", "read_by", "withdrawn_by"
    )
    row = rows.filter(pk=version.pk).first()
    if row is None or row.state != state:
        raise BulletinRefused(_("Bản tin vừa đổi. Chị mở lại trang."), code="bulletin_state")
    return row


def _free_slug(document: Document) -> str:
    """Return the document's slug, or with a number if an earlier bulletin has it. Call it under the document's lock."""
    taken = set(Bulletin.objects.filter(slug__startswith=document.slug).values_list("slug", flat=True))
    numbered = (f"{document.slug}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (document.slug, *numbered) if slug not in taken)


def _new_version(actor: Actor, bulletin: Bulletin, draft: Draft, *, number: int) -> BulletinVersion:
    version = BulletinVersion(bulletin=bulletin, number=number)
    _put(version, actor, draft)
    version.save(force_insert=True)
    return version


def _put(version: BulletinVersion, actor: Actor, draft: Draft, *, is_for_reading: bool = False) -> None:
    version.title, version.from_date = nfc(draft.title)[:120], draft.from_date
    version.content, version.note = draft.content.as_json(), nfc(draft.note)[:400]
    version.written_by, version.written_at = actor.member, timezone.now()
    version.__dict__.pop("words", None)  # cached of the content before
    require_sound(version, is_for_reading=is_for_reading)


def _append(kind: str, actor: Actor, *rows: BulletinVersion | Bulletin) -> None:
    first = rows[0]
    assert isinstance(first, BulletinVersion)
    append_entry(
        kind=kind,
        subject=f"law:{first.bulletin.document.number}",
        payload={"bulletin": first.bulletin.slug, "version": first.number, **states(*rows)},
        **actor.ledger_refs(),
    )
