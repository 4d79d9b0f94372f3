from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemeConfig(AppConfig):
    """Layout and styles of all pages. Imports no other app."""

    name = "backend.theme"
    label = "theme"
    verbose_name = _("Giao diện")
