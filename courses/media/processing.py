"""Process an upload in a task.

It may run twice and restart after a kill: finished sizes of a film are kept and skipped.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common import storing, waiting
from backend.common.errors import DomainError
from courses.authoring.enums import AssetKind, AssetState
from courses.media import films
from courses.media.limits import MAX_BYTES, MediaError, too_large
from courses.media.media_files import store_pictures, store_variant
from courses.media.papers import check_pdf, clean_captions, small_pictures
from courses.media.placing import place
from courses.media.sniffing import HEAD, check_head
from courses.models import Asset

logger = logging.getLogger(__name__)

UNFINISHED = (AssetState.WAITING, AssetState.WORKING)
# Abandoned uploads and failed ones are deleted at these ages.
KEEP_UPLOADS, KEEP_REFUSALS = timedelta(days=2), timedelta(days=7)
# How long to wait for the file's lock: a repeated last piece holds it briefly, another task for long.
HELD_SECONDS = 5

type Tell = Callable[[float], None]


def process(asset_id: UUID | str) -> bool:
    """Make the files of an upload that phones download, put the asset in its place, delete the original.

    Returns False if nothing is to do. A bad upload ends as AssetState.FAILED with a message for the trainer;
    nothing else of it is stored.
    """
    asset = Asset.objects.filter(pk=asset_id, state__in=UNFINISHED).first()
    if asset is None:
        return False
    with waiting.held(asset.upload_name, wait_seconds=HELD_SECONDS) as handle:
        if handle is None:
            return False
        Asset.objects.filter(pk=asset.pk, state__in=UNFINISHED).update(state=AssetState.WORKING)
        try:
            variants = _make(asset)
        except DomainError as error:
            _fail(asset, str(error.message))
            return True
        _finish(asset, variants)
    waiting.forget(asset.upload_name)
    return True


def _make(asset: Asset) -> list[dict[str, Any]]:
    path = waiting.path_of(asset.upload_name)
    if path.stat().st_size != asset.upload_length:
        raise MediaError("media_gone", _("Tệp tải lên không còn đủ. Chị tải lên lại."))
    if asset.upload_length > MAX_BYTES[asset.kind]:
        raise too_large(asset.kind)
    container = check_head(asset.kind, waiting.head_of(asset.upload_name, HEAD))
    if asset.kind == AssetKind.PDF:
        check_pdf(path)
        with path.open("rb") as file:
            return [store_variant(File(file), content_type="application/pdf", label="pdf")]
    if asset.kind == AssetKind.CAPTIONS:
        return [store_variant(clean_captions(path.read_bytes()), content_type="text/vtt", label="vtt")]
    if asset.kind == AssetKind.PICTURE:
        with path.open("rb") as file:
            return store_pictures(small_pictures(file))
    workshop = waiting.workshop(asset.upload_name)
    # Files of a killed process: its program may still write there, into a file that is never read.
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    if asset.kind == AssetKind.AUDIO:
        target = workshop / "sound.opus"
        seconds = films.make_sound(path, container, target, _teller(asset, 0, 1))
        with target.open("rb") as file:
            return [store_variant(File(file), content_type="audio/ogg", label="16k", seconds=seconds)]
    return _make_film(asset, path, container, workshop)


def _make_film(asset: Asset, path: Path, container: str, workshop: Path) -> list[dict[str, Any]]:
    made = list(asset.variants)
    for number, form in enumerate(films.FILM_FORMS):
        if any(variant["label"] == form.label for variant in made):
            continue
        target = workshop / f"{form.label}.mp4"
        tell = _teller(asset, number, len(films.FILM_FORMS))
        seconds = films.make_film(path, container, target, form, tell)
        facts = films.probe(target, "mov", AssetKind.VIDEO)
        with target.open("rb") as file:
            variant = store_variant(
                File(file),
                content_type="video/mp4",
                label=form.label,
                width=facts.width,
                height=facts.height,
                seconds=seconds,
            )
        made.append(variant)
        # After a kill, skip finished sizes.
        Asset.objects.filter(pk=asset.pk, state=AssetState.WORKING).update(variants=made)
    # A film smaller than 240p gives the same bytes twice.
    return list({variant["sha256"]: variant for variant in made}.values())


def _teller(asset: Asset, number: int, of: int) -> Tell:
    """Return a function that writes the finished share into the row, at most once a second."""
    last = [0.0]

    def tell(share: float) -> None:
        if time.monotonic() - last[0] < 1:
            return
        last[0] = time.monotonic()
        percent = min(99, int(100 * (number + share) / of))
        Asset.objects.filter(pk=asset.pk, progress__lt=percent).update(progress=percent)

    return tell


@transaction.atomic
def _finish(asset: Asset, variants: list[dict[str, Any]]) -> None:
    row = Asset.objects.select_for_update().get(pk=asset.pk)
    if row.state not in UNFINISHED:
        return
    row.variants, row.state, row.progress, row.error = variants, AssetState.READY, 100, ""
    row.upload_name = ""
    row.save(update_fields=["variants", "state", "progress", "error", "upload_name"])
    place(row)


def give_up(asset_id: UUID | str) -> None:
    """Fail the upload after its process died each time or met an unexpected error.

    The trainer reads the reason at the upload.
    """
    asset = Asset.objects.filter(pk=asset_id, state__in=UNFINISHED).first()
    if asset is not None:
        _fail(asset, _("Máy chủ không xử lý được tệp này. Chị thử tải lên lại, hoặc chọn tệp khác."))


def _fail(asset: Asset, sentence: str) -> None:
    Asset.objects.filter(pk=asset.pk, state__in=UNFINISHED).update(
        state=AssetState.FAILED, error=sentence[:200], variants=[], progress=0, upload_name=""
    )
    waiting.forget(asset.upload_name)


def sweep() -> int:
    """Delete abandoned uploads, old failed ones, and files without a row. Return how many.

    Failed uploads are not counted.
    """
    now = timezone.now()
    stale = Asset.objects.filter(state=AssetState.UPLOADING, created_at__lt=now - KEEP_UPLOADS)
    names = list(stale.values_list("upload_name", flat=True))
    removed = stale.delete()[0]
    for name in names:
        waiting.forget(name)
    Asset.objects.filter(state=AssetState.FAILED, created_at__lt=now - KEEP_REFUSALS).delete()
    open_names = Asset.objects.exclude(upload_name="").values_list("upload_name", flat=True)
    removed += waiting.sweep(open_names, older_than_seconds=KEEP_UPLOADS.total_seconds())
    removed += storing.sweep(older_than_seconds=KEEP_UPLOADS.total_seconds())
    if removed:
        logger.info("%d uploads that nobody went on with were removed", removed)
    return removed
