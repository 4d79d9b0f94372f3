from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from backend.common.background import task
from backend.common.clock import daily, every
from backend.common.idempotency import prune_keys
from backend.common.short_links import prune_links
from backend.common.workers import requeue_lost_tasks

# Run by the clock itself: when this is needed there may be no worker.
every(minutes=1, name="tasks.requeue_lost")(requeue_lost_tasks)


@daily(at="03:10", name="idempotency_keys.prune")
@task(name="prune_idempotency_keys")
def prune_idempotency_keys() -> int:
    """Delete expired idempotency keys. Run by the clock once a day."""
    return prune_keys()


@daily(at="03:15", name="short_links.prune")
@task(name="prune_short_links")
def prune_short_links() -> int:
    """Delete expired short links. Run by the clock once a day."""
    return prune_links()


@daily(at="03:20", name="database.tidy")
@task(name="tidy_database")
def tidy_database() -> None:
    """Delete expired sessions and old task results. On SQLite, also run PRAGMA optimize."""
    call_command("clearsessions")
    call_command("prune_db_task_results", queue_name="*", min_age_days=7, failed_min_age_days=60, verbosity=0)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
