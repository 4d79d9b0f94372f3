"""Lessons, quizzes, practice tasks, live classes, contests and credentials: the next house on this street."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Khoá học"
