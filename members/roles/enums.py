from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    TRAINER = "trainer", _("Giảng viên")
    OFFICER = "officer", _("Cán bộ Hội")
    LAWYER = "lawyer", _("Luật sư")
