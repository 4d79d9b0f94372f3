"""Lessons, quizzes, practice tasks, live classes, contests and credentials."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Khoá học")

    def ready(self) -> None:
        # Actions need the models, which are only loaded now.
        from courses import registration as composition  # noqa: PLC0415

        composition.register()
