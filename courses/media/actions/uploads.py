"""Resumable uploads of trainers: begin, receive, finish, cancel."""

from __future__ import annotations

import os
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common import waiting
from backend.common.errors import DomainError
from courses.authoring.actions.ownership import take_over
from courses.authoring.enums import AssetKind, AssetState
from courses.authoring.rules import may_edit_course
from courses.media.limits import MAX_BYTES, MediaError, too_large
from courses.media.sniffing import HEAD, check_head
from courses.media.tasks import process_upload
from courses.models import Asset, Course, QuestionBank
from courses.quizzes.rules import may_edit_bank
from members.acting import Actor
from members.rules import require

PIECE = 1_000_000
MAX_OPEN = 20


class UploadConflict(DomainError):
    """The piece doesn't begin at the upload's offset; nothing was written."""

    status_code: ClassVar[int] = 409


class UploadBusy(DomainError):
    """Another piece of this upload is arriving; nothing was written."""

    status_code: ClassVar[int] = 423


@transaction.atomic
def begin_upload(
    *,
    actor: Actor,
    course: Course | QuestionBank,
    kind: str,
    length: int,
    name: str,
    goes_to: dict[str, Any],
    key: UUID | None = None,
) -> Asset:
    """Create the asset of an upload of `length` bytes, for `course` or a question of a bank.

    `goes_to`: its destination, see courses/media/placing.py.

    Raises NotAllowed, MediaError (kind, length, too many begun, no room).
    """
    if isinstance(course, QuestionBank):
        require(may_edit_bank(actor.member, course))
    else:
        require(may_edit_course(actor.member, course))
    if kind not in AssetKind.values:
        raise _unknown_kind()
    if length <= 0:
        raise MediaError("media_empty", _("Tệp này rỗng. Chị chọn lại tệp."))
    if length > MAX_BYTES[kind]:
        raise too_large(kind)
    open_now = Asset.objects.filter(uploaded_by=actor.member, state=AssetState.UPLOADING).count()
    if open_now >= MAX_OPEN:
        raise MediaError("uploads_too_many", _("Chị đang tải dở nhiều tệp. Chị đợi các tệp đó xong đã."))
    if not waiting.has_room(length):
        raise MediaError("disk_full", _("Máy chủ sắp hết chỗ. Chị báo người quản trị."))
    key = key or uuid4()
    asset = Asset.objects.create(
        id=key,
        kind=kind,
        state=AssetState.UPLOADING,
        # Django removes unprintable characters from a form's file names; tus sends its own names.
        original_name="".join(sign for sign in name if sign.isprintable())[:200],
        upload_name=str(key),
        upload_length=length,
        uploaded_by=actor.member,
        goes_to=goes_to,
    )
    # A voice alone doesn't make a built-in course its trainers' own; nor does a file that questions may name
    # later.
    if isinstance(course, Course) and goes_to and "text_hash" not in goes_to:
        take_over(course)
    return asset


def receive(*, asset: Asset, offset: int, stream: Any) -> int:
    """Append the data of `stream` from `offset` on and return the new offset in bytes.

    Bytes beyond the declared length are refused. This is not one transaction: each megabyte is flushed and
    then counted, so a killed process loses less than a megabyte. Raises UploadConflict, UploadBusy,
    MediaError; OSError if the connection breaks, after storing what arrived.
    """
    if not asset.upload_name:  # processed or refused already; a late repetition of its last piece
        raise _elsewhere()
    with waiting.held(asset.upload_name) as handle:
        if handle is None:
            raise UploadBusy(_("Tệp này đang được gửi từ chỗ khác."), code="upload_busy")
        asset.refresh_from_db()
        if asset.state != AssetState.UPLOADING or offset != asset.upload_offset:
            raise _elsewhere()
        if os.fstat(handle).st_size < offset:  # the file was lost: begin again
            Asset.objects.filter(pk=asset.pk).update(upload_offset=0)
            raise UploadConflict(_("Tệp đã gửi không còn. Chị gửi lại từ đầu."), code="upload_lost")
        while offset < asset.upload_length:
            data = stream.read(min(PIECE, asset.upload_length - offset))
            if not data:
                break
            waiting.write(handle, offset, data)
            offset += len(data)
            if offset < asset.upload_length:
                Asset.objects.filter(pk=asset.pk).update(upload_offset=offset)
        if stream.read(1):
            raise MediaError("upload_beyond", _("Tệp gửi lên dài hơn đã báo."))
    # The last piece is counted when the upload is handed over: a phone that gets "all here" sends nothing
    # more, so a kill between the two would leave the file unprocessed. Not under the file lock, which the
    # processing needs.
    if offset == asset.upload_length:
        _hand_over(asset)
    return offset


def _elsewhere() -> UploadConflict:
    return UploadConflict(_("Tệp đã gửi tới chỗ khác. Chị gửi tiếp từ đó."), code="upload_offset")


@transaction.atomic
def _hand_over(asset: Asset) -> None:
    """Hand a complete upload over for processing, once, however often the last piece comes."""
    arrived = {"state": AssetState.WAITING, "upload_offset": asset.upload_length}
    if Asset.objects.filter(pk=asset.pk, state=AssetState.UPLOADING).update(**arrived):
        process_upload.enqueue(asset_id=str(asset.pk))


def stage_file(*, kind: str, file: Any) -> tuple[UUID, int]:
    """Store a form's whole file in the staging folder, before any transaction.

    Returns its name there and its bytes.

    Raises MediaError at once if the type is obviously wrong.
    """
    size = file.size or 0
    if kind not in AssetKind.values or size > MAX_BYTES[kind]:
        raise too_large(kind) if kind in AssetKind.values else _unknown_kind()
    check_head(kind, file.read(HEAD))
    file.seek(0)
    key, offset = uuid4(), 0
    with waiting.held(str(key)) as handle:
        assert handle is not None
        for data in file.chunks(PIECE):
            waiting.write(handle, offset, data)
            offset += len(data)
    return key, offset


@transaction.atomic
def keep_staged(
    *,
    actor: Actor,
    course: Course | QuestionBank,
    kind: str,
    staged: tuple[UUID, int],
    name: str,
    goes_to: dict[str, Any],
) -> Asset:
    """Turn a file of `stage_file` into a complete upload and return its asset.

    Raises the exceptions of begin_upload.
    """
    key, length = staged
    asset = begin_upload(
        actor=actor, course=course, kind=kind, length=length, name=name, goes_to=goes_to, key=key
    )
    _hand_over(asset)
    return asset


@transaction.atomic
def cancel_upload(*, actor: Actor, asset: Asset) -> None:
    """Cancel an upload before its processing, or dismiss a failed one. Raises NotAllowed.

    An asset that is being processed or ready stays.
    """
    require(asset.uploaded_by_id == actor.member.pk)
    removable = (AssetState.UPLOADING, AssetState.WAITING, AssetState.FAILED)
    if Asset.objects.filter(pk=asset.pk, state__in=removable).delete()[0]:
        waiting.forget(asset.upload_name)


def _unknown_kind() -> MediaError:
    return MediaError("media_kind", _("Loại tệp này không dùng trong bài."))
