"""Periodic jobs of imports: resume those whose task was killed, and delete those no longer needed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from backend.common.background import task
from backend.common.heartbeats import is_silent
from backend.ledger.row_states import delete_rows
from products.imports.enums import ImportState
from products.imports.making import make_import
from products.imports.undoing import undo_rows
from products.models import ProductImport

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(seconds=60)
KEEP_UNUSED, KEEP_DONE = timedelta(days=7), timedelta(days=90)


def resume_lost_imports() -> int:
    """Enqueue a new task for up to 50 imports whose task made no progress for a minute.

    Return their number.
    """
    now = timezone.now()
    running = {ImportState.RUNNING: make_import, ImportState.UNDOING: undo_rows}
    lost = ProductImport.objects.filter(is_silent("beat_at", now, LOST_AFTER), state__in=running)
    resumed = 0
    for import_id, state in list(lost.values_list("pk", "state")[:50]):
        with transaction.atomic():
            if lost.filter(pk=import_id).update(beat_at=now):
                running[ImportState(state)].enqueue(import_id=import_id)
                resumed += 1
    if resumed:
        logger.warning("%d tables of products had lost their task and wait for another", resumed)
    return resumed


@task(name="delete_old_product_imports")
def forget_imports() -> int:
    """Delete imports never started after a week, and finished ones after 90 days. Return how many.

    The imported products stay. One run deletes at most 500.
    """
    now = timezone.now()
    old = ProductImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - KEEP_UNUSED)
    old |= ProductImport.objects.filter(ended_at__lt=now - KEEP_DONE)
    gone = 0
    for run in old.exclude(state__in=[ImportState.RUNNING, ImportState.UNDOING])[:500]:
        name = run.photos
        with transaction.atomic():
            delete_rows(ProductImport.objects.filter(pk=run.pk))
        if name:
            default_storage.delete(name)
        gone += 1
    return gone
