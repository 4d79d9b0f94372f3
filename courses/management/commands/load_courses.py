from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from courses.authoring.actions.builtin import builtin_folders, load_course


class Command(BaseCommand):
    help = (
        "Nạp các khoá học đi kèm Piêu, đăng bản mới khi nội dung đổi. / Load the courses that come with Piêu."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_law", verbosity=0)
        for folder in builtin_folders():
            version = load_course(folder)
            self.stdout.write(f"{version.course.slug} {version.number}")
