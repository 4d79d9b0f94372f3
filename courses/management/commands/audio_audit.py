import sys
from typing import Any

from django.core.management.base import BaseCommand

from courses.models import Course
from courses.voices import figures_of, lines_of


class Command(BaseCommand):
    help = (
        "Lời nào chưa có tiếng, tiếng nào đọc lời đã cũ, theo từng khoá; có tiếng cũ thì kết thúc với mã 1. / "
        "Voices that are missing, outdated or a machine's, by course; ends with 1 if any is outdated."
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
            for lesson, step, language, state in lines_of(course):
                self.stdout.write(f"  {state}: {lesson} › {step} [{language}]")
        if any(row.outdated for row in figures.values()):
            sys.exit(1)
