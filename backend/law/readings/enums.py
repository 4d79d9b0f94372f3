from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What a lawyer found of a text and of the plain words beside it."""

    RIGHT = "right", _("Đúng")
    WRONG = "wrong", _("Chưa đúng")


class SpokenLanguage(models.TextChoices):
    """Languages of recordings, by BCP 47. Thái is Tai Dam (blt), the Black Thái of Sơn La; Mông is hmn."""

    VIETNAMESE = "vi", _("Tiếng Việt")
    THAI = "blt", _("Tiếng Thái")
    HMONG = "hmn", _("Tiếng Mông")
