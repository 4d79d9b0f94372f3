import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from courses.media.voices import Line, figures_of, lines_of, lines_of_shared_banks
from courses.models import Course


class Command(BaseCommand):
    help = (
        "Lời và câu hỏi nào chưa có tiếng, tiếng nào đọc lời đã cũ, theo từng khoá (*: ngân hàng dùng chung); có tiếng cũ "
        "thì kết thúc với mã 1. / "
        "Voices that are missing, outdated or a machine's, by course (*: shared banks); ends with 1 if any is outdated."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        courses = list(Course.objects.filter(retired_at=None).order_by("slug"))
        figures = figures_of(courses)
        for course in courses:
            row = figures[course.pk]
            self.stdout.write(
                f"{course.slug}: missing {row.missing}, outdated {row.outdated}, machine {row.machine}, "
                f"recorded {row.recorded}"
            )
            self._print(lines_of(course))
        if shared := list(lines_of_shared_banks()):
            self.stdout.write("*")
            self._print(shared)
        if any(row.outdated for row in figures.values()) or any(line.state == "outdated" for line in shared):
            sys.exit(1)

    def _print(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self.stdout.write(f"  {line.state}: {line.where} › {line.what} [{line.language}]")
