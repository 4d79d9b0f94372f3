"""Lessons, quizzes, practice tasks, live classes, contests and credentials: the next house on this street."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Khoá học")
