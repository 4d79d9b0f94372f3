"""Periodic jobs of imports: resume those whose task was killed, and delete those no longer needed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from backend.common.background import task
from backend.common.heartbeats import is_silent
from backend.ledger.row_states import delete_rows
from members.imports.cards import forget_cards, forget_old_cards, resume_lost_cards
from members.imports.enums import ImportState
from members.imports.making import make_import
from members.imports.undoing import undo_rows
from members.models import MemberImport

logger = logging.getLogger(__name__)

LOST_AFTER = timedelta(seconds=60)
KEEP_UNUSED, KEEP_DONE = timedelta(days=7), timedelta(days=90)


def resume_lost_imports() -> int:
    """Enqueue a new task for up to 50 imports, and files of cards, whose task made no progress for a minute.

    Return their number.
    """
    now = timezone.now()
    running = {ImportState.RUNNING: make_import, ImportState.UNDOING: undo_rows}
    lost = MemberImport.objects.filter(is_silent("beat_at", now, LOST_AFTER), state__in=running)
    resumed = resume_lost_cards()
    for import_id, state in list(lost.values_list("pk", "state")[:50]):
        with transaction.atomic():
            if lost.filter(pk=import_id).update(beat_at=now):
                running[ImportState(state)].enqueue(import_id=import_id)
                resumed += 1
    if resumed:
        logger.warning("%d tables of members had lost their task and wait for another", resumed)
    return resumed


@task(name="delete_old_member_imports")
def forget_imports() -> int:
    """Delete imports never started after a week, and finished ones after 90 days. Return how many.

    The members stay; the import can't be taken back any more. One run deletes at most 500.
    """
    now = timezone.now()
    old = MemberImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - KEEP_UNUSED)
    old |= MemberImport.objects.filter(ended_at__lt=now - KEEP_DONE)
    old = old.exclude(state__in=[ImportState.RUNNING, ImportState.UNDOING])
    forget_old_cards()
    # One by one: each takes its rows with it, in a transaction of its own.
    return sum(_forget(import_id) for import_id in list(old.values_list("pk", flat=True)[:500]))


@transaction.atomic
def _forget(import_id: int) -> int:
    forget_cards(MemberImport.objects.locked(import_id))
    return delete_rows(MemberImport.objects.filter(pk=import_id))
