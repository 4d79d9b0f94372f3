from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.practice.actions.tasks import exported_happenings, exported_tasks
from courses.practice.replaying import happening_line, task_line


class Command(BaseCommand):
    """Export the history behind all practice tasks, with pseudonyms.

    From this file `./run replay_tasks` derives equal results.
    """

    help = "Write the events and tasks that the database holds as lines of JSON to standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        for happening in exported_happenings():
            self.stdout.write(happening_line(happening))
        for task in exported_tasks():
            self.stdout.write(task_line(task))
