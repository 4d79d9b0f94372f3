"""Make the sizes of photos, and delete files that no row refers to."""

from __future__ import annotations

import errno
import hashlib
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.tasks import TaskResultStatus
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from backend.common.background import task
from backend.common.clock import daily
from products.models import FormerVoice, Photo, Product
from products.photos.enums import PhotoState
from products.photos.images import masters as images_masters
from products.photos.images import sizes as images_sizes
from products.photos.publicity import set_state
from products.producers.news import notify_each
from products.products.pinned_rows import pin_photo

logger = logging.getLogger(__name__)

# Time after which a photo's task counts as lost, and how often it is enqueued again.
LOST_AFTER = timedelta(minutes=10)
MOST_TRIES = 3
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
# A file is written before its row is committed. After this time the request has certainly ended.
ORPHAN_AGE = timedelta(days=2)


def store_variants(key: UUID, pictures: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Store {name: bytes} from images.derive as files of the photo `key`.

    Return the value of Photo.variants.
    """
    variants = {}
    for name, content in pictures.items():
        path = f"photos/{str(key)[:2]}/{key}/{name}"
        if default_storage.exists(path):  # left by an interrupted run
            default_storage.delete(path)
        saved = default_storage.save(path, ContentFile(content))
        width, height = images_masters.measure(content)
        variants[name] = {
            "path": saved,
            "width": width,
            "height": height,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    return variants


@task(name="make_photo_variants")
def make_photo_variants(photo_id: int) -> None:
    """Make every size of a photo that pages use. Idempotent."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None or photo.state == PhotoState.READY:
        return
    with photo.master.open("rb") as file:
        jpeg = file.read()
    try:
        pictures = images_sizes.derive(jpeg)
    except Exception:
        set_state(Photo.objects.filter(pk=photo_id), PhotoState.FAILED)
        raise
    missing = {name: content for name, content in pictures.items() if name not in photo.variants}
    try:
        variants = photo.variants | store_variants(photo.key, missing)
    except OSError as error:
        if error.errno in _NO_ROOM:  # the disk's fault and not the photo's: retry without a limit
            Photo.objects.filter(pk=photo_id).update(tries=0)
        raise
    photo.variants = variants
    with transaction.atomic():
        updated = Photo.objects.filter(pk=photo_id).update(variants=variants)
        if updated:
            set_state(Photo.objects.filter(pk=photo_id), PhotoState.READY)
            pin_photo(photo)
    if not updated:
        # Erased meanwhile: delete the files just written.
        for variant in variants.values():
            default_storage.delete(variant["path"])


def resume_lost_photos() -> int:
    """Enqueue up to 500 photos again whose task ended without all their sizes. Return their number.

    Run by the clock. After MOST_TRIES tries, mark the photo as failed and notify the person who sent it. A
    full disk counts as no try, so that everything is made once there is room.
    """
    lost = Photo.objects.exclude(state=PhotoState.READY).filter(
        tries__lte=MOST_TRIES, uploaded_at__lt=timezone.now() - LOST_AFTER
    )
    found = 0
    for photo in lost.select_related("producer", "uploaded_by", "on_behalf_of").order_by("uploaded_at")[:500]:
        with transaction.atomic():
            tasks = DBTaskResult.objects.filter(
                task_path=make_photo_variants.module_path, args_kwargs__kwargs__photo_id=photo.pk
            )
            if tasks.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)).exists():
                continue
            # The task may have ended between the two queries.
            rows = Photo.objects.exclude(state=PhotoState.READY).filter(pk=photo.pk, tries=photo.tries)
            if not rows.update(tries=photo.tries + 1):
                continue
            found += 1
            if photo.tries < MOST_TRIES:
                make_photo_variants.enqueue(photo_id=photo.pk)
            else:
                set_state(Photo.objects.filter(pk=photo.pk), PhotoState.FAILED)
                _notify_of_failed(photo)
    if found:
        logger.warning("%d photos had lost their sizes", found)
    return found


def _notify_of_failed(photo: Photo) -> None:
    link = photo.product_links.select_related("product").first()
    sender = photo.on_behalf_of or photo.uploaded_by
    if link is not None:
        url = reverse("products:photos", args=[link.product_id])
    elif photo.producer_id is not None:
        url = reverse("products:producer", args=[photo.producer_id])
    else:
        url = reverse("products:mine")
    notify_each(
        [sender] if sender is not None and sender.is_active else [],
        kind="photo.failed",
        title=gettext_lazy("Có một ảnh không làm được cỡ lớn"),
        body=gettext_lazy(
            "%(what)s: người xem chỉ thấy ảnh nhỏ, không nét. Chị bỏ ảnh ấy rồi chụp lại hoặc gửi ảnh khác."
        ),
        values={
            "what": link.product.name
            if link
            else photo.producer.name
            if photo.producer
            else photo.alt or gettext_lazy("Ảnh")
        },
        url=url,
        key=f"photo:{photo.key}:failed",
    )


def remove_orphans() -> int:
    """Delete photo and voice files older than two days that no row refers to. Return their number.

    A rolled-back transaction leaves its files behind, because a file system has no transactions.
    """
    known = set(Photo.objects.values_list("master", flat=True))
    for variants in Photo.objects.values_list("variants", flat=True).iterator():
        known.update(variant["path"] for variant in variants.values())
    known.update(Product.objects.exclude(voice="").values_list("voice", flat=True))
    known.update(FormerVoice.objects.values_list("file", flat=True))
    limit = timezone.now() - ORPHAN_AGE
    removed = 0
    todo = ["photos", "voices"]
    while todo:
        folder = todo.pop()
        try:
            folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        todo += [f"{folder}/{name}" for name in folders]
        for name in (f"{folder}/{file}" for file in files):
            if name not in known and default_storage.get_modified_time(name) < limit:
                default_storage.delete(name)
                removed += 1
    return removed


@daily(at="03:40", name="photos.delete_orphan_files")
@task(name="delete_orphan_photo_files")
def remove_orphan_files() -> int:
    return remove_orphans()
