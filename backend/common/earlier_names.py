"""Names that clock jobs and tasks had before they had lasting ones: the paths of their functions.

Rows under such a name come from an installation or a backup older than the lasting names. `carry_over`
renames them when a clock starts. `use_lasting_path` serves a worker that meets a task which an older web
server queued later.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from backend.common import background
from backend.common.models import ClockJob

JOBS = {
    "backend.common.tasks.prune_idempotency_keys": "idempotency_keys.prune",
    "backend.common.tasks.tidy_database": "database.tidy",
    "backend.common.workers.requeue_lost_tasks": "tasks.requeue_lost",
    "backend.ledger.checkpoints.keep_up": "log.extend",
    "backend.ledger.shown.tell_the_rest": "shown_rows.pin",
    "backend.ledger.taking_up.take_up": "earlier_rows.record",
    "backend.webhooks.tasks.forget_messages": "webhook_messages.delete_old",
    "backend.webhooks.tasks.send_overdue": "webhook_deliveries.send_overdue",
    "courses.actions.attempts.close_overdue": "attempts.close_overdue",
    "courses.actions.class_places.remind_of_classes": "classes.remind",
    "courses.actions.credentials.issue_missing": "credentials.issue_missing",
    "courses.actions.syncing.carry_out_unblocked": "device_records.apply_unblocked",
    "courses.contests.closing.put_up_rounds_to_close": "contest_rounds.close_due",
    "courses.media.processing.sweep": "course_media.sweep",
    "courses.tasks.resume_lost_uploads": "course_uploads.resume_lost",
    "courses.xapi.sending.forget_sent": "xapi_statements.delete_sent",
    "courses.xapi.sending.send_due_task": "xapi_statements.send_due",
    "members.actions.accounts.sweep_unfinished_signups": "signups.delete_unfinished",
    "members.actions.assists.end_stale_assists": "assists.end_stale",
    "members.actions.erasure.erase_due_members": "members.erase_due",
    "members.actions.guesses.prune_guesses": "guess_limits.prune",
    "members.actions.sms_codes.prune_sms_codes": "sms_codes.prune",
    "members.tasks.forget_sent_sms": "sms.forget_sent",
    "members.tasks.retry_deliveries": "notices.retry_deliveries",
    "orders.actions.card_accounts.forget_closed_accounts": "card_accounts.delete_closed",
    "orders.actions.card_payments.look_after_card_pages": "card_payments.check_pages",
    "orders.actions.card_refunds.send_waiting_refunds": "card_refunds.send_waiting",
    "orders.actions.complaints.forget_callers": "complaints.forget_callers",
    "orders.actions.complaints.look_after_complaints": "complaints.follow_up",
    "orders.actions.forgetting.forget_left": "records.forget_expired",
    "orders.actions.overdue.forget_buyers": "orders.forget_buyers",
    "orders.actions.overdue.look_after_waiting_orders": "orders.follow_up_waiting",
    "orders.actions.standing.look_after_still_orders": "orders.remind_stalled",
    "products.actions.cards.refresh_expired_cards": "listing_cards.refresh_expired",
    "products.actions.people.forget_contacts": "invitations.forget_contacts",
    "products.actions.photos.erase_old_records": "photo_records.erase_old",
    "products.imports.looking_after.forget_imports": "product_imports.delete_old",
    "products.imports.looking_after.resume_lost_imports": "product_imports.resume_lost",
    "products.share.keeping.remove_old_share_pictures": "share_pictures.delete_old",
    "products.tasks.remove_orphan_files": "photos.delete_orphan_files",
    "products.tasks.resume_lost_photos": "photos.resume_lost",
    "products.tasks.tell_of_expiring_certificates": "certificates.remind_expiring",
    "traceability.actions.capture.jobs.drop_refused_jobs": "capture_jobs.delete_refused",
    "traceability.actions.e_labels.keep_changed_labels": "e_labels.record_changes",
    "traceability.actions.hosts.remember_printed_hosts": "printed_hosts.record",
    "traceability.actions.inquiries.forget_phones": "inquiries.forget_phones",
    "traceability.actions.recall_reach.settle_reach": "recalls.settle_reach",
    "traceability.actions.recalls.end_lapsed_recalls": "recalls.end_lapsed",
    "traceability.actions.scans.drop_old_salts": "scan_salts.delete_old",
    "traceability.composition.scans.make_partitions": "scan_partitions.make",
    "traceability.tasks.put_sheets_away": "label_sheets.delete_old",
    "traceability.tasks.resume_lost_runs": "label_runs.resume_lost",
}
TASKS = {
    "backend.common.tasks.prune_idempotency_keys": "prune_idempotency_keys",
    "backend.common.tasks.tidy_database": "tidy_database",
    "backend.webhooks.tasks.send_delivery": "send_webhook_delivery",
    "courses.contests.closing.close_round_task": "close_contest_round",
    "courses.tasks.process_upload": "process_course_upload",
    "courses.xapi.sending.send_due_task": "send_xapi_statements",
    "members.tasks.deliver_notice_task": "deliver_notice",
    "members.tasks.send_sms_task": "send_sms",
    "products.imports.looking_after.forget_imports": "delete_old_product_imports",
    "products.imports.making.make_import": "make_product_import",
    "products.imports.undoing.undo_rows": "undo_product_import",
    "products.share.keeping.draw_pictures": "draw_share_pictures",
    "products.share.keeping.remove_old_share_pictures": "delete_old_share_pictures",
    "products.tasks.make_photo_variants": "make_photo_variants",
    "products.tasks.remove_orphan_files": "delete_orphan_photo_files",
    "products.tasks.tell_of_expiring_certificates": "remind_of_expiring_certificates",
    "traceability.tasks.make_sheet_task": "make_label_sheet",
    "traceability.tasks.put_sheets_away": "delete_old_label_sheets",
}


@transaction.atomic
def carry_over() -> int:
    """Rename rows of clock jobs and queued tasks that have an earlier name. Return how many rows changed.

    The due time of a job doesn't change. If a job's row with the new name exists, the earlier row is deleted.
    """
    count = 0
    for row in ClockJob.objects.select_for_update().filter(name__in=JOBS).order_by("name"):
        earlier = ClockJob.objects.filter(name=row.name)
        if ClockJob.objects.filter(name=JOBS[row.name]).exists():
            count += earlier.delete()[0]
        else:
            count += earlier.update(name=JOBS[row.name])
    for path, name in TASKS.items():
        count += DBTaskResult.objects.filter(task_path=path).update(task_path=background.path_of(name))
    return count


def use_lasting_path(*, instance: DBTaskResult, **_signal: Any) -> None:
    """Replace an earlier path in a loaded row of a queued task by the lasting one, in memory.

    A receiver of post_init.
    """
    name = TASKS.get(instance.task_path)
    if name:
        instance.task_path = background.path_of(name)
