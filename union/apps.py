"""The Union's own work: questions and their answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionConfig(AppConfig):
    name = "union"
    verbose_name = _("Công việc của Hội")
