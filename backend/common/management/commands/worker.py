from __future__ import annotations

import logging
import os
import socket
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import DatabaseError, connection
from django.db.models.signals import post_init
from django.tasks.signals import task_finished
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TASKS_LOGGER
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from backend.common import workers
from backend.common.allocator import return_freed_memory
from backend.common.earlier_names import use_lasting_path

logger = logging.getLogger(__name__)


class Command(DatabaseWorker):
    help = "Làm các việc nền (django-tasks-db), và cho biết mình còn sống để việc dở dang không bị bỏ quên."
    # The checks import every view, a third of such a process's memory. `check` makes them before a start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=None, reload=False, queue_name="*")
        parser.add_argument("--replaces", metavar="ID", help="Worker đã chết mà worker này thay.")

    def handle(self, *, worker_id: str | None, replaces: str | None, **options: Any) -> None:  # type: ignore[override]
        post_init.connect(use_lasting_path, sender=DBTaskResult)
        task_finished.connect(return_freed_memory)
        worker_id = worker_id or f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(12)}"
        if replaces:
            workers.forget(replaces)
            workers.requeue_lost_tasks()
        workers.beat(worker_id)
        ended = threading.Event()
        heart = threading.Thread(target=self._beat_until, args=(ended, worker_id), daemon=True)
        heart.start()
        try:
            super().handle(worker_id=worker_id, **options)
        finally:
            ended.set()
            heart.join()
            workers.forget(worker_id)

    def configure_logging(self, verbosity: int) -> None:
        """Log failed tasks only; -v 2 also shows two lines for each task."""
        super().configure_logging(verbosity)
        if verbosity == 1:
            for name in (TASKS_LOGGER, "django_tasks_db"):
                logging.getLogger(name).setLevel(logging.WARNING)

    def _beat_until(self, ended: threading.Event, worker_id: str) -> None:
        while not ended.wait(workers.BEAT_SECONDS):
            try:
                workers.beat(worker_id)
            except DatabaseError:
                logger.warning("Worker %s could not show that it is alive; it tries again.", worker_id)
                connection.close()
        connection.close()
